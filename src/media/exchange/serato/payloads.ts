/**
 * Serato's payloads among the raw tags of an audio file. ID3 has them as they are, under their name; FLAC and MP4 have them in
 * Base64 behind a media type, an empty text and the name (J. Holthuis' study of the tags). MP4's older markers have a layout
 * of their own; the newer ones say the same.
 * Thread: any off the audio thread.
 */
import type { TagPayload } from '../../import/tags.ts';
import { AUTOTAGS } from './autotags.ts';
import { decodeBase64 } from './base64.ts';
import { BEATGRID } from './beatgrid.ts';
import { BigEndianReader } from './bytes.ts';
import { MARKERS2 } from './markers2.ts';
import type { SeratoPayloads } from './track-tags.ts';

const MARKERS = 'Serato Markers_';
const FIELDS: { readonly [name: string]: keyof SeratoPayloads } = {
  [MARKERS]: 'markers',
  [MARKERS2]: 'markers2',
  [BEATGRID]: 'beatGrid',
  [AUTOTAGS]: 'autotags',
};
/** 'vorbis SERATO_MARKERS_V2', 'iTunes ----:com.serato.dj:markersv2' */
const WRAPPED = /serato.*(markers_?v2|beatgrid)$/i;
const SERATO_TAGS = 'Serato tags';

function unwrapped(bytes: Uint8Array): { name: string; content: Uint8Array } {
  const inner = new BigEndianReader(decodeBase64(new BigEndianReader(bytes, SERATO_TAGS)), SERATO_TAGS);
  inner.zeroTerminated();
  inner.zeroTerminated();
  return { name: inner.zeroTerminated(), content: inner.take(inner.left) };
}

/** Null when there are none. Throws `ExchangeError` at a damaged wrapping. */
export function seratoPayloads(tags: readonly TagPayload[]): SeratoPayloads | null {
  const found: { -readonly [F in keyof SeratoPayloads]: SeratoPayloads[F] } = {
    markers: null,
    markers2: null,
    beatGrid: null,
    autotags: null,
  };
  for (const { frame, name, bytes } of tags) {
    if (frame.startsWith('ID3v2')) {
      const field = FIELDS[name];
      if (field !== undefined) found[field] = bytes;
    } else if (WRAPPED.test(frame)) {
      const inner = unwrapped(bytes);
      const field = FIELDS[inner.name];
      if (field !== undefined) found[field] = inner.content;
    }
  }
  return Object.values(found).every((payload) => payload === null) ? null : found;
}
