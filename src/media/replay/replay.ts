/**
 * Plays a session log on an engine: every command at the frame at which the live engine dequeued it, zeros where audio
 * was not decoded in time, and each execution compared with the one logged. Same log, same audio, same bytes.
 *
 * Thread: any off the audio thread (a worker, Node). Waits only for tracks and, now and then, to let others run.
 */
import { createSHA256 } from 'hash-wasm';
import { MissingFrames } from '../../../worklets/missing-frames.ts';
import { type Command, EventType, Op } from '../../control-bus/commands.ts';
import { BLOCK_FRAMES, SOURCE_COUNT, VOICE_COUNT } from '../../control-bus/constants.ts';
import type { LogProblem, LogRecord, TrackFact } from '../session-log/format.ts';
import type { SessionLog } from '../session-log/reader.ts';
import { compareBlock, type ExpectedEvent } from './compare.ts';
import type { ReplayPcm } from './replay-pcm.ts';
import {
  type ReplayDifference,
  type ReplayEngine,
  ReplayError,
  type ReplayedTrack,
  type ReplayReport,
  type TrackFinder,
} from './replay-types.ts';
import { verifyTrack } from './verify.ts';

/** Blocks rendered between two pauses: 1.4 s of sound. */
const BLOCKS_PER_TURN = 512;
/** A set longer than this is taken for a damaged log. */
const LENGTH_MAX_S = 24 * 3600;

export interface ReplayOptions {
  readonly log: SessionLog;
  /** Fresh, on the kernel the log names, reading `pcm.store`. */
  readonly engine: ReplayEngine;
  readonly pcm: ReplayPcm;
  readonly tracks: TrackFinder;
  /** Doubts the caller has already: another kernel, for instance. */
  readonly doubts?: readonly string[];
  /** Stop after this many engine frames. */
  readonly maxFrames?: number;
  /** Each block of the master, 128 interleaved stereo frames, valid until it returns. May make the replay wait. */
  onBlock?(master: Float32Array, frame: number): void | Promise<void>;
  /** 0 … 1. */
  onProgress?(share: number): void;
  readonly signal?: AbortSignal;
}

/** What one pass over the log tells before it is played. */
interface Survey {
  /** First engine frame that is not replayed. */
  readonly endFrame: number;
  readonly tracks: ReadonlyMap<number, TrackFact>;
  readonly missing: MissingFrames;
  readonly doubts: string[];
}

/** Replays a whole log. Rejects with `ReplayError`; what damage allows is played and doubted in the report. */
export async function replayLog(options: ReplayOptions): Promise<ReplayReport> {
  const { log, engine } = options;
  const survey = surveyLog(log);
  const run = new Run(options, survey);
  const hash = await createSHA256();
  engine.missing = survey.missing;
  const end = Math.min(survey.endFrame, options.maxFrames ?? Number.POSITIVE_INFINITY);
  for (let block = 0; engine.frame < end; block++) {
    await run.prepareBlock(engine.frame);
    const frame = engine.frame;
    run.renderBlock();
    hash.update(bytesOf(engine.master));
    const waiting = options.onBlock?.(engine.master, frame);
    if (waiting !== undefined) await waiting;
    if (block % BLOCKS_PER_TURN === BLOCKS_PER_TURN - 1) {
      options.onProgress?.(frame / end);
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (options.signal?.aborted === true) throw new ReplayError('cancelled', 'the replay was cancelled');
    }
  }
  options.onProgress?.(1);
  const doubts = [...(options.doubts ?? []), ...survey.doubts, ...run.doubts()];
  return {
    frames: engine.frame,
    seconds: engine.frame / log.header.sessionRateHz,
    sha256: hash.digest('hex'),
    exact: doubts.length === 0,
    doubts,
    firstDifference: run.firstDifference,
    tracks: run.tracks,
  };
}

function bytesOf(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

function surveyLog(log: SessionLog): Survey {
  const tracks = new Map<number, TrackFact>();
  const missing = new MissingFrames();
  // A torn tail is how a crashed set ends: everything before it is exact.
  const doubts = log.problems.filter((p) => p.what !== 'tornTail').map((p) => `The log is damaged: ${p.text}.`);
  let proven = 0;
  let seen = 0;
  const onProblem = (problem: LogProblem): void => {
    doubts.push(`The log is damaged: ${problem.text}.`);
  };
  for (const record of log.records(onProblem)) {
    if (record.kind === 'arrival') seen = Math.max(seen, record.frame + BLOCK_FRAMES);
    else if (record.kind === 'event') seen = Math.max(seen, record.event.frame + 1);
    else if (record.kind === 'heartbeat') proven = Math.max(proven, record.heartbeat.engineFrame);
    else if (record.kind === 'end') proven = Math.max(proven, record.end.engineFrame);
    if (record.kind === 'track') {
      const { loadToken, pcmId } = record.track;
      // Logs of older versions may hold the note from before decoding after the one from its end.
      if (pcmId !== null || (tracks.get(loadToken)?.pcmId ?? null) === null) tracks.set(loadToken, record.track);
    } else if (record.kind === 'event' && record.event.type === EventType.chunkMissing) {
      const { frame, deck, a } = record.event;
      if (deck < VOICE_COUNT) missing.add(blockOf(frame), deck, a);
    } else if (record.kind === 'host' && record.host.what === 'eventsLost') doubts.push(`${record.host.text}.`);
  }
  // Beyond the last heartbeat a torn log may hold only a part of a block's commands.
  const endFrame = proven > 0 ? proven : seen;
  const limit = LENGTH_MAX_S * log.header.sessionRateHz;
  if (!(endFrame <= limit))
    throw new ReplayError('tooLong', `the log runs to engine frame ${endFrame}; ${limit} is the most a set can have`);
  return { endFrame: Math.ceil(endFrame / BLOCK_FRAMES) * BLOCK_FRAMES, tracks, missing, doubts };
}

const blockOf = (frame: number): number => Math.floor(frame / BLOCK_FRAMES) * BLOCK_FRAMES;

class Run {
  readonly tracks: ReplayedTrack[] = [];
  firstDifference: ReplayDifference | null = null;
  private readonly options: ReplayOptions;
  private readonly survey: Survey;
  private readonly records: Generator<LogRecord>;
  private next: LogRecord | null;
  private expected: ExpectedEvent[] = [];
  /** fileId that fills a source slot. */
  private readonly filled = new Map<number, string>();

  constructor(options: ReplayOptions, survey: Survey) {
    this.options = options;
    this.survey = survey;
    this.records = options.log.records();
    this.next = this.advance();
  }

  private advance(): LogRecord | null {
    for (;;) {
      const step = this.records.next();
      if (step.done === true) return null;
      if (step.value.kind === 'arrival' || step.value.kind === 'event') return step.value;
    }
  }

  /** Feeds the arrivals of the block that begins at `frame`, with their tracks, and gathers what must happen in it. */
  async prepareBlock(frame: number): Promise<void> {
    this.expected = [];
    for (let record = this.next; record !== null; record = this.next) {
      const at = record.kind === 'arrival' ? record.frame : record.kind === 'event' ? record.event.frame : frame;
      if (at >= frame + BLOCK_FRAMES) return;
      if (at < frame)
        throw new ReplayError('outOfOrder', `the log goes back to engine frame ${at} after frame ${frame}`);
      if (record.kind === 'event') this.expected.push({ ...record.event, plainMove: false });
      else if (record.kind === 'arrival') {
        const { command } = record;
        if (command.op === Op.load) await this.loadTrack(command);
        this.options.engine.pushCommand(command);
        if (record.executedAtOnce) this.expected.push(executionOf(command, record.frame));
      }
      this.next = this.advance();
    }
  }

  renderBlock(): void {
    const { engine } = this.options;
    const frame = engine.frame;
    let count: number;
    try {
      count = engine.renderBlock();
    } catch (cause) {
      throw new ReplayError('engineFault', `the engine trapped at frame ${frame}: ${String(cause)}`);
    }
    if (this.firstDifference !== null || (count === 0 && this.expected.length === 0)) return;
    this.firstDifference = compareBlock(frame, this.expected, count === 0 ? [] : engine.readEvents());
  }

  private async loadTrack(command: Command): Promise<void> {
    const { pcm, tracks } = this.options;
    const { target: source, a: loadToken } = command;
    if (!Number.isInteger(source) || source < 0 || source >= SOURCE_COUNT) return;
    const track = this.survey.tracks.get(loadToken);
    if (track === undefined) {
      pcm.release(source);
      this.filled.delete(source);
      const reason = `the log does not name the track of load ${loadToken}`;
      this.tracks.push({ title: 'unknown', fileId: '', loadToken, verdict: { state: 'missing', reason } });
      return;
    }
    const { title, fileId } = track;
    if (this.filled.get(source) === fileId) return;
    const found = await tracks.load(track, pcm.sinkFor(source));
    if (typeof found === 'string') {
      pcm.release(source);
      this.filled.delete(source);
      this.tracks.push({ title, fileId, loadToken, verdict: { state: 'missing', reason: found } });
      return;
    }
    this.filled.set(source, fileId);
    const { standIn } = found;
    const verdict = verifyTrack(track, found);
    this.tracks.push({ title, fileId, loadToken, verdict, ...(standIn === undefined ? {} : { standIn }) });
  }

  /** Why the bytes may not be those of the set. */
  doubts(): string[] {
    const doubts: string[] = [];
    for (const { title, verdict, standIn } of this.tracks) {
      const from = standIn === undefined ? '' : ` in "${standIn}"`;
      if (verdict.state === 'missing') doubts.push(`"${title}" is silent: ${verdict.reason}.`);
      else if (verdict.state === 'different')
        doubts.push(
          verdict.chunk < 0
            ? `"${title}"${from} has other samples than in the set.`
            : `"${title}"${from} has other samples than in the set, from source frame ${verdict.frame} (chunk ${verdict.chunk}) on.`,
        );
    }
    if (this.firstDifference !== null) doubts.push(`The engine did something else: ${this.firstDifference.text}.`);
    return doubts;
  }
}

const executionOf = (command: Command, frame: number): ExpectedEvent => ({
  type: EventType.executed,
  code: 0,
  deck: command.deck,
  id: command.id,
  op: command.op,
  frame,
  a: 0,
  b: 0,
  plainMove: true,
});
