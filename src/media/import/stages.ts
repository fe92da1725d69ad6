/**
 * The stages of analysis that an import runs: each listens to the same stream of samples and states its part of the
 * findings at the end. A further analysis is one more entry in `STAGES` and one more field of `TrackFindings`.
 *
 * Thread: import worker; runs anywhere. What is found depends on the samples alone, not on how they were cut.
 */
import { TRACK_MAX_FRAMES } from '../../control-bus/constants.ts';
import { createWaveform, WAVEFORM_MAX_FRAMES } from '../../control-bus/waveform-layout.ts';
import { TrackListener } from '../analysis/listener.ts';
import type { AnalysisResult } from '../analysis/result.ts';
import { WaveformWriter } from '../analysis/waveform.ts';

/** What is known of a track after all stages. */
export interface TrackFindings {
  /** A complete waveform (`waveform-layout.ts`). */
  waveform: SharedArrayBuffer | null;
  /** Tempo, key, loudness, energy and structure; null for mixes: see `MIX_FRAMES`. */
  analysis: AnalysisResult | null;
}

export interface Stage {
  /** Takes `frames` frames of interleaved stereo from `stereo[0…]`; keeps no reference to it. */
  push(stereo: Float32Array, frames: number): void;
  /** Concludes in steps of a few milliseconds, each telling its share (0 … 1), and writes into `findings`. */
  conclude(findings: TrackFindings): Generator<number, void>;
}

/** Makes a stage for a track of at most `frames` frames, or null where it has nothing to say about such a track. */
export type StageMaker = (rateHz: number, frames: number) => Stage | null;

/**
 * Longer tracks are mixes: they have no one tempo and no one key, and listening for them would take memory in proportion
 * to their length. This is also the longest track that is held in memory whole.
 */
export const MIX_FRAMES = TRACK_MAX_FRAMES;

const waveformStage: StageMaker = (rateHz, frames) => {
  const buffer = createWaveform(Math.min(WAVEFORM_MAX_FRAMES, Math.max(1, frames)));
  const writer = new WaveformWriter(buffer, rateHz);
  return {
    push: (stereo, n) => writer.push(stereo, n),
    *conclude(findings) {
      writer.finish();
      findings.waveform = buffer;
      yield 1;
    },
  };
};

const listeningStage: StageMaker = (rateHz, frames) => {
  if (frames > MIX_FRAMES) return null;
  const listener = new TrackListener(rateHz);
  return {
    push: (stereo, n) => listener.push(stereo, n),
    *conclude(findings) {
      findings.analysis = yield* listener.finish();
    },
  };
};

export const STAGES: readonly StageMaker[] = [waveformStage, listeningStage];
