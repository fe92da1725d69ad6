/**
 * The features of a track as the database keeps them: in pieces, since Chromium writes a value of more than 64 KiB as a file
 * of its own, which takes four times as long as the rest of a track's records together.
 * Thread: library worker; pure.
 */
import type { FeatureRecord } from './model.ts';

const PIECE_BYTES = 48_000;
/** Between a track's key and the number of a further piece; in no key. */
const MARK = '\n';

/** The first piece has the track's own key; a shorter summary than before leaves none of the old one's pieces in use. */
export function featurePieces(key: string, bytes: Uint8Array): FeatureRecord[] {
  const count = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
  return Array.from({ length: count }, (_, n) => ({
    key: pieceKey(key, n),
    bytes: bytes.slice(n * PIECE_BYTES, (n + 1) * PIECE_BYTES),
    count,
  }));
}

/** Keys of the pieces after the first. */
export function furtherKeys(key: string, { count }: FeatureRecord): string[] {
  return Array.from({ length: count - 1 }, (_, n) => pieceKey(key, n + 1));
}

const pieceKey = (key: string, n: number): string => (n === 0 ? key : `${key}${MARK}${n}`);

/** The track that a stored piece belongs to. */
export const trackOfPiece = (pieceKey: string): string => pieceKey.split(MARK, 1)[0] ?? pieceKey;

/** All of it, or null when a piece is missing. */
export function joinedPieces(pieces: readonly (FeatureRecord | undefined)[]): Uint8Array | null {
  if (pieces.some((piece) => piece === undefined)) return null;
  const all = pieces.flatMap((piece) => piece?.bytes ?? []);
  const joined = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const bytes of all) {
    joined.set(bytes, at);
    at += bytes.length;
  }
  return joined;
}
