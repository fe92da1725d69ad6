import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  COLUMN_IDS,
  type ColumnChoice,
  chosenColumns,
  DEFAULT_COLUMNS,
  moved,
  NARROWEST_PX,
  parseColumns,
  withPlace,
  withShown,
  withWidth,
} from './column-choice.ts';

it('hides and shows, but never the title', () => {
  const fewer = withShown(withShown(DEFAULT_COLUMNS, 'genre', false), 'album', true);
  expect(chosenColumns(fewer)).toContain('album');
  expect(chosenColumns(fewer)).not.toContain('genre');
  expect(chosenColumns(withShown(fewer, 'title', false))).toContain('title');
});

it('moves a column, and puts it before another one', () => {
  expect(chosenColumns(moved(DEFAULT_COLUMNS, 'key', -1)).slice(3, 6)).toEqual(['genre', 'key', 'bpm']);
  expect(moved(DEFAULT_COLUMNS, 'cover', -5).order).toEqual(COLUMN_IDS);
  expect(moved(DEFAULT_COLUMNS, 'added', 99).order.at(-1)).toBe('added');
  expect(withPlace(DEFAULT_COLUMNS, 'added', 'title').order.slice(0, 3)).toEqual(['cover', 'added', 'title']);
  expect(withPlace(DEFAULT_COLUMNS, 'cover', null).order.at(-1)).toBe('cover');
});

it('keeps a choice, whatever was done, with every column once', () => {
  const id = fc.constantFrom(...COLUMN_IDS);
  const step = fc.oneof(
    fc.tuple(id, fc.boolean()).map(
      ([of, shown]) =>
        (c: ColumnChoice) =>
          withShown(c, of, shown),
    ),
    fc.tuple(id, fc.integer({ min: -15, max: 15 })).map(
      ([of, by]) =>
        (c: ColumnChoice) =>
          moved(c, of, by),
    ),
    fc.tuple(id, fc.option(id)).map(
      ([of, before]) =>
        (c: ColumnChoice) =>
          withPlace(c, of, before),
    ),
    fc.tuple(id, fc.integer({ min: -50, max: 900 })).map(
      ([of, px]) =>
        (c: ColumnChoice) =>
          withWidth(c, of, px),
    ),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const choice = steps.reduce((before, change) => change(before), DEFAULT_COLUMNS);
      const read = parseColumns(JSON.stringify(choice));
      expect(read.order).toEqual(choice.order);
      expect(new Set(read.hidden)).toEqual(new Set(choice.hidden));
      expect(read.widths).toEqual(choice.widths);
      expect(read.order.toSorted()).toEqual(COLUMN_IDS.toSorted());
    }),
    { seed: 11 },
  );
});

it('makes the best of what an older version kept, and of nonsense', () => {
  for (const text of [null, '', '7', '[]x', '{"order":5}'])
    expect(chosenColumns(parseColumns(text))).toEqual(chosenColumns(DEFAULT_COLUMNS));
  const kept = '{"order":["bpm","title","bpm","gone"],"hidden":["title","key",3],"widths":{"bpm":2,"key":"x","no":9}}';
  const { order, hidden, widths } = parseColumns(kept);
  expect(order.indexOf('bpm')).toBeLessThan(order.indexOf('title'));
  expect(order.toSorted()).toEqual(COLUMN_IDS.toSorted());
  expect(hidden.toSorted()).toEqual(['album', 'key', 'played']);
  expect(widths).toEqual({ bpm: NARROWEST_PX });
});
