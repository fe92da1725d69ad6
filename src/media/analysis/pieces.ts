/**
 * Short pieces of music with known grids, for the tests and benchmarks of analysis.
 * Thread: Node. Allocates.
 */
import { exp, sin, TAU } from '../../dsp-utils/portable-maths.ts';

export const PIECE_RATE = 48_000;

export type Groove = 'house' | 'rock' | 'drumAndBass' | 'hipHop' | 'kickOnly' | 'offbeatBass' | 'swing' | 'breakbeat';

/** Onsets in beats of a four-beat bar. */
interface Pattern {
  readonly kick: readonly number[];
  readonly snare: readonly number[];
  readonly hat: readonly number[];
  readonly bass: readonly number[];
}

const EIGHTHS = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5];
const PATTERNS: Readonly<Record<Groove, Pattern>> = {
  house: { kick: [0, 1, 2, 3], snare: [1, 3], hat: [0.5, 1.5, 2.5, 3.5], bass: [0.75, 1.5, 2.75, 3.5] },
  rock: { kick: [0, 2], snare: [1, 3], hat: EIGHTHS, bass: [0, 1, 2, 3] },
  drumAndBass: { kick: [0, 2.5], snare: [1, 3], hat: EIGHTHS, bass: [0, 2] },
  hipHop: { kick: [0, 0.75, 2.5], snare: [1, 3], hat: EIGHTHS, bass: [0, 2.5] },
  kickOnly: { kick: [0, 1, 2, 3], snare: [], hat: [], bass: [] },
  offbeatBass: { kick: [0, 1, 2, 3], snare: [], hat: [0.5, 1.5, 2.5, 3.5], bass: [0.5, 1.5, 2.5, 3.5] },
  swing: { kick: [0, 2], snare: [1, 3], hat: [0, 0.64, 1, 1.64, 2, 2.64, 3, 3.64], bass: [0, 1.64, 2] },
  breakbeat: { kick: [0, 0.5, 2.75], snare: [1, 3, 3.75], hat: EIGHTHS, bass: [0, 2] },
};

export interface PieceSpec {
  readonly groove: Groove;
  readonly bpm: number;
  readonly seconds: number;
  /** Seconds before the first downbeat. */
  readonly offsetS: number;
  readonly seed: number;
  /** Bars of pads alone at the start, before drums enter. */
  readonly padBars?: number;
  /** Fraction by which the tempo rises from start to end. */
  readonly drift?: number;
  /** Standard deviation of each hit's timing, seconds. */
  readonly looseS?: number;
  /** Full scale of all of it before clipping at 1. */
  readonly gain?: number;
}

/** Interleaved stereo. */
export function renderPiece(spec: PieceSpec): Float32Array {
  const frames = Math.round(spec.seconds * PIECE_RATE);
  const out = new Float32Array(frames * 2);
  let state = spec.seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2147483648 - 1;
  };
  const gauss = (): number => (random() + random() + random()) * (spec.looseS ?? 0);
  const add = (atS: number, lengthS: number, sample: (t: number) => number): void => {
    const first = Math.round(atS * PIECE_RATE);
    for (let i = 0; i < lengthS * PIECE_RATE; i++) {
      const n = first + i;
      if (n < 0 || n >= frames) continue;
      const v = sample(i / PIECE_RATE) * (spec.gain ?? 0.8);
      out[n * 2] = (out[n * 2] as number) + v;
      out[n * 2 + 1] = (out[n * 2 + 1] as number) + v;
    }
  };
  const beatS = 60 / spec.bpm;
  const at = (beat: number): number => {
    const t = beat * beatS;
    return spec.offsetS + t - ((spec.drift ?? 0) * t * t) / (2 * spec.seconds);
  };
  const pattern = PATTERNS[spec.groove];
  const bars = Math.ceil(spec.seconds / (beatS * 4));
  const padBars = spec.padBars ?? 0;
  for (let bar = 0; bar < bars; bar++) {
    const hit = (beat: number): number => at(bar * 4 + beat) + gauss();
    const root = [110, 98, 130.81, 87.31][(bar >> 1) % 4] as number;
    const isFull = bar >= padBars && (bar >> 3) % 4 !== 3;
    add(at(bar * 4), beatS * 4, (t) => {
      const swell = Math.min(1, t * 20, Math.max(0, (beatS * 4 - t) * 20));
      return 0.05 * swell * (sin(TAU * root * 2 * t) + sin(TAU * root * 2.378 * t) + sin(TAU * root * 3 * t));
    });
    if (bar < padBars) continue;
    for (const beat of pattern.hat) add(hit(beat), 0.06, (t) => (isFull ? 0.22 : 0.12) * random() * exp(-t * 70));
    if (!isFull) continue;
    for (const beat of pattern.kick)
      add(hit(beat), 0.3, (t) => 0.8 * exp(-t * 11) * sin(TAU * (48 * t + 4.2 * (1 - exp(-t * 24)))));
    for (const beat of pattern.snare)
      add(hit(beat), 0.2, (t) => 0.35 * random() * exp(-t * 22) + 0.25 * exp(-t * 28) * sin(TAU * 190 * t));
    for (const beat of pattern.bass)
      add(hit(beat), beatS * 0.45, (t) => 0.22 * Math.min(1, t * 250) * exp(-t * 4) * sin(TAU * (root / 2) * t));
  }
  for (let i = 0; i < out.length; i++) out[i] = Math.max(-1, Math.min(1, out[i] as number));
  return out;
}
