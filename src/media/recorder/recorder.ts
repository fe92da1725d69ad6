/**
 * The recorder: opens and drains the engine's tap, keeps one recording at a time, looks after the folder.
 * Thread: recorder worker; tests drive `tick` by hand on files in memory.
 */
import { RecorderBlockFlag, type RecorderTap, RecorderTapReader } from '../../control-bus/recorder-ring.ts';
import { type ByteFile, ByteFileError, type ByteFiles } from '../byte-files/byte-files.ts';
import type { RecorderStatus, RecordingEntry } from './recorder-messages.ts';
import { Recording } from './recording.ts';
import { planRepair, RecordingState, readWavHead, WAV_FRAME_BYTES, WAV_HEAD_BYTES } from './wav.ts';

export const RECORDING_FOLDER = 'recordings';
/** Room is looked at this often. */
const ROOM_EVERY_MS = 5000;
/** Below this much room the performer is warned. */
const ROOM_WARNING_S = 600;

export class Recorder {
  private readonly files: ByteFiles;
  private readonly tap: RecorderTapReader;
  private readonly sampleRateHz: number;
  private recording: Recording | null = null;
  private last: { name: string; seconds: number; bytes: number; gaps: number } | null = null;
  private problem: string | null = null;
  private roomWarning: string | null = null;
  private roomCheckedMs = Number.NEGATIVE_INFINITY;
  private starting = false;
  private faulted = false;

  constructor(files: ByteFiles, tap: RecorderTap, sampleRateHz: number) {
    this.files = files;
    this.tap = new RecorderTapReader(tap);
    this.sampleRateHz = sampleRateHz;
  }

  get status(): RecorderStatus {
    const { recording } = this;
    const now = recording ?? this.last;
    const gaps = recording === null ? (this.last?.gaps ?? 0) : recording.gaps.length;
    return {
      recording: recording !== null,
      name: now?.name ?? null,
      seconds: now?.seconds ?? 0,
      bytes: now?.bytes ?? 0,
      gaps,
      warning: this.faulted ? FAULT_WARNING : (this.roomWarning ?? (gaps > 0 ? gapWarning(gaps) : null)),
      problem: this.problem,
    };
  }

  /** Starts a recording; does nothing while one runs. A failure is told by `status.problem`. */
  async start(nowMs: number): Promise<RecorderStatus> {
    if (this.recording !== null || this.starting) return this.status;
    this.starting = true;
    try {
      const file = await this.newFile(nowMs);
      this.recording = await this.begin(file, nowMs);
      this.problem = null;
      this.faulted = false;
      // Blocks of an earlier recording that came after its end are not of this one.
      while (this.tap.pop());
      this.tap.setOpen(true);
    } catch (error) {
      if (!(error instanceof ByteFileError)) throw error;
      this.problem = `Recording cannot start: ${error.message}. ${remedyFor(error)}`;
    } finally {
      this.starting = false;
    }
    return this.status;
  }

  private async begin(file: ByteFile, nowMs: number): Promise<Recording> {
    try {
      return new Recording(file, this.sampleRateHz, nowMs);
    } catch (error) {
      file.close();
      await this.files.remove(file.name);
      throw error;
    }
  }

  private async newFile(nowMs: number): Promise<ByteFile> {
    const stem = `echelon-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`;
    const taken = new Set((await this.files.list()).map(({ name }) => name));
    let name = `${stem}.wav`;
    for (let n = 2; taken.has(name); n++) name = `${stem}-${n}.wav`;
    return this.files.open(name, true);
  }

  /** To be called a few times a second while recording: takes what the engine pushed and writes it. */
  tick(): void {
    const { recording, tap } = this;
    if (recording === null) return;
    while (tap.pop()) {
      if ((tap.flags & RecorderBlockFlag.engineFault) !== 0) this.faulted = true;
      recording.push(tap.engineFrame, tap.samples, tap.frames);
    }
    recording.commit();
    if (recording.failure !== null) this.giveUp(recording, recording.failure);
  }

  private giveUp(recording: Recording, failure: ByteFileError): void {
    this.tap.setOpen(false);
    this.remember(recording);
    const kept = `The first ${formatSeconds(recording.seconds)} are kept in ${recording.name}.`;
    this.problem = `Recording stopped: ${failure.message}. ${kept} ${remedyFor(failure)}`;
  }

  private remember(recording: Recording): void {
    const { name, seconds, bytes, gaps } = recording;
    this.last = { name, seconds, bytes, gaps: gaps.length };
    this.recording = null;
    this.roomWarning = null;
  }

  /** Looks at the room left, now and then. */
  async watchRoom(nowMs: number): Promise<void> {
    if (this.recording === null || Math.abs(nowMs - this.roomCheckedMs) < ROOM_EVERY_MS) return;
    this.roomCheckedMs = nowMs;
    const free = await this.files.freeBytes();
    if (free === null || this.recording === null) return;
    const seconds = free / (this.sampleRateHz * WAV_FRAME_BYTES);
    this.roomWarning =
      seconds < ROOM_WARNING_S
        ? `Room for about ${formatSeconds(seconds)} more: free disk space or delete old recordings.`
        : null;
  }

  /** Stops at once and closes the file. A recording without one frame is removed, and the reason told. */
  async stop(): Promise<RecorderStatus> {
    const { recording } = this;
    if (recording === null) return this.status;
    this.closeNow();
    if (recording.frames === 0 && recording.failure === null) {
      await this.files.remove(recording.name);
      this.last = null;
      this.problem = 'Nothing was recorded: the engine did not run. Start the audio, then record again.';
    }
    return this.status;
  }

  /** The part of `stop` that does not wait: for a page that is being left. */
  closeNow(): void {
    const { recording } = this;
    if (recording === null) return;
    this.tap.setOpen(false);
    this.tick();
    if (this.recording === null) return;
    recording.close();
    if (recording.failure === null) this.remember(recording);
    else this.giveUp(recording, recording.failure);
  }

  /** Repairs what a crash left open, removes what holds no frame; leaves files in use and foreign ones alone. */
  async repairAll(): Promise<void> {
    for (const { name } of await this.files.list()) {
      if (!name.endsWith('.wav') || name === this.recording?.name) continue;
      if (await this.repairOne(name)) await this.files.remove(name);
    }
  }

  /** True when the file holds no frame. */
  private async repairOne(name: string): Promise<boolean> {
    let file: ByteFile;
    try {
      file = await this.files.open(name, false);
    } catch (error) {
      if (error instanceof ByteFileError && (error.code === 'inUse' || error.code === 'missing')) return false;
      throw error;
    }
    try {
      const head = new Uint8Array(WAV_HEAD_BYTES);
      const got = file.read(head, 0);
      const plan = planRepair(head.subarray(0, got), file.size());
      if (plan.kind === 'repair') {
        file.truncate(plan.bytes);
        file.write(plan.head, 0);
      }
      return plan.kind === 'empty';
    } finally {
      file.close();
    }
  }

  /** Finished recordings, oldest first. */
  async list(): Promise<RecordingEntry[]> {
    const entries: RecordingEntry[] = [];
    for (const { name, bytes } of await this.files.list()) {
      if (!name.endsWith('.wav') || name === this.recording?.name) continue;
      const blob = await this.files.blob(name);
      const head = new Uint8Array(await blob.slice(0, WAV_HEAD_BYTES).arrayBuffer());
      const reading = readWavHead(head);
      if (reading.kind !== 'recording') continue;
      const { facts } = reading;
      // Still open: another tab records into it.
      if (facts.state === RecordingState.open) continue;
      entries.push({
        name,
        bytes,
        seconds: facts.frames / facts.sampleRateHz,
        startedAtMs: facts.startedAtMs,
        repaired: facts.state === RecordingState.repaired,
        gaps: facts.gaps,
      });
    }
    return entries.sort((a, b) => a.startedAtMs - b.startedAtMs);
  }

  blob(name: string): Promise<Blob> {
    return this.files.blob(name);
  }

  async remove(name: string): Promise<void> {
    await this.files.remove(name);
    if (this.last?.name === name) this.last = null;
  }
}

function remedyFor(error: ByteFileError): string {
  switch (error.code) {
    case 'full':
      return 'Download and delete old recordings, or free disk space, then record again.';
    case 'inUse':
      return 'Close the other tab that records, then try again.';
    case 'missing':
    case 'failed':
      return 'Reload the page between two sets; if it stays, allow this site to store data.';
  }
}

const FAULT_WARNING = 'The engine failed: silence is being recorded. Stop the recording and reload the page.';

const gapWarning = (gaps: number): string =>
  `${gaps === 1 ? 'One place was' : `${gaps} places were`} filled with silence: the recorder was held up. Close other busy tabs.`;

function formatSeconds(seconds: number): string {
  const whole = Math.floor(seconds);
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min`;
}
