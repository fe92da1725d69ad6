/**
 * Words and figures of the interface: real minus, fixed decimals, sign always (zero has none), spoken forms for
 * assistive technology. Thread: any; pure; each call allocates a string.
 */
export const MINUS = '\u2212';
export const INFINITE = `${MINUS}\u221e`;
/** Shown where a value is not known. Never 0. */
export const UNKNOWN = '\u2013';

/** `+0.4`, `−9.1`, `0.0`. A value that rounds to zero has no sign. */
export function signed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return value < 0 ? INFINITE : UNKNOWN;
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return (value < 0 ? MINUS : '+') + text;
}

/** Levels in dB or LUFS: minus infinity at or below `floor`. Not positive by habit, so zero and above carry a plus. */
export function level(db: number, floor = -70): string {
  return !(db > floor) ? INFINITE : signed(db, 1);
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `01:12:46`. */
export function clock(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** `3:05`, `72:10`; unknown for null. */
export function minutes(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return UNKNOWN;
  const s = Math.max(0, Math.floor(seconds));
  return `${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** `−1:03`: time left, rounded up so that it reads 0:00 only at the end. */
export function remaining(seconds: number): string {
  return MINUS + minutes(Math.ceil(Math.max(0, seconds)));
}

/** `124.00`; unknown for 0 or less. */
export function bpm(value: number, decimals = 2): string {
  return value > 0 && Number.isFinite(value) ? value.toFixed(decimals) : UNKNOWN;
}

/** `1/32` … `1/2`, `1`, `16`. */
export function beatLength(beats: number): string {
  return beats >= 1 || beats <= 0 ? String(beats) : `1/${Math.round(1 / beats)}`;
}

const VULGAR: Readonly<Record<string, string>> = { '1/2': '\u00bd', '1/4': '\u00bc', '1/8': '\u215b' };

/** `½`, `¼`, `⅛`, else as `beatLength`: for narrow keys. */
export function shortBeatLength(beats: number): string {
  const text = beatLength(beats);
  return VULGAR[text] ?? text;
}

/** `1 beat`, `16 beats`, `1/4 beat`. */
export function beatWords(beats: number): string {
  return `${beatLength(beats)} ${beats > 1 ? 'beats' : 'beat'}`;
}

/** What is left until a boundary: beats up to 4, bars above; never less than 1. */
export function countdown(beats: number, beatsPerBar = 4): { figure: string; words: string } {
  const left = Math.max(1, Math.ceil(beats - 1e-6));
  if (left <= 4) return { figure: String(left), words: left === 1 ? '1 beat' : `${left} beats` };
  const bars = Math.ceil(left / beatsPerBar);
  return { figure: String(bars), words: bars === 1 ? '1 bar' : `${bars} bars` };
}

/** `412 kB`, `38.4 MB`. */
export function bytes(count: number): string {
  if (count < 1e6) return `${Math.ceil(count / 1e3)} kB`;
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(2)} GB`;
}

/** A figure as speech: `minus 18.4`, `plus 0.4`, `minus infinity`. */
export function spoken(text: string): string {
  return text.replace(INFINITE, 'minus infinity').replaceAll(MINUS, 'minus ').replaceAll('+', 'plus ');
}

/** Camelot key moved by whole semitones: `8A` + 2 → `10A`. Anything else comes back unchanged. */
export function transposeCamelot(key: string, semitones: number): string {
  const match = /^(\d{1,2})([AB])$/.exec(key);
  if (match === null) return key;
  const hour = Number(match[1]);
  const moved = (((hour - 1 + 7 * semitones) % 12) + 12) % 12;
  return `${moved + 1}${match[2]}`;
}
