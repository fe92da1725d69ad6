/**
 * Keys on the Camelot wheel: reading them in the spellings people use, their musical order, and which mixes they allow.
 * Thread: any; pure.
 */
import { camelot } from '../analysis/key.ts';
import { parseKey } from '../analysis/key-text.ts';

/** 0…23: number − 1, times two, plus one for B. 1A, 1B, 2A … 12B. −1: unknown. */
export type WheelIndex = number;
export const UNKNOWN_KEY: WheelIndex = -1;

/** Every spelling of `parseKey`, and the German 'H', 'moll' and 'dur'. −1 when it is none of them. */
export function wheelIndex(text: string): WheelIndex {
  const english = text.trim().replace(/^h/i, 'B').replace(/moll$/i, 'minor').replace(/dur$/i, 'major');
  const key = parseKey(english);
  return key === null
    ? UNKNOWN_KEY
    : (Number.parseInt(camelot(key.tonic, key.mode), 10) - 1) * 2 + Number(key.mode === 'major');
}

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
