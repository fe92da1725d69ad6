/**
 * Keys on the Camelot wheel: reading them in the spellings people use, their musical order, and which mixes they allow.
 * Thread: any; pure.
 */

/** 0…23: number − 1, times two, plus one for B. 1A, 1B, 2A … 12B. −1: unknown. */
export type WheelIndex = number;
export const UNKNOWN_KEY: WheelIndex = -1;

const LETTERS: { readonly [letter: string]: number } = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11, H: 11 };
/** Camelot number of each major key's pitch class; its relative minor stands beside it. */
const MAJOR_NUMBER = [8, 3, 10, 5, 12, 7, 2, 9, 4, 11, 6, 1] as const;

/** '8A', '08a', '1m' and '1d' (Open Key), 'Am', 'A minor', 'F♯ maj', 'Bbm' … −1 when it is none of them. */
export function wheelIndex(text: string): WheelIndex {
  const camelot = /^0?(\d{1,2})([ab])$/i.exec(text.trim());
  if (camelot !== null) return indexOf(Number(camelot[1]), camelot[2]?.toLowerCase() === 'b');
  const openKey = /^0?(\d{1,2})([md])$/i.exec(text.trim());
  if (openKey !== null) {
    const number = Number(openKey[1]);
    return number < 1 || number > 12
      ? UNKNOWN_KEY
      : indexOf(((number + 6) % 12) + 1, openKey[2]?.toLowerCase() === 'd');
  }
  const named = /^([a-h])([#♯b♭]?)\s*(maj(?:or)?|min(?:or)?|moll|dur|m)?$/i.exec(text.trim());
  if (named === null) return UNKNOWN_KEY;
  const [, letter = '', sign = '', mode = ''] = named;
  const pitch = (LETTERS[letter.toUpperCase()] ?? 0) + (/[#♯]/.test(sign) ? 1 : sign === '' ? 0 : -1);
  const minor = mode === 'm' || /^m(in|oll)/i.test(mode);
  const relative = (pitch + (minor ? 3 : 0) + 12) % 12;
  return indexOf(MAJOR_NUMBER[relative] ?? 0, !minor);
}

const indexOf = (number: number, major: boolean): WheelIndex =>
  number < 1 || number > 12 ? UNKNOWN_KEY : (number - 1) * 2 + (major ? 1 : 0);

export const camelotName = (index: WheelIndex): string => `${(index >> 1) + 1}${index & 1 ? 'B' : 'A'}`;

export const KeyMove = {
  same: 'same',
  up: 'up',
  down: 'down',
  relative: 'relative',
  diagonal: 'diagonal',
  boost: 'boost',
  semitone: 'semitone',
} as const;
export type KeyMove = (typeof KeyMove)[keyof typeof KeyMove];

/** The harmonic move from one key to another, or null where they clash. */
export function keyMove(from: WheelIndex, to: WheelIndex): KeyMove | null {
  if (from < 0 || to < 0) return null;
  const steps = ((to >> 1) - (from >> 1) + 12) % 12;
  const sameMode = (from & 1) === (to & 1);
  if (steps === 0) return sameMode ? KeyMove.same : KeyMove.relative;
  if (sameMode) {
    if (steps === 1) return KeyMove.up;
    if (steps === 11) return KeyMove.down;
    if (steps === 2) return KeyMove.boost;
    return steps === 7 ? KeyMove.semitone : null;
  }
  // 8A → 9B and 8B → 7A keep all notes but one.
  return steps === ((from & 1) === 0 ? 1 : 11) ? KeyMove.diagonal : null;
}
