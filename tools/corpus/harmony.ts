/** Keys, modes and chord progressions of the corpus. Thread: Node; pure data. */
import type { Random } from './random.ts';

export type ModeName = 'major' | 'mixolydian' | 'lydian' | 'minor' | 'dorian' | 'phrygian' | 'harmonicMinor';

const SCALES: Readonly<Record<ModeName, readonly number[]>> = {
  major: [0, 2, 4, 5, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  phrygian: [0, 1, 3, 5, 7, 8, 10],
  harmonicMinor: [0, 2, 3, 5, 7, 8, 11],
};

/** Roots as degrees of the scale, 0 the tonic; each lasts one bar. */
const PROGRESSIONS: Readonly<Record<ModeName, readonly (readonly number[])[]>> = {
  major: [
    [0, 4, 5, 3],
    [0, 3, 4, 0],
    [0, 5, 1, 4],
    [0, 5, 3, 4],
    [0, 3],
    [0, 0, 3, 4],
    [0, 2, 3, 4],
    [5, 3, 0, 4],
    [3, 0, 4, 0],
  ],
  mixolydian: [
    [0, 6, 3, 0],
    [0, 6],
    [0, 3, 6, 3],
  ],
  lydian: [
    [0, 1, 0, 4],
    [0, 1],
  ],
  minor: [
    [0, 5, 2, 6],
    [0, 3, 4, 0],
    [0, 6, 5, 6],
    [0, 3, 6, 2],
    [0, 0, 3, 0],
    [0],
    [0, 5],
    [0, 3],
    [0, 0, 5, 6],
    [5, 6, 0, 0],
  ],
  dorian: [[0, 3], [0, 0, 3, 3], [0, 6, 3, 0], [0]],
  phrygian: [
    [0, 1],
    [0, 1, 6, 0],
    [0, 0, 1, 0],
  ],
  harmonicMinor: [
    [0, 3, 4, 0],
    [0, 5, 3, 4],
    [0, 4, 0, 4],
  ],
};

const MODES: Readonly<Record<'bright' | 'dark' | 'any', readonly ModeName[]>> = {
  bright: ['major', 'major', 'major', 'mixolydian', 'lydian', 'minor'],
  dark: ['minor', 'minor', 'minor', 'dorian', 'phrygian', 'harmonicMinor', 'major'],
  any: ['major', 'major', 'minor', 'minor', 'dorian', 'mixolydian'],
};

export type Mood = keyof typeof MODES;

export interface Harmony {
  readonly tonic: number;
  readonly mode: ModeName;
  /** Of the third above the tonic: what a key detector is asked for. */
  readonly third: 'major' | 'minor';
  readonly progressions: readonly (readonly number[])[];
}

export function makeHarmony(r: Random, mood: Mood): Harmony {
  const mode = r.pick(MODES[mood]);
  return {
    tonic: r.int(0, 11),
    mode,
    third: SCALES[mode][2] === 4 ? 'major' : 'minor',
    progressions: [r.pick(PROGRESSIONS[mode]), r.pick(PROGRESSIONS[mode])],
  };
}

/** MIDI note of a degree (any whole number) of the harmony's scale, near octave `octave` (4 holds middle C). */
export function pitchOf(harmony: Harmony, degree: number, octave: number): number {
  const scale = SCALES[harmony.mode];
  const turn = Math.floor(degree / 7);
  return 12 * (octave + 1 + turn) + harmony.tonic + (scale[degree - 7 * turn] as number);
}

/** Degrees of the chord on `root`: a triad, or with the seventh. */
export function chordOf(root: number, withSeventh: boolean): number[] {
  return withSeventh ? [root, root + 2, root + 4, root + 6] : [root, root + 2, root + 4];
}
