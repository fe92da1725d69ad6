/**
 * Publishes how wall time and engine frames relate, from the context's output time stamp and the newest snapshot.
 * Thread: main; called a few times a second.
 */
import { CLOCK_MAP } from '../control-bus/layouts.ts';
import { createStruct, type ValueOf, writeStruct } from '../shmem-ipc/layout.ts';
import { SeqlockWriter } from '../shmem-ipc/seqlock.ts';

export type ClockMap = ValueOf<typeof CLOCK_MAP>;

/** An engine frame and the context time at which it leaves the engine, as `FAST_STATE` has them. */
export interface EngineMoment {
  readonly engineFrame: number;
  readonly contextTimeS: number;
}

/**
 * Pure: which engine frame was heard when, and how far hearing lags behind rendering.
 * @param heardContextS context time of the sample at the speaker …
 * @param heardEpochMs … and when it was there, since the Unix epoch
 * @param latencyS output latency in all
 */
export function clockMapOf(
  moment: EngineMoment,
  heardContextS: number,
  heardEpochMs: number,
  latencyS: number,
  sampleRateHz: number,
  target: ClockMap,
): void {
  target.epochMs = heardEpochMs;
  target.heardFrame = moment.engineFrame + (heardContextS - moment.contextTimeS) * sampleRateHz;
  target.latencyFrames = latencyS * sampleRateHz;
}

export class ClockMapPublisher {
  private readonly writer: SeqlockWriter;
  private readonly words = new Int32Array(CLOCK_MAP.byteSize / 4);
  private readonly view = new DataView(this.words.buffer);
  readonly map = createStruct(CLOCK_MAP);

  constructor(buffer: SharedArrayBuffer) {
    this.writer = new SeqlockWriter(buffer, CLOCK_MAP.byteSize);
  }

  /** Measures and publishes. A context that has not played yet has no output time stamp: nothing happens then. */
  publish(context: AudioContext, moment: EngineMoment): void {
    const stamp = context.getOutputTimestamp();
    const heardContextS = stamp.contextTime ?? 0;
    const heardMs = stamp.performanceTime ?? 0;
    if (heardMs === 0) return;
    const latencyS = context.baseLatency + context.outputLatency;
    clockMapOf(moment, heardContextS, performance.timeOrigin + heardMs, latencyS, context.sampleRate, this.map);
    writeStruct(CLOCK_MAP, this.view, 0, this.map);
    this.writer.publish(this.words, 0);
  }
}
