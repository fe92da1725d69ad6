/** Runs web-audio-beat-detector on PCM fetched from the harness. Thread: main, in Chromium. */
import { analyze, guess } from 'web-audio-beat-detector';

export interface Guess {
  bpm: number;
  offsetS: number;
}

/** Null when the detector finds nothing (it then rejects). */
export async function detect(url: string, rateHz: number): Promise<Guess | null> {
  const samples = new Float32Array(await (await fetch(url)).arrayBuffer());
  const buffer = new AudioBuffer({ length: samples.length, numberOfChannels: 1, sampleRate: rateHz });
  buffer.copyToChannel(samples, 0);
  try {
    // `guess` rounds its tempo; `analyze` gives the same one unrounded.
    const { offset } = await guess(buffer);
    return { bpm: await analyze(buffer), offsetS: offset };
  } catch {
    return null;
  }
}
