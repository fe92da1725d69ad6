/**
 * How much a file from outside may ask for. The defaults leave room for ten times the 20 000 tracks that the library is
 * made for. Thread: any; plain data.
 */

export interface Limits {
  readonly bytes: number;
  /** Of XML elements and of folders; a folder of Traktor is two elements deep. */
  readonly depth: number;
  /** Of one XML element. */
  readonly attributes: number;
  /** UTF-16 units of one text. */
  readonly textChars: number;
  readonly tracks: number;
  /** Folders and lists together. */
  readonly lists: number;
  /** Of all lists together. */
  readonly entries: number;
  /** Cues and tempo markers of one track. */
  readonly marksPerTrack: number;
}

export const DEFAULT_LIMITS: Limits = {
  bytes: 256 * 2 ** 20,
  depth: 256,
  attributes: 256,
  textChars: 65_536,
  tracks: 200_000,
  lists: 20_000,
  entries: 2_000_000,
  marksPerTrack: 10_000,
};
