/**
 * Tags of an audio file: what a library shows, and what other DJ software left in the file as raw bytes for the exchange
 * code. Files are hostile until read: the parser sees at most `TAG_READ_MAX_BYTES` of a file, every text and list has a
 * limit, and a file whose tags cannot be read gets title and artist from its name.
 *
 * Thread: import worker (runs anywhere). Allocates what it reads.
 */
import { type IAudioMetadata, type IPicture, parseBlob } from 'music-metadata';
import { partsOfFileName } from './file-names.ts';
import { commentsOf, dbOf, numberIn, ratingOf, textOf, textsOf, yearOf } from './tag-values.ts';

/** Bytes the parser may read in all. The largest honest tags hold a few covers of some megabytes each. */
export const TAG_READ_MAX_BYTES = 64 * 1024 * 1024;
/** Larger pictures are not decoded: a thumbnail is not worth the memory. */
export const COVER_MAX_BYTES = 16 * 1024 * 1024;
/** Raw payloads of other software: one, and all of a file. Serato's overview and cues stay below 100 kB. */
export const PAYLOAD_MAX_BYTES = 1024 * 1024;
export const PAYLOADS_MAX = 64;

/** A tag frame kept as it is, for the exchange code. */
export interface TagPayload {
  /** Tag format and frame, 'ID3v2.4 GEOB', 'iTunes ----:com.serato.dj:markersv2', 'vorbis serato_markers_v2'. */
  readonly frame: string;
  /** Description inside the frame, 'Serato Markers2'; '' where the format has none. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const TagSource = { tags: 'tags', fileName: 'fileName' } as const;
export type TagSource = (typeof TagSource)[keyof typeof TagSource];

export interface TrackTags {
  /** Where the title comes from. */
  readonly titleFrom: TagSource;
  /** Never empty. */
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly albumArtist: string;
  readonly genres: readonly string[];
  readonly year: number | null;
  readonly label: string;
  readonly comments: readonly string[];
  readonly grouping: string;
  readonly remixer: string;
  readonly bpm: number | null;
  /** As written in the file: 'Am', '8A', '1m'. */
  readonly key: string;
  /** 0 … 1; null when nobody rated it. */
  readonly rating: number | null;
  readonly trackGainDb: number | null;
  readonly trackPeak: number | null;
  readonly isrc: string;
  readonly trackNumber: number | null;
  readonly payloads: readonly TagPayload[];
  /** The picture as it is in the file, at most `COVER_MAX_BYTES`. */
  readonly cover: { readonly mime: string; readonly bytes: Uint8Array<ArrayBuffer> } | null;
  /** Why tags are missing or cut short, in a sentence; null when all is well. */
  readonly notice: string | null;
}

/** The parser asked for more of the file than tags may take. */
class TagBudgetError extends Error {
  override readonly name = 'TagBudgetError';
}

/**
 * A view of a file that counts what is read through it. The parser uses `size`, `type` and `slice` only; the type is
 * left empty so that the content decides on the format, never the name.
 */
function budgeted(file: Blob): Blob {
  let left = TAG_READ_MAX_BYTES;
  const view = {
    size: file.size,
    type: '',
    slice(from: number, to: number): Blob {
      left -= Math.max(0, to - from);
      if (left < 0) throw new TagBudgetError('its tags are larger than any honest ones.');
      return file.slice(from, to);
    },
  };
  return view as Blob;
}

const FRAME_ID3 = /^(GEOB|PRIV|CHAP)$/;
/** Frames of DJ software in formats without a frame for raw data: text, mostly base64. */
const FRAME_NAMED = /serato|traktor|native instruments|rekordbox|mixxx|cuepoints/i;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function copyBytes(value: unknown): Uint8Array<ArrayBuffer> | null {
  if (value instanceof Uint8Array) return value.length <= PAYLOAD_MAX_BYTES ? new Uint8Array(value) : null;
  if (typeof value === 'string')
    return value.length <= PAYLOAD_MAX_BYTES / 3 ? new Uint8Array(new TextEncoder().encode(value)) : null;
  return null;
}

function payloadOf(format: string, id: string, value: unknown): TagPayload | null {
  const frame = `${format} ${id}`.slice(0, 200);
  if (format.startsWith('ID3v2') && FRAME_ID3.test(id) && isRecord(value)) {
    const bytes = copyBytes(value.data);
    const name = value.description ?? value.owner_identifier ?? value.label;
    return bytes === null ? null : { frame, name: textOf(name), bytes };
  }
  if (!FRAME_NAMED.test(id)) return null;
  const bytes = copyBytes(value);
  return bytes === null ? null : { frame, name: '', bytes };
}

/** Payloads of known software in the order of the file, and how many were left out. */
function payloadsOf(meta: IAudioMetadata): { payloads: TagPayload[]; leftOut: number } {
  const payloads: TagPayload[] = [];
  let leftOut = 0;
  for (const [format, frames] of Object.entries(meta.native))
    for (const { id, value } of frames) {
      if (!(FRAME_ID3.test(id) && format.startsWith('ID3v2')) && !FRAME_NAMED.test(id)) continue;
      const payload = payloads.length < PAYLOADS_MAX ? payloadOf(format, id, value) : null;
      if (payload === null) leftOut++;
      else payloads.push(payload);
    }
  return { payloads, leftOut };
}

/** Tempo and key under the names that DJ software writes, which the parser rounds (124.5 → 124) or does not know. */
const TEMPO_FRAME = /^(TBPM|TXXX:(F?BPM|TEMPO)|F?BPM|TEMPO|----:com\.apple\.iTunes:BPM)$/i;
const KEY_FRAME = /^(TKEY|TXXX:INITIAL_?KEY|INITIAL_?KEY|KEY|----:com\.apple\.iTunes:INITIAL_?KEY)$/i;

/** Texts of all frames of that name, in the order of the file. */
function frameTexts(meta: IAudioMetadata, name: RegExp): string[] {
  const texts: string[] = [];
  for (const frames of Object.values(meta.native))
    for (const { id, value } of frames) {
      if (!name.test(id)) continue;
      const text = textOf(Array.isArray(value) ? value[0] : value);
      if (text !== '') texts.push(text);
    }
  return texts;
}

/** The tempo with its decimals where some frame has them. */
function bpmOf(meta: IAudioMetadata): number | null {
  const tempi = [...frameTexts(meta, TEMPO_FRAME), meta.common.bpm]
    .map((value) => numberIn(value, 20, 400))
    .filter((value) => value !== null);
  return tempi.find((bpm) => !Number.isInteger(bpm)) ?? tempi[0] ?? null;
}

/** The front cover, or else the first picture. */
function coverOf(pictures: readonly IPicture[] | undefined): TrackTags['cover'] {
  const fit = (pictures ?? []).filter(({ data }) => data.length > 0 && data.length <= COVER_MAX_BYTES);
  const front = fit.find(({ type }) => type?.toLowerCase().includes('front')) ?? fit[0];
  return front === undefined ? null : { mime: textOf(front.format).slice(0, 40), bytes: new Uint8Array(front.data) };
}

/** What stands when a file has no readable tags. */
export function tagsFromName(fileName: string, notice: string | null): TrackTags {
  const { title, artist } = partsOfFileName(fileName);
  return {
    titleFrom: TagSource.fileName,
    title: textOf(title) || 'Untitled',
    artist: textOf(artist),
    album: '',
    albumArtist: '',
    genres: [],
    year: null,
    label: '',
    comments: [],
    grouping: '',
    remixer: '',
    bpm: null,
    key: '',
    rating: null,
    trackGainDb: null,
    trackPeak: null,
    isrc: '',
    trackNumber: null,
    payloads: [],
    cover: null,
    notice,
  };
}

function tagsFrom(meta: IAudioMetadata, fileName: string): TrackTags {
  const { common } = meta;
  const named = tagsFromName(fileName, null);
  const { payloads, leftOut } = payloadsOf(meta);
  const title = textOf(common.title);
  return {
    titleFrom: title === '' ? TagSource.fileName : TagSource.tags,
    title: title || named.title,
    // A file named "Artist - Title" whose tags name neither: both come from the name, never one from each.
    artist: textOf(common.artist) || (title === '' ? named.artist : ''),
    album: textOf(common.album),
    albumArtist: textOf(common.albumartist),
    genres: textsOf(common.genre),
    year: yearOf(common.year ?? common.date),
    label: textsOf(common.label)[0] ?? textsOf(common.publisher)[0] ?? '',
    comments: commentsOf(common.comment),
    grouping: textOf(common.grouping),
    remixer: textsOf(common.remixer)[0] ?? '',
    bpm: bpmOf(meta),
    key: (textOf(common.key) || (frameTexts(meta, KEY_FRAME)[0] ?? '')).slice(0, 16),
    rating: ratingOf(common.rating),
    trackGainDb: dbOf(common.replaygain_track_gain),
    trackPeak: numberIn(common.replaygain_track_peak?.ratio ?? common.replaygain_track_peak_ratio, 0, 16),
    isrc: textsOf(common.isrc)[0] ?? '',
    trackNumber: numberIn(common.track?.no, 1, 9999),
    payloads,
    cover: coverOf(common.picture),
    notice:
      leftOut === 0
        ? null
        : `${leftOut} ${leftOut === 1 ? 'entry' : 'entries'} of other software in its tags could not be kept: too large or too many.`,
  };
}

/** Reads a file's tags. Never throws: whatever is wrong with them becomes a notice, and the name stands in. */
export async function readTags(file: Blob, fileName: string): Promise<TrackTags> {
  try {
    return tagsFrom(await parseBlob(budgeted(file), { duration: false, skipCovers: false }), fileName);
  } catch (error) {
    const why = error instanceof TagBudgetError ? error.message : 'its tags cannot be read.';
    return tagsFromName(fileName, `Named after its file: ${why}`);
  }
}
