/** A library of a few tracks for looking at the interface without a studio. Development only. Thread: main. */
import { type Observable, Value } from '../../control-bus/observable.ts';
import type { CrateEntry, LibraryPort, LibraryStanding, ListRow, PhraseListRow, TrackEntry } from '../port.ts';
import { fakePhrases } from './fake-tracks.ts';

export function createFakeLibrary(tracks: Observable<readonly TrackEntry[]>): LibraryPort {
  const revision = new Value(0);
  tracks.subscribe(() => revision.update((n) => n + 1));
  const crates = new Value<readonly CrateEntry[]>([
    { id: 'tonight', name: 'Tonight', parentId: null, depth: 0, query: null, count: 3 },
    { id: 'late', name: 'Late', parentId: 'tonight', depth: 1, query: null, count: 1 },
    { id: 'fast', name: 'Fast', parentId: null, depth: 0, query: 'bpm:>130', count: 1 },
  ]);
  const nothing = async (): Promise<void> => undefined;
  return {
    standing: new Value<LibraryStanding>({ kind: 'kept' }),
    revision,
    fitsRevision: new Value(0),
    crates,
    async list() {
      let found: readonly ListRow[] = [];
      const rowOf = (track: TrackEntry, fits: boolean): ListRow => ({
        track,
        fit: fits ? { score: 0.8, reason: 'Same key, 8A. 0.4 % faster.' } : null,
      });
      return {
        async search({ text, fitsDeck }, from, count) {
          const words = text.toLocaleLowerCase();
          found = tracks
            .get()
            .filter(({ title, artist }) => `${title} ${artist}`.toLocaleLowerCase().includes(words))
            .map((track) => rowOf(track, fitsDeck !== null));
          return { count: found.length, troubles: [], rows: found.slice(from, from + count) };
        },
        rows: async (from, count) => found.slice(from, from + count),
        position: async (row) => found.findIndex(({ track }) => track.id === row.track.id),
        close: nothing,
      };
    },
    async phrases() {
      let found: readonly PhraseListRow[] = [];
      return {
        async search({ text, fitsDeck }, from, count) {
          const words = text.toLocaleLowerCase();
          const fit = fitsDeck === null ? null : { score: 0.8, reason: 'Same key, 8A. 0.4 % faster.' };
          found = tracks
            .get()
            .flatMap((track) =>
              (track.bpm === null ? [] : fakePhrases(track.bpm))
                .map((phrase, place): PhraseListRow => ({ track, place, phrase, fit }))
                .filter(({ phrase }) => `${track.title} ${phrase.name}`.toLocaleLowerCase().includes(words)),
            );
          return { count: found.length, troubles: [], rows: found.slice(from, from + count) };
        },
        rows: async (from, count) => found.slice(from, from + count),
        position: async (row) => found.findIndex((one) => one.track.id === row.track.id && one.place === row.place),
        close: nothing,
      };
    },
    editCrates: async () => nothing,
    rate: nothing,
    rename: nothing,
    remove: async () => nothing,
    cover: async () => null,
    complete: async () => ({ from: 0, choices: [] }),
    history: async () => [],
    storage: async () => ({ words: '1.2 GiB of 40 GiB used.', promised: true }),
    askToKeep: async () => ({ words: '1.2 GiB of 40 GiB used.', promised: true }),
  };
}
