/**
 * What was played, as a track list to read and as CSV for a spreadsheet or a rights society.
 * Thread: any off the audio thread.
 */
import type { MusicalKey } from './document.ts';
import { keyCamelot } from './keys.ts';

export interface PlayedTrack {
  /** Milliseconds since 1970, UTC. */
  readonly startedAtMs: number;
  /** How long it was heard. */
  readonly playedS: number;
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly label: string;
  /** 'A' */
  readonly deck: string;
  readonly bpm: number | null;
  readonly key: MusicalKey | null;
}

export interface HistoryHeading {
  /** Of the set: 'Saturday at the harbour'. */
  readonly title: string;
  /** Local time minus UTC. */
  readonly utcOffsetMinutes: number;
}

const BYTE_ORDER_MARK = '\uFEFF';
/** A spreadsheet would run such a cell as a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const COLUMNS = [
  'Number',
  'Date',
  'Time',
  'Since start',
  'Played',
  'Artist',
  'Title',
  'Album',
  'Label',
  'BPM',
  'Key',
  'Deck',
] as const;

const two = (value: number): string => String(value).padStart(2, '0');

/** '1:02:03' */
export function clockLength(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function local(ms: number, utcOffsetMinutes: number): { date: string; time: string } {
  const iso = new Date(ms + utcOffsetMinutes * 60_000).toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 19) };
}

const inOneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

function nameOf({ artist, title }: PlayedTrack): string {
  const [by, called] = [inOneLine(artist), inOneLine(title) || 'Untitled'];
  return by === '' ? called : `${by} – ${called}`;
}

function inOrder(tracks: readonly PlayedTrack[]): PlayedTrack[] {
  return [...tracks].sort((a, b) => a.startedAtMs - b.startedAtMs);
}

/** A track list in UTF-8, one track a line with the time since the set began. */
export function historyText(tracks: readonly PlayedTrack[], heading: HistoryHeading): Uint8Array<ArrayBuffer> {
  const played = inOrder(tracks);
  const first = played[0];
  const lines = [inOneLine(heading.title)];
  if (first !== undefined) {
    const { date, time } = local(first.startedAtMs, heading.utcOffsetMinutes);
    lines.push(`${date}, from ${time.slice(0, 5)}`);
  }
  lines.push('');
  const width = String(played.length).length;
  played.forEach((track, i) => {
    const since = clockLength((track.startedAtMs - (first as PlayedTrack).startedAtMs) / 1000);
    lines.push(`${String(i + 1).padStart(width)}. ${since}  ${nameOf(track)}`);
  });
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * CSV after RFC 4180 with a byte order mark, so that spreadsheets take it for UTF-8. A cell that a spreadsheet would run
 * as a formula gets an apostrophe in front.
 */
export function historyCsv(tracks: readonly PlayedTrack[], heading: HistoryHeading): Uint8Array<ArrayBuffer> {
  const played = inOrder(tracks);
  const start = played[0]?.startedAtMs ?? 0;
  const rows = played.map((track, i) => {
    const { date, time } = local(track.startedAtMs, heading.utcOffsetMinutes);
    return [
      String(i + 1),
      date,
      time,
      clockLength((track.startedAtMs - start) / 1000),
      clockLength(track.playedS),
      track.artist,
      track.title,
      track.album,
      track.label,
      track.bpm === null ? '' : track.bpm.toFixed(2),
      track.key === null ? '' : keyCamelot(track.key),
      track.deck,
    ];
  });
  const text = [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
  return new TextEncoder().encode(BYTE_ORDER_MARK + text);
}
