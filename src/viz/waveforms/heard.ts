/**
 * What is heard at a given moment: the engine's snapshots run ahead of the loudspeaker by the output latency, so a
 * short history of them is kept and the one that is sounding now is carried forward at its own speed.
 *
 * Thread: render worker; runs anywhere. Allocates only at construction.
 */

const HISTORY = 64;
/** A snapshot is carried no further than this: beyond it the engine has stopped, and so does the drawing. */
const CARRY_MAX_S = 0.25;

export interface DeckMoment {
  /** Source frame at the snapshot's engine frame. */
  position: number;
  /** Source frames per engine frame, signed. */
  rate: number;
  loopInFrame: number;
  loopOutFrame: number;
  looping: boolean;
}

/**
 * Source frame after `engineFrames` more at the moment's speed; inside an active loop it wraps as the engine does.
 */
export function carry(moment: DeckMoment, engineFrames: number): number {
  const { position, rate, loopInFrame, loopOutFrame } = moment;
  const to = position + rate * engineFrames;
  const length = loopOutFrame - loopInFrame;
  if (!moment.looping || !(length > 0) || engineFrames <= 0) return to;
  if (rate > 0 && position < loopOutFrame && to >= loopOutFrame) return loopInFrame + ((to - loopInFrame) % length);
  if (rate < 0 && position >= loopInFrame && to < loopInFrame) return loopOutFrame - ((loopInFrame - to) % length);
  return to;
}

/** The recent past of one deck. */
export class HeardDeck {
  private readonly times = new Float64Array(HISTORY);
  private readonly moments: readonly DeckMoment[] = Array.from({ length: HISTORY }, () => ({
    position: 0,
    rate: 0,
    loopInFrame: 0,
    loopOutFrame: 0,
    looping: false,
  }));
  private count = 0;

  /** Forgets everything: another track is in the deck. */
  reset(): void {
    this.count = 0;
  }

  /** Notes a snapshot at `contextTimeS`. Times that do not advance replace the newest; going back forgets the rest. */
  note(contextTimeS: number, moment: DeckMoment): void {
    if (this.count > 0) {
      const newest = this.times[(this.count - 1) % HISTORY] as number;
      if (contextTimeS < newest) this.count = 0;
      else if (contextTimeS === newest) this.count--;
    }
    const at = this.count % HISTORY;
    this.times[at] = contextTimeS;
    const to = this.moments[at] as DeckMoment;
    to.position = moment.position;
    to.rate = moment.rate;
    to.loopInFrame = moment.loopInFrame;
    to.loopOutFrame = moment.loopOutFrame;
    to.looping = moment.looping;
    this.count++;
  }

  /** Source frame heard at `contextTimeS`, or null before the first snapshot. */
  positionAt(contextTimeS: number, rateHz: number): number | null {
    const { count } = this;
    if (count === 0) return null;
    const oldest = Math.max(0, count - HISTORY);
    let i = count - 1;
    while (i > oldest && (this.times[i % HISTORY] as number) > contextTimeS) i--;
    const elapsed = contextTimeS - (this.times[i % HISTORY] as number);
    const carried = elapsed > CARRY_MAX_S ? CARRY_MAX_S : Math.max(elapsed, -CARRY_MAX_S);
    return carry(this.moments[i % HISTORY] as DeckMoment, carried * rateHz);
  }
}

/**
 * Maps the performance clock to the audio context's. The context's time is reported in steps of a render quantum or
 * more, so single reports are averaged; a report that is off by more than 50 ms (a new context, a resume) is taken at
 * once.
 */
export class ContextClock {
  private offsetS: number | null = null;
  private latencyS = 0;

  /** `contextTimeS` was the context's time at `epochMs` (milliseconds since the Unix epoch). */
  note(contextTimeS: number, epochMs: number, outputLatencyS: number): void {
    const offset = contextTimeS - epochMs / 1000;
    this.latencyS = outputLatencyS;
    if (this.offsetS === null || Math.abs(offset - this.offsetS) > 0.05) this.offsetS = offset;
    else this.offsetS += (offset - this.offsetS) * 0.1;
  }

  /** Context time whose sound reaches the ear at `epochMs`, or null before the first report. */
  heardAt(epochMs: number): number | null {
    return this.offsetS === null ? null : epochMs / 1000 + this.offsetS - this.latencyS;
  }
}
