/**
 * Notations of a musical key: musical ('Am', 'F# minor'), Camelot ('8A'), Open Key ('1m') and Traktor's number (0…11
 * major, 12…23 minor, each from C). Names of keys come from the analysis, so that the program speaks with one voice.
 * Thread: any.
 */
import { camelot, keyName } from '../analysis/key.ts';
import type { MusicalKey } from './document.ts';

export { parseKey } from '../analysis/key-text.ts';

const circle = (hour: number): number => ((hour % 12) + 12) % 12;

/** 'A minor', 'F♯ major' */
export const keyLongName = (key: MusicalKey): string => keyName(key.tonic, key.mode);

/** 'Am', 'F#': ASCII, as tags and rekordbox write it. */
export function keyShortName(key: MusicalKey): string {
  const note = (keyLongName(key).split(' ')[0] as string).replace('♯', '#').replace('♭', 'b');
  return key.mode === 'minor' ? `${note}m` : note;
}

/** '8A' */
export const keyCamelot = (key: MusicalKey): string => camelot(key.tonic, key.mode);

/** '1m' */
export function keyOpen(key: MusicalKey): string {
  const hour = Number.parseInt(keyCamelot(key), 10);
  return `${circle(hour + 4) + 1}${key.mode === 'major' ? 'd' : 'm'}`;
}

/** 0…23; null for anything else. */
export function fromTraktorKey(value: number | null): MusicalKey | null {
  if (value === null || !Number.isInteger(value) || value < 0 || value > 23) return null;
  return { tonic: value % 12, mode: value < 12 ? 'major' : 'minor' };
}

export const traktorKey = (key: MusicalKey): number => key.tonic + (key.mode === 'major' ? 0 : 12);
