import { expect, it } from 'vitest';
import type { TrackEntry } from '../port.ts';
import { matches, nextOrder, ordered } from './rows.ts';

const track = (title: string, bpm: number | null, key: string | null): TrackEntry => ({
  id: title,
  title,
  artist: 'Mira Voss',
  origin: 'demo',
  bpm,
  key,
  keyName: null,
  durationS: null,
  energy: null,
  gridProducer: null,
  gridConfidence: null,
  sections: [],
  problem: null,
});
const LIST = [track('b', 124, '10A'), track('a', null, null), track('c', 90, '2A')];
const titles = (list: readonly TrackEntry[]): string => list.map((entry) => entry.title).join('');

it('needs every word of the filter somewhere', () => {
  const entry = track('Glass Harbour', 124, '8A');
  expect(matches(entry, 'harb MIRA')).toBe(true);
  expect(matches(entry, '8a 124.0')).toBe(true);
  expect(matches(entry, 'harbour perrin')).toBe(false);
  expect(matches(entry, '   ')).toBe(true);
});
it('orders by number, keys by hour, unknown always last', () => {
  expect(titles(ordered(LIST, { column: 'bpm', descending: false }))).toBe('cba');
  expect(titles(ordered(LIST, { column: 'bpm', descending: true }))).toBe('bca');
  expect(titles(ordered(LIST, { column: 'key', descending: false }))).toBe('cba');
  expect(titles(ordered(LIST, { column: 'title', descending: false }))).toBe('abc');
  expect(titles(ordered(LIST, null))).toBe('bac');
});
it('goes up, down, and back to the order of the list', () => {
  const up = nextOrder(null, 'bpm');
  const down = nextOrder(up, 'bpm');
  expect(up).toEqual({ column: 'bpm', descending: false });
  expect(down).toEqual({ column: 'bpm', descending: true });
  expect(nextOrder(down, 'bpm')).toBeNull();
  expect(nextOrder(down, 'title')).toEqual({ column: 'title', descending: false });
});
