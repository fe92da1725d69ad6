import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LibraryEvent, LibraryView } from '../media/library/client.ts';
import { Pins } from './pins.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(keys: string[]) {
  const told: string[][] = [];
  let hear: (event: LibraryEvent) => void = () => undefined;
  const view = {
    search: async () => ({ count: keys.length, troubles: [], rows: [] }),
    keys: async () => [...keys],
    close: async () => undefined,
  } as unknown as LibraryView;
  const library = {
    view: async () => view,
    onEvent: (listener: typeof hear) => {
      hear = listener;
      return () => false;
    },
  };
  const pins = new Pins(
    library,
    {
      setPinned: async (ids) => {
        told.push([...ids]);
      },
    },
    (text) => {
      throw new Error(text);
    },
  );
  return { pins, told, tell: (event: LibraryEvent) => hear(event) };
}

it('pins what there is, and what an import adds, many at once', async () => {
  const { pins, told, tell } = setUp(['a', 'b']);
  await pins.follow();
  await vi.runAllTimersAsync();
  for (const key of ['c', 'd', 'e']) tell({ kind: 'tracks', keys: [key] });
  await vi.runAllTimersAsync();
  expect(told).toEqual([
    ['a', 'b'],
    ['a', 'b', 'c', 'd', 'e'],
  ]);
});

it('says nothing when known tracks change, and reads all when more changed than is named', async () => {
  const keys = ['a'];
  const { pins, told, tell } = setUp(keys);
  await pins.follow();
  await vi.runAllTimersAsync();
  tell({ kind: 'tracks', keys: ['a'] });
  tell({ kind: 'crates' });
  await vi.runAllTimersAsync();
  expect(told).toHaveLength(1);
  keys.push('b');
  tell({ kind: 'tracks', keys: null });
  await vi.runAllTimersAsync();
  expect(told.at(-1)).toEqual(['a', 'b']);
});
