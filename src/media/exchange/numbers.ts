/**
 * Numbers and dates as other programs write them. Everything outside its sensible range is null, so that no NaN,
 * infinity or absurd value gets into a library. Thread: any.
 */

const DECIMAL = /^\s*[+-]?(\d{1,15}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,2})?\s*$/;
/** No track is longer: eleven days. */
const POSITION_MAX_S = 1e6;
const BPM_MAX = 1000;
const GAIN_MAX_DB = 60;

export function decimal(text: string | undefined): number | null {
  return text !== undefined && DECIMAL.test(text) ? Number(text) : null;
}

function within(value: number | null, low: number, high: number): number | null {
  return value !== null && value >= low && value <= high ? value : null;
}

/** A whole number of `low`…`high`; fractions are refused. Adding 0 here and below turns −0 into 0. */
export function integer(text: string | undefined, low: number, high: number): number | null {
  const value = within(decimal(text), low, high);
  return value !== null && Number.isInteger(value) ? value + 0 : null;
}

/** To the nanosecond, which takes out what conversion between units adds. */
export function nanoseconds(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e9 + 0;
}

/** A position in seconds; `perSecond` is the file's unit (1000: milliseconds). May be negative. */
export function position(text: string | undefined, perSecond = 1): number | null {
  const value = decimal(text);
  if (value === null) return null;
  const seconds = perSecond === 1000 ? Math.round(value * 1e6) / 1e9 + 0 : nanoseconds(value / perSecond);
  return within(seconds, -POSITION_MAX_S, POSITION_MAX_S);
}

/** A length in seconds, above 0. */
export function duration(text: string | undefined, perSecond = 1): number | null {
  const value = position(text, perSecond);
  return value !== null && value > 0 ? value : null;
}

export function tempo(text: string | undefined): number | null {
  const value = within(decimal(text), 0, BPM_MAX);
  return value !== null && value > 0 ? value : null;
}

export function gainDb(value: number | null): number | null {
  return within(value, -GAIN_MAX_DB, GAIN_MAX_DB);
}

export const isTempo = (bpm: number): boolean => bpm > 0 && bpm <= BPM_MAX;
export const isPosition = (seconds: number): boolean => Math.abs(seconds) <= POSITION_MAX_S;

/** As few digits as tell it, at most `digits` after the point and never an exponent. */
export function decimalText(value: number, digits: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const DATE = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{2}):(\d{2}):(\d{2})Z?)?/;

/** `2018-1-28`, `2018/1/28` or ISO 8601 as `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SSZ`; null when there is no such day. */
export function isoDate(text: string | undefined): string | null {
  const parts = DATE.exec(text ?? '');
  if (parts === null) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [hour, minute, second] = [Number(parts[4] ?? 0), Number(parts[5] ?? 0), Number(parts[6] ?? 0)];
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const iso = date.toISOString();
  return parts[4] === undefined ? iso.slice(0, 10) : `${iso.slice(0, 19)}Z`;
}

export function year(text: string | undefined): number | null {
  return integer(text, 1, 9999);
}

/** Three bytes as 0xRRGGBB; null unless all are given. */
export function rgb(red: string | undefined, green: string | undefined, blue: string | undefined): number | null {
  const [r, g, b] = [integer(red, 0, 255), integer(green, 0, 255), integer(blue, 0, 255)];
  return r === null || g === null || b === null ? null : r * 65_536 + g * 256 + b;
}

/** `prefix` and six hexadecimal digits. */
export function hexColour(text: string | undefined, prefix: string): number | null {
  if (text === undefined || !text.startsWith(prefix)) return null;
  const digits = text.slice(prefix.length);
  return /^[0-9a-fA-F]{6}$/.test(digits) ? Number.parseInt(digits, 16) : null;
}

export const hexText = (colour: number): string => colour.toString(16).toUpperCase().padStart(6, '0');
