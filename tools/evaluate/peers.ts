/**
 * Public analysers to compare with: music-tempo in Node, web-audio-beat-detector in Chromium. Each is asked for all it
 * gives, and scored on that. Import this only when it is wanted: the browser's tools take seconds to load.
 * Thread: Node.
 */
import MusicTempo from 'music-tempo';
import { openHarness } from '../browser-harness.ts';
import type { Analyser } from './analyser.ts';
import { monoOf } from './audio.ts';

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
