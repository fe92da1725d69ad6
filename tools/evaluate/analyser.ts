/** Our analysis as one of the analysers that are compared. Thread: Node. */
import { beatsOf } from '../../src/media/analysis/beats.ts';
import { TrackListener } from '../../src/media/analysis/listener.ts';
import type { AnalysisResult } from '../../src/media/analysis/result.ts';
import type { Estimate } from './annotation.ts';
import type { Audio } from './audio.ts';

export interface Analyser {
  readonly name: string;
  analyse(audio: Audio): Promise<Estimate>;
  close(): Promise<void>;
}

const SLICE = 8192;

/** Where sections begin, seconds; undefined where the result has none. */
function boundariesOf({ structure, grid, rateHz }: AnalysisResult): number[] | undefined {
  if (structure === undefined || structure === null || grid === null) return undefined;
  return structure.sections.map((s) => grid.downbeatFrame / rateHz + (s.startBeat * 60) / grid.bpm);
}

/** Our analysis, as the app runs it. */
export function analyseHere(audio: Audio): AnalysisResult {
  const ear = new TrackListener(audio.rateHz);
  for (let at = 0; at < audio.frames; at += SLICE)
    ear.push(audio.stereo.subarray(at * 2), Math.min(SLICE, audio.frames - at));
  const steps = ear.finish();
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** A result in the terms of the evaluation. */
export function estimateOf(result: AnalysisResult): Estimate {
  const { beats, downbeats } = beatsOf(result);
  const seconds = (frame: number): number => frame / result.rateHz;
  const boundaries = boundariesOf(result);
  return {
    bpm: result.grid?.bpm ?? result.variableGrid?.bpm ?? result.alternatives[0]?.bpm ?? null,
    beats: beats.map(seconds),
    downbeats: downbeats.map(seconds),
    key: result.key,
    ...(boundaries === undefined ? {} : { boundaries }),
  };
}

export const ours: Analyser = {
  name: 'ours',
  analyse: async (audio) => estimateOf(analyseHere(audio)),
  close: async () => undefined,
};
