/**
 * Notations of a musical key: musical ('Am', 'F# minor'), Camelot ('8A'), Open Key ('1m') and Traktor's number (0…11
 * major, 12…23 minor, each from C). Names of keys come from the analysis, so that the program speaks with one voice.
 * Thread: any.
 */
import { camelot, keyName } from '../analysis/key.ts';
import type { MusicalKey } from './document.ts';

const NATURALS: { readonly [letter: string]: number } = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const MUSICAL = /^([A-Ga-g])([#♯b♭]?)\s*(m|min|minor|maj|major|M|)$/;
const CAMELOT = /^0?(\d{1,2})([ABab])$/;
const OPEN_KEY = /^0?(\d{1,2})([md])$/i;

const circle = (hour: number): number => ((hour % 12) + 12) % 12;

/** The key whose Camelot hour is `hour` (1…12): a fifth up for each hour from 8, which is C major and A minor. */
function fromHour(hour: number, mode: MusicalKey['mode']): MusicalKey {
  const fifths = circle(hour - 8);
  return { tonic: circle(fifths * 7 + (mode === 'major' ? 0 : 9)), mode };
}

/** Reads any of the text notations; null for anything else. */
export function parseKey(text: string): MusicalKey | null {
  const trimmed = text.trim();
  const hour = CAMELOT.exec(trimmed) ?? OPEN_KEY.exec(trimmed);
  if (hour !== null) {
    const number = Number(hour[1]);
    if (number < 1 || number > 12) return null;
    const letter = (hour[2] as string).toLowerCase();
    if (letter === 'a' || letter === 'b') return fromHour(number, letter === 'b' ? 'major' : 'minor');
    return fromHour(circle(number + 7), letter === 'd' ? 'major' : 'minor');
  }
  const name = MUSICAL.exec(trimmed);
  if (name === null) return null;
  const natural = NATURALS[(name[1] as string).toUpperCase()] as number;
  const sign = name[2] as string;
  const shift = sign === '' ? 0 : sign === '#' || sign === '♯' ? 1 : -1;
  const minor = ['m', 'min', 'minor'].includes(name[3] as string);
  return { tonic: circle(natural + shift), mode: minor ? 'minor' : 'major' };
}

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
