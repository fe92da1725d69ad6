/**
 * Values of fields as conditions: numbers with ranges and comparisons, durations, days and ages, keys.
 * Thread: any; pure.
 */
import { UNKNOWN_KEY, wheelIndex } from '../camelot.ts';

/** Both ends included; −∞ or ∞ where open. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

const ALL: Span = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
const COMPARISON = /^(<=|>=|<|>|=)(.*)$/s;
/** A value next above or below in double precision is closer than any that people type. */
const EPSILON = 1e-9;

interface Reading {
  /** What the text covers: '120' covers 119.5 to 120.5. Null when it is no value. */
  read(text: string): Span | null;
}

const NUMBER: Reading = {
  read(text) {
    const match = /^([+-]?\d{1,9})(?:\.(\d{0,6}))?$/.exec(text);
    if (match === null) return null;
    const value = Number(text);
    let half = 0.5;
    for (let i = 0; i < (match[2] ?? '').length; i++) half /= 10;
    return { low: value - half, high: value + half - EPSILON };
  },
};

/** For counts and ratings: no rounding. */
const WHOLE: Reading = {
  read: (text) => (/^[+-]?\d{1,9}$/.test(text) ? { low: Number(text), high: Number(text) } : null),
};

const DURATION: Reading = {
  read(text) {
    const match = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,5})$/.exec(text);
    if (match === null) return null;
    const seconds = Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3]);
    return { low: seconds - 0.5, high: seconds + 0.5 - EPSILON };
  },
};

export const READINGS = { number: NUMBER, whole: WHOLE, duration: DURATION } as const;

function compared(sign: string, value: Span): Span {
  // The middle of what the text covers is what was typed.
  const typed = value.low === value.high ? value.low : (value.low + value.high + EPSILON) / 2;
  switch (sign) {
    case '<':
      return { ...ALL, high: typed - EPSILON };
    case '<=':
      return { ...ALL, high: value.high };
    case '>':
      return { ...ALL, low: typed + EPSILON };
    case '>=':
      return { ...ALL, low: typed };
    default:
      return value;
  }
}

/** '120', '>120', '120-126', '-9..-7', '120-' (and up). Null when it is none of them. */
export function spanOf(text: string, reading: Reading): Span | null {
  const comparison = COMPARISON.exec(text);
  if (comparison !== null) {
    const value = reading.read(comparison[2] ?? '');
    return value === null ? null : compared(comparison[1] ?? '', value);
  }
  const single = reading.read(text);
  if (single !== null) return single;
  const [from, to] = text.includes('..') ? text.split('..', 2) : splitAtDash(text);
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  const [low, high] = [from === '' ? ALL : reading.read(from), to === '' ? ALL : reading.read(to)];
  if (low === null || high === null) return null;
  // '126-120' means the same as '120-126'.
  const [a, b] = from !== '' && to !== '' && low.low > high.low ? [high, low] : [low, high];
  return { low: a.low, high: b.high };
}

/** At the first dash that is not a sign. */
function splitAtDash(text: string): [string, string] | [] {
  const dash = text.indexOf('-', 1);
  return dash < 0 ? [] : [text.slice(0, dash), text.slice(dash + 1)];
}

const DAY_MS = 86_400_000;
const UNIT_DAYS: { readonly [unit: string]: number } = { d: 1, w: 7, m: 30, y: 365 };

/** When, in milliseconds since 1970; `never` asks for tracks without a time. */
export type When = Span | 'never';

/** A day, month or year: from its first to its last millisecond, in the performer's time zone. */
function calendar(text: string): Span | null {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const next =
    match[2] === undefined
      ? new Date(year + 1, 0, 1)
      : match[3] === undefined
        ? new Date(year, month, 1)
        : new Date(year, month - 1, day + 1);
  return { low: new Date(year, month - 1, day).getTime(), high: next.getTime() - 1 };
}

/**
 * 'never', 'today', '<30d' (less than thirty days ago), '>1y', '30d' (the last thirty days), '2024', '2024-05..2024-06',
 * '>=2024-05-01'. Null when it is none of them.
 */
export function whenOf(text: string, nowMs: number): When | null {
  const lower = text.toLowerCase();
  if (lower === 'never') return 'never';
  if (lower === 'today') return { ...ALL, low: new Date(nowMs).setHours(0, 0, 0, 0) };
  const age = /^(<=|>=|<|>)?(\d{1,5})([dwmy])$/.exec(lower);
  if (age !== null) {
    const then = nowMs - Number(age[2]) * (UNIT_DAYS[age[3] ?? 'd'] ?? 1) * DAY_MS;
    return age[1]?.startsWith('>') ? { ...ALL, high: then } : { ...ALL, low: then };
  }
  const comparison = COMPARISON.exec(text);
  const day = calendar(comparison?.[2] ?? text);
  if (day !== null) {
    if (comparison?.[1] === '<') return { ...ALL, high: day.low - 1 };
    if (comparison?.[1] === '>') return { ...ALL, low: day.high + 1 };
    if (comparison?.[1] === '<=') return { ...ALL, high: day.high };
    return comparison?.[1] === '>=' ? { ...ALL, low: day.low } : day;
  }
  const [from, to] = text.split('..', 2);
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  const [low, high] = [from === '' ? ALL : calendar(from), to === '' ? ALL : calendar(to)];
  return low === null || high === null ? null : { low: low.low, high: high.high };
}

/** Keys of the wheel that a text names: '8A', 'Am', '8' (both), '7A-9A'. Bit n for wheel index n; 0 when it names none. */
export function keysOf(text: string): number {
  const single = wheelIndex(text);
  if (single !== UNKNOWN_KEY) return 1 << single;
  const number = /^\d{1,2}$/.exec(text) === null ? 0 : Number(text);
  if (number >= 1 && number <= 12) return 3 << ((number - 1) * 2);
  const range = /^0?(\d{1,2})([ab]?)-0?(\d{1,2})([ab]?)$/i.exec(text);
  if (range === null) return 0;
  const [first, last] = [Number(range[1]), Number(range[3])];
  const letter = (range[4] || range[2] || '').toLowerCase();
  if (first < 1 || first > 12 || last < 1 || last > 12) return 0;
  let keys = 0;
  // Round the wheel: 11A-2A is 11, 12, 1, 2.
  for (let n = first; ; n = (n % 12) + 1) {
    keys |= (letter === 'a' ? 1 : letter === 'b' ? 2 : 3) << ((n - 1) * 2);
    if (n === last) return keys;
  }
}
