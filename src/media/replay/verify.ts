/**
 * Are these the samples the set was played with? Match by fileId, verify by pcmId, name the first bad chunk.
 * Thread: any.
 */
import { CHUNK_FRAMES } from '../decode/identity.ts';
import { shortHash, type TrackFact } from '../session-log/format.ts';
import type { FoundTrack, TrackVerdict } from './replay-types.ts';

/** Compares a track that was found with what the log says of it. */
export function verifyTrack(track: TrackFact, found: FoundTrack): TrackVerdict {
  if (track.pcmId === null) return { state: 'unverified' };
  if (track.pcmId === found.pcmId) return { state: 'verified' };
  const { chunkHashes } = track;
  if (chunkHashes === null) return { state: 'different', chunk: -1, frame: 0 };
  const count = Math.max(chunkHashes.length, found.chunks.length);
  for (let chunk = 0; chunk < count; chunk++) {
    const hash = found.chunks[chunk];
    if (hash === undefined || shortHash(hash) !== chunkHashes[chunk])
      return { state: 'different', chunk, frame: chunk * CHUNK_FRAMES };
  }
  return { state: 'different', chunk: -1, frame: 0 };
}
