/**
 * The analysers that are compared: ours, music-tempo in Node, web-audio-beat-detector in Chromium. Each is asked for all
 * it gives, and scored on that.
 * Thread: Node.
 */
import MusicTempo from 'music-tempo';
import { TrackListener } from '../../src/media/analysis/listener.ts';
import { beatsOf } from '../../src/media/analysis/beats.ts';
import type { AnalysisResult } from '../../src/media/analysis/result.ts';
import { openHarness } from '../browser-harness.ts';
import type { Estimate } from './annotation.ts';
import { type Audio, monoOf } from './audio.ts';

export interface Analyser {
  readonly name: string;
  analyse(audio: Audio): Promise<Estimate>;
  close(): Promise<void>;
}

const SLICE = 8192;

/** Sections are optional in a result: scored where there are any. */
interface WithSections {
  readonly sections?: readonly { readonly startFrame: number }[] | null;
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
export function estimateOf(result: AnalysisResult & WithSections): Estimate {
  const { beats, downbeats } = beatsOf(result);
  const seconds = (frame: number): number => frame / result.rateHz;
  return {
    bpm: result.grid?.bpm ?? result.variableGrid?.bpm ?? result.alternatives[0]?.bpm ?? null,
    beats: beats.map(seconds),
    downbeats: downbeats.map(seconds),
    key: result.key,
    ...(result.sections ? { boundaries: result.sections.map((s) => seconds(s.startFrame)) } : {}),
  };
}

export const ours: Analyser = {
  name: 'ours',
  analyse: async (audio) => estimateOf(analyseHere(audio)),
  close: async () => undefined,
};

export const musicTempo: Analyser = {
  name: 'music-tempo',
  analyse: async (audio) => {
    const mono = monoOf(audio);
    try {
      // Its spectra come every hundredth of a second, whatever the rate.
      const found = new MusicTempo(mono, { hopSize: Math.round(audio.rateHz / 100), timeStep: 0.01 });
      const bpm = Number(found.tempo);
      return { bpm: Number.isFinite(bpm) ? bpm : null, beats: found.beats };
    } catch {
      // It throws where it finds no onsets; that is its answer.
      return { bpm: null, beats: [] };
    }
  },
  close: async () => undefined,
};

/** Opens a browser; its answer is a tempo and the first beat, of which the beats are made. */
export async function openWebAudioPeer(): Promise<Analyser> {
  const harness = await openHarness({ page: 'tools/evaluate/web-audio-peer.page.ts' });
  let mono = new Float32Array(0);
  await harness.page.route('**/mono.pcm', (route) =>
    route.fulfill({ contentType: 'application/octet-stream', body: Buffer.from(mono.buffer, 0, mono.byteLength) }),
  );
  return {
    name: 'web-audio-beat-detector',
    analyse: async (audio) => {
      mono = new Float32Array(monoOf(audio));
      const script = `window.harness.detect('/mono.pcm', ${audio.rateHz})`;
      const found = (await harness.page.evaluate(script)) as { bpm: number; offsetS: number } | null;
      if (found === null) return { bpm: null, beats: [] };
      const seconds = audio.frames / audio.rateHz;
      const count = Math.max(0, Math.floor(((seconds - found.offsetS) * found.bpm) / 60) + 1);
      return { bpm: found.bpm, beats: Array.from({ length: count }, (_, k) => found.offsetS + (k * 60) / found.bpm) };
    },
    close: () => harness.close(),
  };
}
