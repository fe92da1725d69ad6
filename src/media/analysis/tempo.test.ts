import { describe, expect, it } from 'vitest';
import { beatsOf } from './beats.ts';
import { OnsetStream } from './onsets.ts';
import { type Groove, PIECE_RATE, type PieceSpec, renderPiece } from './pieces.ts';
import { estimateTempo, GRID_CONFIDENCE_MIN, type TempoEstimate } from './tempo.ts';

function analyse(pcm: Float32Array, cut = 16_384): TempoEstimate {
  const stream = new OnsetStream(PIECE_RATE);
  for (let at = 0; at < pcm.length / 2; at += cut)
    stream.push(pcm.subarray(at * 2), Math.min(cut, pcm.length / 2 - at));
  const steps = estimateTempo(stream.finish());
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Asserts tempo within 0.05 %, beats within 5 ms, and the bar's first beat. */
function expectGrid(spec: PieceSpec): void {
  const { grid, gridReason } = analyse(renderPiece(spec));
  if (grid === null) throw new Error(`no grid: ${gridReason}`);
  expect(Math.abs(grid.bpm / spec.bpm - 1)).toBeLessThan(0.0005);
  const beatS = 60 / spec.bpm;
  const beats = (grid.downbeatFrame / PIECE_RATE - spec.offsetS) / beatS;
  expect(Math.abs(beats - Math.round(beats)) * beatS).toBeLessThan(0.005);
  expect(Math.abs(Math.round(beats) % 4)).toBe(0);
  // Still within 5 ms at the end of the piece: nothing drifts.
  const last = Math.floor((spec.seconds - grid.downbeatFrame / PIECE_RATE) / beatS);
  const end = grid.downbeatFrame / PIECE_RATE + last * (60 / grid.bpm);
  const endBeats = (end - spec.offsetS) / beatS;
  expect(Math.abs(endBeats - Math.round(endBeats)) * beatS).toBeLessThan(0.005);
}

function pieces(groove: Groove, tempi: readonly number[]): PieceSpec[] {
  return tempi.map((bpm, i) => ({ groove, bpm, seconds: 40, offsetS: [0, 0.137, 0.732][i % 3] as number, seed: bpm }));
}

describe('tempo estimate', () => {
  const all = [
    ...pieces('house', [118.5, 124, 128.37, 140]),
    ...pieces('rock', [76, 110, 127.9]),
    ...pieces('drumAndBass', [160, 174.35, 180]),
    ...pieces('hipHop', [70, 84.2]),
    ...pieces('kickOnly', [100, 128.37]),
    ...pieces('swing', [92.6, 110]),
    ...pieces('breakbeat', [110, 127.9]),
    ...pieces('halfTime', [133, 140.5, 152]),
  ];
  it.each(all.map((spec) => [`${spec.groove} at ${spec.bpm}`, spec] as const))('finds the grid of %s', (_, spec) => {
    expectGrid(spec);
  });

  it('hears beats of three parts in bars of two, slower than any other beats', () => {
    const bpm = 54;
    const { grid } = analyse(renderPiece({ groove: 'compound', bpm, seconds: 50, offsetS: 0.1, seed: 54 }));
    expect(grid?.beatsPerBar).toBe(2);
    expect(Math.abs((grid?.bpm ?? 0) / bpm - 1)).toBeLessThan(0.0005);
  });

  it('is not moved by drums that enter late, loose playing or clipping', () => {
    expectGrid({ groove: 'house', bpm: 126, seconds: 60, offsetS: 0.2, seed: 50, padBars: 10 });
    expectGrid({ groove: 'rock', bpm: 104, seconds: 45, offsetS: 0.1, seed: 61, looseS: 0.004 });
    expectGrid({ groove: 'house', bpm: 124, seconds: 40, offsetS: 0.1, seed: 64, gain: 3 });
  });

  it('gives no grid where the tempo changes', () => {
    for (const [groove, drift] of [
      ['rock', 0.06],
      ['house', 0.012],
    ] as const) {
      const found = analyse(renderPiece({ groove, bpm: 110, seconds: 60, offsetS: 0.1, seed: 62, drift }));
      expect(found.grid).toBeNull();
      expect(found.gridReason).not.toBeNull();
      expect(found.confidence).toBeLessThan(GRID_CONFIDENCE_MIN);
    }
  });

  it('follows the beats of a band that speeds up', () => {
    const [drift, bpm, seconds, offsetS] = [0.06, 110, 60, 0.1];
    const found = analyse(renderPiece({ groove: 'rock', bpm, seconds, offsetS, seed: 62, drift, looseS: 0.004 }));
    const { beats, downbeats } = beatsOf(found);
    const moment = (beat: number): number => {
      const t = (beat * 60) / bpm;
      return offsetS + t - (drift * t * t) / (2 * seconds);
    };
    const played = Array.from({ length: 106 }, (_, beat) => moment(beat));
    const away = played.map((t) => Math.min(...beats.map((frame) => Math.abs(frame / PIECE_RATE - t))));
    expect(Math.max(...away)).toBeLessThan(0.03);
    const first = downbeats[2] as number;
    expect(played.findIndex((t) => Math.abs(first / PIECE_RATE - t) < 0.03) % 4).toBe(0);
  });

  it('gives no grid for silence, noise, a steady tone or a few seconds', () => {
    let state = 5;
    const noise = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2147483648 - 1;
    };
    const seconds = 20;
    expect(analyse(new Float32Array(PIECE_RATE * 2 * seconds)).gridReason).toMatch(/silent/);
    const hiss = analyse(new Float32Array(PIECE_RATE * 2 * seconds).map(() => noise() * 0.3));
    expect(hiss.grid).toBeNull();
    expect(hiss.variableGrid).toBeUndefined();
    const tone = new Float32Array(PIECE_RATE * 2 * seconds).map((_, i) => (((i >> 1) % 109) / 109 - 0.5) * 0.5);
    expect(analyse(tone).grid).toBeNull();
    expect(analyse(tone.subarray(0, PIECE_RATE * 6)).gridReason).toMatch(/8 seconds/);
  });

  it('offers half and double, and depends on the samples alone', () => {
    const pcm = renderPiece({ groove: 'house', bpm: 124, seconds: 40, offsetS: 0.3, seed: 9 });
    const found = analyse(pcm);
    expect(found.alternatives.map((a) => a.relation)).toEqual(expect.arrayContaining(['half', 'double']));
    expect(analyse(pcm, 777)).toEqual(found);
  });
});
