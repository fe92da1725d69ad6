/**
 * Time to analyse five minutes of music on one core, stage by stage. Thread: Node.
 */
import { createWaveform } from '../../src/control-bus/waveform-layout.ts';
import { conclude } from '../../src/media/analysis/conclude.ts';
import { KeyStream } from '../../src/media/analysis/key.ts';
import { OnsetStream } from '../../src/media/analysis/onsets.ts';
import { PIECE_RATE, renderPiece } from '../../src/media/analysis/pieces.ts';
import { WaveformWriter } from '../../src/media/analysis/waveform.ts';
import type { Row } from './waveform.ts';

export const name = 'analysis';

const SECONDS = 300;
const SLICE = 8192;

/** Milliseconds that `work` takes over the whole piece, slice by slice. */
function timed(pcm: Float32Array, work: (slice: Float32Array, frames: number) => void): number {
  const frames = pcm.length / 2;
  const start = performance.now();
  for (let at = 0; at < frames; at += SLICE) work(pcm.subarray(at * 2), Math.min(SLICE, frames - at));
  return performance.now() - start;
}

/** Runs the suite once per stage. */
export async function run(): Promise<Row[]> {
  const pcm = renderPiece({ groove: 'house', bpm: 124, seconds: SECONDS, offsetS: 0.2, seed: 1 });
  const waveform = new WaveformWriter(createWaveform(pcm.length / 2), PIECE_RATE);
  const onsets = new OnsetStream(PIECE_RATE);
  const chroma = new KeyStream(PIECE_RATE);
  const row = (label: string, ms: number): Row => ({
    suite: name,
    case: 'five minutes of stereo at 48 kHz',
    metric: label,
    value: ms,
    unit: 'ms',
    peer: 'real time',
    peerValue: SECONDS * 1000,
    ratio: ms / (SECONDS * 1000),
  });
  const waveformMs = timed(pcm, (slice, n) => waveform.push(slice, n));
  waveform.finish();
  const onsetMs = timed(pcm, (slice, n) => onsets.push(slice, n));
  const keyMs = timed(pcm, (slice, n) => chroma.push(slice, n));
  const start = performance.now();
  const steps = conclude(onsets.finish(), chroma.features());
  while (!steps.next().done);
  const decideMs = performance.now() - start;
  return [
    row('waveform', waveformMs),
    row('onsets', onsetMs),
    row('chroma', keyMs),
    row('tempo, grid and key', decideMs),
    row('all', waveformMs + onsetMs + keyMs + decideMs),
  ];
}
