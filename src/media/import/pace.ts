/**
 * How fast an import goes and when it will be done: seconds of audio for each second of work, over the last minute.
 * There is no estimate until a few files and a few seconds are done, and none while it stands still.
 *
 * Thread: any; pure. Times are milliseconds of one clock, given by the caller.
 */

/** Samples older than this no longer count: decks start and stop, and the pace with them. */
const WINDOW_MS = 60_000;
const WORK_MS_MIN = 8_000;
const SETTLED_MIN = 3;
/** Time between samples kept. */
const SAMPLE_MS = 1_000;

interface Sample {
  workMs: number;
  audioSeconds: number;
}

/** Seconds of audio by file size, learned from files of the same kind. */
class Lengths {
  private readonly bytes = new Map<string, number>();
  private readonly seconds = new Map<string, number>();

  learn(name: string, bytes: number, seconds: number): void {
    for (const kind of [kindOf(name), '']) {
      this.bytes.set(kind, (this.bytes.get(kind) ?? 0) + bytes);
      this.seconds.set(kind, (this.seconds.get(kind) ?? 0) + seconds);
    }
  }

  guess(name: string, bytes: number): number {
    const known = this.bytes.has(kindOf(name)) ? kindOf(name) : '';
    const total = this.bytes.get(known) ?? 0;
    return total > 0 ? (bytes * (this.seconds.get(known) ?? 0)) / total : 0;
  }
}

function kindOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '.' : name.slice(dot).toLowerCase();
}

export class ImportPace {
  private readonly lengths = new Lengths();
  private readonly samples: Sample[] = [];
  private settled = 0;
  /** Audio of the files that are done. */
  private audioDone = 0;
  private workMs = 0;
  private lastMs: number | null = null;

  /** A file's length is known. Duplicates and failures teach nothing: they take no time worth counting. */
  finished(name: string, bytes: number, audioSeconds: number): void {
    if (!(bytes > 0 && audioSeconds > 0)) return;
    this.lengths.learn(name, bytes, audioSeconds);
    this.audioDone += audioSeconds;
    this.settled++;
  }

  /** Seconds of audio in a file whose length nobody knows yet; 0 when nothing can be said. */
  guessSeconds(name: string, bytes: number): number {
    return this.lengths.guess(name, bytes);
  }

  /**
   * Notes the time. `working`: something is under way; pauses do not count as time. `audioUnderWay`: seconds of audio
   * behind the workers in files that are not done.
   */
  tick(nowMs: number, working: boolean, audioUnderWay: number): void {
    const elapsed = this.lastMs === null ? 0 : Math.max(0, nowMs - this.lastMs);
    this.lastMs = nowMs;
    if (!working) return;
    // A sleeping machine is no slow one.
    this.workMs += Math.min(elapsed, 5 * SAMPLE_MS);
    const last = this.samples.at(-1);
    if (last !== undefined && this.workMs - last.workMs < SAMPLE_MS) return;
    this.samples.push({ workMs: this.workMs, audioSeconds: this.audioDone + audioUnderWay });
    while (this.samples.length > 2 && this.workMs - (this.samples[0] as Sample).workMs > WINDOW_MS)
      this.samples.shift();
  }

  /** Seconds of audio for each second of work; null until it means something. */
  speed(): number | null {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined || this.settled < SETTLED_MIN || this.workMs < WORK_MS_MIN)
      return null;
    const workMs = last.workMs - first.workMs;
    const audio = last.audioSeconds - first.audioSeconds;
    return workMs >= WORK_MS_MIN / 2 && audio > 0 ? (audio * 1000) / workMs : null;
  }

  /** Seconds until `audioSecondsLeft` are done at the present pace; null while there is no pace. */
  etaSeconds(audioSecondsLeft: number): number | null {
    const speed = this.speed();
    return speed === null ? null : Math.max(0, audioSecondsLeft) / speed;
  }
}
