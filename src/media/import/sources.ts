/**
 * A track of the library as something that waits in the queue: it is analysed again, and keeps its place. Files have
 * sources of their own (`references.ts`).
 * Thread: any; pure.
 */

const TRACK = 'track:';

export const sourceOfTrack = (key: string): string => `${TRACK}${key}`;

/** The key of the library's track that a source names; null for a file. */
export const trackOfSource = (source: string): string | null =>
  source.startsWith(TRACK) ? source.slice(TRACK.length) : null;
