import { expect, it } from 'vitest';
import { createRowWindow, type Rows } from './row-window.ts';
import type { ListRow } from './types.ts';

const row = (id: number): ListRow => ({ track: { id: String(id) }, fit: null }) as unknown as ListRow;
const range = (from: number, count: number): ListRow[] => Array.from({ length: count }, (_, i) => row(from + i));

function setup() {
  const asked: [number, number][] = [];
  const shown: Rows<ListRow>[] = [];
  const answers: (() => void)[] = [];
  const window = createRowWindow<ListRow>(
    (from, count) => {
      asked.push([from, count]);
      return new Promise((resolve) => {
        answers.push(() => resolve(range(from, count)));
      });
    },
    (rows) => shown.push(rows),
    (error) => {
      throw error;
    },
  );
  const answer = async (): Promise<void> => {
    answers.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { window, asked, shown, answer };
}

it('asks for what is on screen and around it, one request at a time', async () => {
  const { window, asked, shown, answer } = setup();
  window.look(0, 10);
  window.reset(20_000, 0, range(0, 40));
  expect(asked).toEqual([]);
  window.look(500, 510);
  window.look(900, 910);
  expect(asked).toEqual([[470, 70]]);
  await answer();
  expect(asked).toEqual([
    [470, 70],
    [870, 70],
  ]);
  await answer();
  expect(shown.at(-1)?.get(905)?.track.id).toBe('905');
});
it('holds the neighbourhood only', async () => {
  const { window, shown, answer } = setup();
  window.look(0, 10);
  window.reset(20_000, 0, range(0, 40));
  window.look(10_000, 10_010);
  await answer();
  expect(shown.at(-1)?.has(0)).toBe(false);
  expect(shown.at(-1)?.size).toBe(70);
});
it('forgets the answer to an earlier search', async () => {
  const { window, asked, shown, answer } = setup();
  window.look(100, 110);
  window.reset(1000, 0, range(0, 10));
  expect(asked).toEqual([[70, 70]]);
  window.reset(200, 70, range(7000, 70));
  await answer();
  expect(shown.at(-1)?.get(100)?.track.id).toBe('7030');
});
it('comes to rest when the list is shorter than it was', async () => {
  const { window, asked, answer } = setup();
  window.look(0, 10);
  window.reset(5, 0, range(0, 5));
  await answer();
  expect(asked).toEqual([]);
});

it('asks for more before the edge of what is there is reached', async () => {
  const { window, asked, answer } = setup();
  window.look(0, 10);
  window.reset(20_000, 0, range(0, 40));
  window.look(10, 20);
  expect(asked).toEqual([]);
  window.look(20, 30);
  expect(asked).toEqual([[0, 60]]);
  await answer();
  expect(asked).toHaveLength(1);
});

it('keeps the rows that are there as they are', async () => {
  const { window, shown, answer } = setup();
  const rows = range(0, 40);
  window.look(0, 10);
  window.reset(20_000, 0, rows);
  window.look(20, 30);
  await answer();
  expect(shown.at(-1)?.get(25)).toBe(rows[25]);
  expect(shown.at(-1)?.get(59)?.track.id).toBe('59');
});
