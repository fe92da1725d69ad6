/**
 * Covers as the database keeps them: named by their bytes, so that an album's tracks share one.
 * Thread: library worker (any, in tests).
 */
import type { TrackEdit } from './changes.ts';
import type { CoverRecord } from './model.ts';

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (b) => b.toString(16).padStart(2, '0')).join(
    '',
  );

/** The record of an edit's cover; null takes the cover away, undefined leaves it. */
export async function coverRecord(cover: TrackEdit['cover']): Promise<CoverRecord | null | undefined> {
  return cover == null ? cover : { id: await sha256(cover.bytes), type: cover.type, bytes: cover.bytes };
}
