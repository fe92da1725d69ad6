/**
 * Short pieces of music with known grids, for the tests and benchmarks of analysis.
 * Thread: Node. Allocates.
 */
import { exp, sin, TAU } from '../../dsp-utils/portable-maths.ts';

export const PIECE_RATE = 48_000;

export type Groove =
  | 'house'
  | 'rock'
  | 'drumAndBass'
  | 'hipHop'
  | 'kickOnly'
  | 'offbeatBass'
  | 'swing'
  | 'breakbeat'
  | 'halfTime'
  | 'compound';

/** Onsets in beats of a four-beat bar. */
interface Pattern {
  readonly kick: readonly number[];
  readonly snare: readonly number[];
  readonly hat: readonly number[];
  readonly bass: readonly number[];
}

const EIGHTHS = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5];
/** Beats of three parts, as in 6/8: two bars of it are one of four beats here. */
const THIRDS = [0, 1, 2, 3].flatMap((beat) => [beat, beat + 1 / 3, beat + 2 / 3]);
const PATTERNS: Readonly<Record<Groove, Pattern>> = {
  house: { kick: [0, 1, 2, 3], snare: [1, 3], hat: [0.5, 1.5, 2.5, 3.5], bass: [0.75, 1.5, 2.75, 3.5] },
  rock: { kick: [0, 2], snare: [1, 3], hat: EIGHTHS, bass: [0, 1, 2, 3] },
  drumAndBass: { kick: [0, 2.5], snare: [1, 3], hat: EIGHTHS, bass: [0, 2] },
  hipHop: { kick: [0, 0.75, 2.5], snare: [1, 3], hat: EIGHTHS, bass: [0, 2.5] },
  kickOnly: { kick: [0, 1, 2, 3], snare: [], hat: [], bass: [] },
  offbeatBass: { kick: [0, 1, 2, 3], snare: [], hat: [0.5, 1.5, 2.5, 3.5], bass: [0.5, 1.5, 2.5, 3.5] },
  swing: { kick: [0, 2], snare: [1, 3], hat: [0, 0.64, 1, 1.64, 2, 2.64, 3, 3.64], bass: [0, 1.64, 2] },
  breakbeat: { kick: [0, 0.5, 2.75], snare: [1, 3, 3.75], hat: EIGHTHS, bass: [0, 2] },
  halfTime: { kick: [0, 1.5], snare: [2], hat: EIGHTHS, bass: [0, 1.5] },
  compound: { kick: [0, 2, 2 + 2 / 3], snare: [1, 3], hat: THIRDS, bass: [0, 2 / 3, 2] },
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

/** One sound, rendered once per piece and mixed in wherever it is played. */
function sound(seconds: number, sample: (t: number) => number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * PIECE_RATE) }, (_, i) => sample(i / PIECE_RATE));
}

/** Interleaved stereo. */
export function renderPiece(spec: PieceSpec): Float32Array {
  const frames = Math.round(spec.seconds * PIECE_RATE);
  const mono = new Float32Array(frames);
  const gain = spec.gain ?? 0.8;
  let state = spec.seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2147483648 - 1;
  };
  const mix = (atS: number, what: Float32Array, level = 1): void => {
    const first = Math.round(atS * PIECE_RATE);
    const end = Math.min(what.length, frames - first);
    for (let i = Math.max(0, -first); i < end; i++)
      mono[first + i] = (mono[first + i] as number) + (what[i] as number) * gain * level;
  };
  const beatS = 60 / spec.bpm;
  const barS = beatS * 4;
  const hat = sound(0.06, (t) => 0.22 * random() * exp(-t * 70));
  const kick = sound(0.3, (t) => 0.8 * exp(-t * 11) * sin(TAU * (48 * t + 4.2 * (1 - exp(-t * 24)))));
  const snare = sound(0.2, (t) => 0.35 * random() * exp(-t * 22) + 0.25 * exp(-t * 28) * sin(TAU * 190 * t));
  const roots = [110, 98, 130.81, 87.31];
  const basses = roots.map((root) =>
    sound(beatS * 0.45, (t) => 0.22 * Math.min(1, t * 250) * exp(-t * 4) * sin((TAU * root * t) / 2)),
  );
  const pads = roots.map((root) =>
    sound(barS, (t) => {
      const swell = Math.min(1, t * 20, Math.max(0, (barS - t) * 20));
      return 0.05 * swell * (sin(TAU * root * 2 * t) + sin(TAU * root * 2.378 * t) + sin(TAU * root * 3 * t));
    }),
  );
  const at = (beat: number): number => {
    const t = beat * beatS;
    return spec.offsetS + t - ((spec.drift ?? 0) * t * t) / (2 * spec.seconds);
  };
  const pattern = PATTERNS[spec.groove];
  for (let bar = 0; bar < spec.seconds / barS; bar++) {
    const loose = (): number => (random() + random() + random()) * (spec.looseS ?? 0);
    const play = (beats: readonly number[], what: Float32Array, level = 1): void => {
      for (const beat of beats) mix(at(bar * 4 + beat) + loose(), what, level);
    };
    const chord = (bar >> 1) % roots.length;
    mix(at(bar * 4), pads[chord] as Float32Array);
    if (bar < (spec.padBars ?? 0)) continue;
    const isFull = (bar >> 3) % 4 !== 3;
    play(pattern.hat, hat, isFull ? 1 : 0.55);
    if (!isFull) continue;
    play(pattern.kick, kick);
    play(pattern.snare, snare);
    play(pattern.bass, basses[chord] as Float32Array);
  }
  const out = new Float32Array(frames * 2);
  for (let n = 0; n < frames; n++) {
    const v = Math.max(-1, Math.min(1, mono[n] as number));
    out[n * 2] = v;
    out[n * 2 + 1] = v;
  }
  return out;
}
