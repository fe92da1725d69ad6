/** Filtering and ordering of the track list. Thread: any; pure. */
import type { TrackEntry } from '../port.ts';

export type SortColumn = 'title' | 'artist' | 'bpm' | 'key' | 'energy' | 'durationS';
export interface SortOrder {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** What the list can be ordered by, in the order of its columns. */
export const COLUMNS: readonly { readonly column: SortColumn; readonly label: string }[] = [
  { column: 'title', label: 'Title' },
  { column: 'artist', label: 'Artist' },
  { column: 'bpm', label: 'BPM' },
  { column: 'key', label: 'Key' },
  { column: 'energy', label: 'Energy' },
  { column: 'durationS', label: 'Length' },
];

/** Camelot order: 1A, 1B, 2A … 12B; unknown keys last. */
function keyRank(key: string | null): number | null {
  const match = key === null ? null : /^(\d{1,2})([AB])$/.exec(key);
  return match === null ? null : Number(match[1]) * 2 + (match[2] === 'B' ? 1 : 0);
}

/** Every word of the filter must stand somewhere in title, artist, key or tempo. */
export function matches(track: TrackEntry, filter: string): boolean {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const text = [track.title, track.artist, track.key ?? '', track.keyName ?? '', track.bpm?.toFixed(1) ?? '']
    .join(' ')
    .toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}

/** Ordered copy; unknown values come last in both directions, equal ones keep their order. */
export function ordered(tracks: readonly TrackEntry[], order: SortOrder | null): readonly TrackEntry[] {
  if (order === null) return tracks;
  const { column, descending } = order;
  const value = (track: TrackEntry): string | number | null => (column === 'key' ? keyRank(track.key) : track[column]);
  return tracks.toSorted((a, b) => {
    const x = value(a);
    const y = value(b);
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const way = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y) : Number(x) - Number(y);
    return descending ? -way : way;
  });
}

/** Next order when a column's head is pressed: up, down, then the list's own. */
export function nextOrder(order: SortOrder | null, column: SortColumn): SortOrder | null {
  if (order === null || order.column !== column) return { column, descending: false };
  return order.descending ? null : { column, descending: true };
}
