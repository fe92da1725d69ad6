/** An exchange that ends well, for looking at the interface without a studio. Development only. Thread: main. */
import { type Observable, Value } from '../../control-bus/observable.ts';
import type { ExchangeOutcome, ExchangePort, TrackEntry } from '../port.ts';

const nothing = async (): Promise<void> => undefined;

export function createFakeExchange(tracks: Observable<readonly TrackEntry[]>): ExchangePort {
  const outcome = new Value<ExchangeOutcome | null>(null);
  const tell = async (what: string): Promise<void> =>
    outcome.set({
      what,
      failed: false,
      facts: ['912 tracks of 1,204 found in the library; 640 know more now.', '12 crates made, 9 filled.'],
      missing: ['Mira – Low Ferry', 'Kestrel – Undertow'],
      notes: [{ text: 'Remixers have no place in this library.', count: 311, examples: ['Undertow'] }],
      undo: nothing,
    });
  return {
    work: new Value(null),
    outcome,
    waiting: new Value(292),
    folder: new Value('/Users/mira/Music'),
    takes: (fileName) => /\.(xml|nml|m3u8?|crate|jsonl)$/i.test(fileName),
    import: (files) => tell(`Imported ${files.map(({ name }) => name).join(', ')}`),
    importSeratoTags: () => tell('Read Serato’s tags'),
    export: () => tell('Exported Echelon.xml'),
    exportSet: () => tell('Exported a set.txt'),
    forgetWaiting: nothing,
    backup: () => tell('Backed up'),
    duplicates: async () => [
      {
        sameAudio: true,
        tracks: tracks
          .get()
          .slice(0, 2)
          .map((track) => ({ track, fileName: `${track.title}.wav` })),
      },
    ],
    keepOne: async () => nothing,
  };
}
