/**
 * Feeding a stretcher so that what is heard starts where it should: the reference for the kernel's decks, in plain words
 * and a few lines. Measured at 48 kHz with the full preset (input latency 2880, output latency 4320, hop 1440, block 5760).
 *
 * Steady play. For a block that is to START at source position p, the stretcher must have consumed the input up to
 *
 *   F(p) = p + inputLatency + rate × outputLatency + stretchTimingCorrection(rate)
 *
 * before the call that produces it; the correction is for the full preset, the light one errs by 4 frames at most without. Each call then feeds ⌊S + n·rate⌋ − ⌊S⌋ frames and produces n, S being the running sum.
 * The engine has random access to the audio, so it feeds ahead and steady play has no latency; only changes lag.
 *
 * Priming, to be heard at p after R frames that are produced and thrown away:
 *   1. reset; 2. F0 = round(F(p) − rate·R); 3. seek with the 5760 source frames before F0; 4. produce R frames; 5. heard.
 *
 *   R      SNR against the source at rate 1, frames 0–511 / 512–1023 / 1024–1535 heard
 *   4320   132 / 132 / 132 dB   (= output latency: fully primed)
 *   3600    57 /  87 / 130
 *   2880    28 /  47 /  70      (enough under a crossfade of 1024 frames)
 *   2160     8 /  21 /  37
 *   1440     0 /   4 /  13
 *
 * A history of 2880 frames costs nothing at R = 4320 (131 dB) but leaves 0 dB at R = 2880; longer than 5760 changes nothing.
 * The pre-run of 4320 frames takes about 2.3 ms of one core, so it is spread over 9–17 quanta.
 *
 * Thread: any; pure.
 */
import { type StretchInstance, StretchPreset } from './instance.ts';
import { stretchTimingCorrection } from './timing-table.ts';

/** Frames of history a seek needs: one analysis block. */
export function historyFrames(instance: StretchInstance): number {
  return instance.inputLatencyFrames * 2;
}

/** Source frame up to which the input must have been fed when `position` is heard next. */
export function feedPosition(instance: StretchInstance, position: number, rate: number): number {
  const correction = instance.preset === StretchPreset.full ? stretchTimingCorrection(rate) : 0;
  return position + instance.inputLatencyFrames + rate * instance.outputLatencyFrames + correction;
}
