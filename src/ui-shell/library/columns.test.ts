import { expect, it } from 'vitest';
import { DEFAULT_COLUMNS, moved, withShown, withWidth } from './column-choice.ts';
import { columnsFor, nextOrder, template } from './columns.ts';

const shape = { fits: false, covers: false, decks: 4, hitPx: 32, choice: DEFAULT_COLUMNS } as const;
const ids = (widthPx: number, fits = false): string =>
  columnsFor({ ...shape, widthPx, fits })
    .map(({ id }) => id)
    .join(' ');

it('shows everything where there is room, and spares the least needed first', () => {
  expect(ids(1250)).toBe('listen title artist genre bpm key energy rating time plays added load');
  expect(ids(900)).toBe('listen title artist bpm key energy rating time plays load');
  expect(ids(300)).toBe('listen title bpm key load');
});
it('keeps the reason beside what fits', () => {
  expect(ids(1250, true)).toBe('listen fit title artist bpm key energy time why load');
  expect(ids(700, true)).toContain('why');
});
it('shows what the performer has chosen, in its order and width', () => {
  const choice = withWidth(withShown(moved(DEFAULT_COLUMNS, 'key', -4), 'genre', false), 'artist', 200);
  const columns = columnsFor({ ...shape, widthPx: 1250, choice });
  expect(columns.map(({ id }) => id).join(' ')).toBe('listen title key artist bpm energy rating time plays added load');
  expect(columns.find(({ id }) => id === 'artist')).toMatchObject({ minPx: 200, grows: 0 });
});
it('lets the title take the rest where every width is fixed', () => {
  const fixed = withWidth(withWidth(withShown(DEFAULT_COLUMNS, 'genre', false), 'artist', 120), 'title', 100);
  const columns = columnsFor({ ...shape, widthPx: 1250, choice: fixed });
  expect(columns.filter(({ grows }) => grows > 0).map(({ id }) => id)).toEqual(['title']);
});
it('makes a template of fixed and growing tracks', () => {
  const [listen, title] = columnsFor({ ...shape, widthPx: 1250 });
  expect(template([listen, title].flatMap((column) => column ?? []))).toBe('32px minmax(150px, 1.3fr)');
});
it('goes one way, the other, and back to the order of the list', () => {
  const up = nextOrder<string>(null, 'bpm');
  const down = nextOrder(up, 'bpm');
  expect(up).toEqual({ column: 'bpm', descending: false });
  expect(down).toEqual({ column: 'bpm', descending: true });
  expect(nextOrder(down, 'bpm')).toBeNull();
  expect(nextOrder<string>(null, 'rating')).toEqual({ column: 'rating', descending: true });
  expect(nextOrder(down, 'title')).toEqual({ column: 'title', descending: false });
});
