/**
 * Tracks that are in the library more than once. Equal bytes cannot be: they share a key. Equal audio under different
 * bytes (other tags, another container) is certain; equal names and nearly equal lengths are a "maybe".
 * Thread: library worker; pure.
 */
import type { TrackIndex, TrackRow } from './track-index.ts';

export interface DuplicateGroup {
  readonly certainty: 'sameAudio' | 'maybe';
  readonly tracks: readonly TrackRow[];
}

const NEAR_S = 2;
/** 'Title (Original Mix)' is the title. */
const PLAIN_VERSION = /\s*[([](original( mix| version)?)[)\]]/g;

export function duplicates(index: TrackIndex): DuplicateGroup[] {
  const byAudio = new Map<string, number[]>();
  const byName = new Map<string, number[]>();
  const collect = (groups: Map<string, number[]>, name: string, slot: number): void => {
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [slot]);
    else group.push(slot);
  };
  const [titles, artists] = [index.text('title'), index.text('artist')];
  for (const [slot, row] of index.rows.entries()) {
    if (row === null) continue;
    const pcmId = index.pcmIds[slot] ?? null;
    if (pcmId !== null) collect(byAudio, pcmId, slot);
    const title = (titles[slot] ?? '').replace(PLAIN_VERSION, '').trim();
    const artist = artists[slot] ?? '';
    if (title !== '' && artist !== '' && row.durationS !== null) collect(byName, `${artist}\n${title}`, slot);
  }
  const groups: DuplicateGroup[] = [];
  const report = (certainty: DuplicateGroup['certainty'], slots: readonly number[]): void => {
    const tracks = slots.flatMap((slot) => index.rows[slot] ?? []);
    if (tracks.length > 1) groups.push({ certainty, tracks });
  };
  for (const slots of byAudio.values()) report('sameAudio', slots);
  for (const slots of byName.values())
    for (const near of nearInLength(index, slots)) {
      // What is certain is not told again as a maybe.
      const audio = new Set(near.map((slot) => index.pcmIds[slot] ?? `slot ${slot}`));
      if (audio.size > 1) report('maybe', near);
    }
  return groups;
}

/** Cuts a group where neighbours in length are further apart than two encodings of one track would be. */
function nearInLength(index: TrackIndex, slots: readonly number[]): number[][] {
  const lengths = index.numbers('time');
  const sorted = slots.toSorted((a, b) => (lengths[a] as number) - (lengths[b] as number));
  const groups: number[][] = [];
  for (const slot of sorted) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && (lengths[slot] as number) - (lengths[before] as number) <= NEAR_S)
      last.push(slot);
    else groups.push([slot]);
  }
  return groups;
}
