/**
 * The formats by name: which one a file is, and one way to read whatever was chosen.
 * Thread: any off the audio thread.
 */
import { ExchangeError } from './errors.ts';
import type { NamedBytes, ReadResult } from './format.ts';
import { readItunes } from './itunes-read.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { readM3u } from './m3u.ts';
import { readRekordbox } from './rekordbox-read.ts';
import { readCrates } from './serato/crates-read.ts';
import { byteOrderMark } from './text-encoding.ts';
import { readTraktor } from './traktor-read.ts';

export const ExchangeFormat = {
  rekordbox: 'rekordbox',
  traktor: 'traktor',
  itunes: 'itunes',
  m3u: 'm3u',
  seratoCrate: 'seratoCrate',
} as const;
export type ExchangeFormat = (typeof ExchangeFormat)[keyof typeof ExchangeFormat];

/** What messages call them. */
export const FORMAT_NAMES: { readonly [F in ExchangeFormat]: string } = {
  rekordbox: 'rekordbox XML',
  traktor: 'Traktor NML',
  itunes: 'iTunes XML',
  m3u: 'M3U playlist',
  seratoCrate: 'Serato crate',
};

/** Who is named as the source of what is taken over. */
export const PRODUCERS: { readonly [F in ExchangeFormat]: string } = {
  rekordbox: 'rekordbox',
  traktor: 'Traktor',
  itunes: 'iTunes',
  m3u: 'M3U',
  seratoCrate: 'Serato',
};

const ROOTS: readonly (readonly [RegExp, ExchangeFormat])[] = [
  [/<DJ_PLAYLISTS[\s>/]/, 'rekordbox'],
  [/<NML[\s>/]/, 'traktor'],
  [/<plist[\s>/]/, 'itunes'],
];
const HEAD_BYTES = 4096;

/** By the name's ending and, for XML, the first element; null when it is none of them. */
export function detectFormat({ name, bytes }: NamedBytes): ExchangeFormat | null {
  const ending = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  if (ending === 'm3u' || ending === 'm3u8') return 'm3u';
  if (ending === 'crate') return 'seratoCrate';
  if (ending !== 'xml' && ending !== 'nml') return null;
  return ROOTS.find(([root]) => root.test(headOf(bytes)))?.[1] ?? null;
}

/** The first lines, good enough to find an ASCII name in. */
function headOf(bytes: Uint8Array): string {
  const encoding = byteOrderMark(bytes)?.encoding ?? 'utf-8';
  return new TextDecoder(encoding).decode(bytes.subarray(0, HEAD_BYTES));
}

/** Throws `ExchangeError` when it is none of them. */
export function formatOf(file: NamedBytes): ExchangeFormat {
  const format = detectFormat(file);
  if (format !== null) return format;
  const reason = 'This is no collection, playlist or crate that is read here.';
  throw new ExchangeError('wrongFormat', file.name, null, reason);
}

/** Reads one file of any format. Throws `ExchangeError`. */
export function readExchange(file: NamedBytes, limits: Limits = DEFAULT_LIMITS): ReadResult {
  switch (formatOf(file)) {
    case 'rekordbox':
      return readRekordbox(file.bytes, limits);
    case 'traktor':
      return readTraktor(file.bytes, limits);
    case 'itunes':
      return readItunes(file.bytes, limits);
    case 'm3u':
      return readM3u(file.bytes, file.name, limits);
    case 'seratoCrate':
      return readCrates([file], limits);
  }
}
