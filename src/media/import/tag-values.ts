/**
 * Values of tags brought into bounds: whatever a file claims, a text is short and clean and a number is in its range.
 * Thread: any; pure.
 */

const TEXT_MAX = 512;
const COMMENT_MAX = 4096;
const LIST_MAX = 16;

/** Control characters and lone surrogates, which no database and no screen should see. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]+/gu;

/** A trimmed text of at most `max` characters; '' for what is not a text. */
export function textOf(value: unknown, max = TEXT_MAX): string {
  if (typeof value !== 'string') return '';
  // Cut before cleaning, so that a text of megabytes costs nothing; cut again after, so that no pair is split.
  const clean = value
    .slice(0, max * 2)
    .replace(UNPRINTABLE, ' ')
    .trim();
  return clean.length <= max ? clean : [...clean].slice(0, max).join('');
}

/** The texts of a list, without empty and repeated ones. */
export function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value.slice(0, LIST_MAX * 4) : [value];
  return [...new Set(list.map((entry) => textOf(entry)))].filter((text) => text !== '').slice(0, LIST_MAX);
}

/** A finite number in a range, from a number or a text that starts with one; else null. */
export function numberIn(value: unknown, least: number, most: number): number | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string'
        ? Number.parseFloat(value.replace(',', '.'))
        : Number.NaN;
  return number >= least && number <= most ? number : null;
}

/** A year between the first recordings and the far future, from a number or a date. */
export function yearOf(value: unknown): number | null {
  const year = numberIn(typeof value === 'string' ? value.slice(0, 4) : value, 1860, 2200);
  return year === null ? null : Math.floor(year);
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** Comments in order. Those that only machines read are left out: normalisation data and gapless info of iTunes. */
export function commentsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value.slice(0, LIST_MAX * 4) : [];
  const texts = list
    .filter((entry) => !/^(iTun|Songs-DB)/.test(textOf(field(entry, 'descriptor'))))
    .map((entry) => textOf(typeof entry === 'string' ? entry : field(entry, 'text'), COMMENT_MAX));
  return [...new Set(texts)].filter((text) => text !== '').slice(0, LIST_MAX);
}

/** The first rating given, 0 … 1. */
export function ratingOf(value: unknown): number | null {
  const list = Array.isArray(value) ? value.slice(0, LIST_MAX) : [];
  for (const entry of list) {
    const rating = numberIn(field(entry, 'rating'), 0, 1);
    if (rating !== null) return rating;
  }
  return null;
}

/** Replay gain in decibels. */
export function dbOf(value: unknown): number | null {
  return numberIn(field(value, 'dB'), -60, 60);
}
