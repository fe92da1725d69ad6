import { afterEach, expect, test, vi } from 'vitest';
import type { ImportClient, NewItem } from '../media/import/client.ts';
import type { LibraryEvent, LibraryView, TrackRecord } from '../media/library/client.ts';
import { RECOUNT_MS, Reanalysis } from './reanalysis.ts';

const record = (key: string, kind: 'stored' | 'reference'): TrackRecord =>
  ({ key, fileName: `${key}.wav`, sizeBytes: 7, location: { kind } }) as TrackRecord;

function setUp() {
  const records = new Map<string, TrackRecord>();
  for (let n = 0; n < 700; n++) records.set(`t${n}`, record(`t${n}`, n === 600 ? 'reference' : 'stored'));
  let missing = 2;
  let searches = 0;
  let hear = (_: LibraryEvent): void => undefined;
  const view = {
    search: async ({ text }: { text: string }) => {
      searches++;
      return { count: text.includes('-has:missing') ? records.size : missing };
    },
    keys: async (from: number, count: number) => [...records.keys()].slice(from, from + count),
    close: async () => undefined,
  } as unknown as LibraryView;
  const added: NewItem[][] = [];
  const unlocked: string[] = [];
  const client = {
    importer: { add: (items: NewItem[]) => added.push(items) },
    references: { unlock: async (sources: string[]) => unlocked.push(...sources) },
  } as unknown as ImportClient;
  const reanalysis = new Reanalysis({
    gate: { open: async () => client },
    library: {
      view: async () => view,
      records: async (keys) => keys.map((key) => records.get(key) ?? null),
      onEvent: (listener) => {
        hear = listener;
        return () => undefined;
      },
    },
    notice: (text) => expect(text).toBe(''),
  });
  const tell = (count: number): void => {
    missing = count;
    hear({ kind: 'tracks', keys: null });
  };
  return { reanalysis, records, added, unlocked, tell, searches: () => searches };
}

afterEach(() => {
  vi.useRealTimers();
});

test('what is old is counted, with those whose audio is elsewhere, until it is declined', async () => {
  vi.useFakeTimers();
  const { reanalysis, tell, searches } = setUp();
  reanalysis.count();
  await vi.advanceTimersByTimeAsync(0);
  expect(reanalysis.offer.get()).toEqual({ count: 700, missing: 2 });
  const before = searches();
  for (let n = 3; n < 40; n++) tell(n);
  await vi.advanceTimersByTimeAsync(RECOUNT_MS);
  expect(reanalysis.offer.get()?.missing).toBe(39);
  expect(searches() - before).toBe(2);
  reanalysis.decline();
  tell(5);
  await vi.advanceTimersByTimeAsync(RECOUNT_MS);
  expect(reanalysis.offer.get()).toBeNull();
});

test('all that is old goes into the queue; only folders of tracks that lie in one are asked for', async () => {
  const { reanalysis, added, unlocked } = setUp();
  await reanalysis.analyseAgain(null);
  expect(added.map((items) => items.length)).toEqual([500, 200]);
  expect(added[0]?.[3]).toEqual({ source: 'track:t3', name: 't3.wav', bytes: 7 });
  expect(unlocked).toEqual(['track:t600']);
  await reanalysis.analyseAgain(['t1', 'gone']);
  expect(added[2]?.map(({ source }) => source)).toEqual(['track:t1']);
});
