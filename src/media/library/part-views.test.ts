import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Crate } from './crates.ts';
import { emptyTrack, NO_TAGS, NOBODY, SECTION_KINDS, type StructureGroup, type TrackRecord } from './model.ts';
import { Orders } from './order.ts';
import { type PartSearch, PartViews } from './part-views.ts';
import { Selection } from './selection.ts';
import { TrackIndex } from './track-index.ts';
import { packedParts, partsOf, type TrackPart, unpackedParts } from './track-parts.ts';
import { Views } from './views.ts';

const BAR = 96_000;
const SEED = 20_031;

/** Sections one after the other (kind, own name), each cut into phrases of some bars. */
type Form = readonly { readonly kind: number; readonly name: string; readonly phrases: readonly number[] }[];
function structureOf(form: Form): StructureGroup {
  const sections: StructureGroup['sections'][number][] = [];
  const phrases: StructureGroup['phrases'][number][] = [];
  let at = 4321.5;
  for (const { kind, name, phrases: lengths } of form) {
    const startFrame = at;
    for (const bars of lengths) {
      phrases.push({ startFrame: at, endFrame: at + bars * BAR, bars });
      at += bars * BAR;
    }
    sections.push({ kind: SECTION_KINDS[kind] ?? 'body', startFrame, endFrame: at, name });
  }
  return { sections, phrases, by: NOBODY };
}

interface Given {
  readonly title: string;
  readonly bpm: number | null;
  readonly key: string | null;
  readonly energy: number | null;
  readonly form: Form;
}
const FORM: fc.Arbitrary<Form> = fc.array(
  fc.record({
    kind: fc.nat({ max: SECTION_KINDS.length - 1 }),
    name: fc.constantFrom('', '', 'Hook'),
    phrases: fc.array(fc.constantFrom(4, 8, 16, 32), { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 6 },
);
const GIVEN: fc.Arbitrary<Given> = fc.record({
  title: fc.constantFrom('Amber', 'Copper', 'Copper Sky', 'Ñandú'),
  bpm: fc.constantFrom(null, 120, 124, 127.9),
  key: fc.constantFrom(null, '8A', '9A', '3B'),
  energy: fc.constantFrom(null, 1, 3, 4, 5),
  form: FORM,
});

function recordOf({ title, bpm, key, energy, form }: Given, n: number): TrackRecord {
  const empty = emptyTrack({ key: `t${n}`, fileName: 'f', location: { kind: 'stored' }, addedAtMs: n });
  return {
    ...empty,
    tags: { ...empty.tags, values: { ...NO_TAGS, title } },
    grid: { ...empty.grid, grid: bpm === null ? null : { downbeatFrame: 0, bpm, beatsPerBar: 4 } },
    musicalKey: { ...empty.musicalKey, camelot: key },
    energy: { ...empty.energy, level: energy },
    structure: structureOf(form),
  };
}

/** One part as an object, to be filtered the plain way. */
interface Plain {
  readonly record: TrackRecord;
  readonly place: number;
  readonly part: TrackPart;
}
const plainParts = (records: readonly TrackRecord[]): Plain[] =>
  records.flatMap((record) =>
    partsOf(record.structure, record.grid.grid).map((part, place) => ({ record, place, part })),
  );

const between = (value: number | null | undefined, low: number, high: number): boolean =>
  value != null && value >= low && value < high;
interface Clause {
  readonly text: string;
  readonly holds: (plain: Plain) => boolean;
}
const CLAUSES: readonly Clause[] = [
  { text: 'kind:drop', holds: ({ part }) => part.section === 'drop' },
  { text: 'kind:build,break', holds: ({ part }) => part.section === 'build' || part.section === 'break' },
  { text: 'bars:16', holds: ({ part }) => between(part.bars, 15.5, 16.5) },
  { text: 'bars:>8', holds: ({ part }) => between(part.bars, 8.000001, 1e9) },
  { text: 'part:phrase', holds: ({ part }) => part.level === 'phrase' },
  { text: 'part:section', holds: ({ part }) => part.level === 'section' },
  { text: 'bpm:120-126', holds: ({ record }) => between(record.grid.grid?.bpm, 119.5, 126.5) },
  { text: 'key:8A', holds: ({ record }) => record.musicalKey.camelot === '8A' },
  { text: 'energy:>3', holds: ({ record }) => (record.energy.level ?? 0) > 3 },
  { text: 'copper', holds: ({ record }) => record.tags.values.title.startsWith('Copper') },
];
const NAMED = fc.constantFrom(...CLAUSES);
const not = ({ text, holds }: Clause): Clause => ({ text: `-${text}`, holds: (plain) => !holds(plain) });
const SIMPLE = fc.oneof({ arbitrary: NAMED, weight: 3 }, { arbitrary: NAMED.map(not), weight: 1 });
const EITHER = fc.tuple(SIMPLE, SIMPLE).map(
  ([a, b]): Clause => ({
    text: `(${a.text} OR ${b.text})`,
    holds: (plain) => a.holds(plain) || b.holds(plain),
  }),
);
const QUERY = fc
  .array(fc.oneof({ arbitrary: SIMPLE, weight: 3 }, { arbitrary: EITHER, weight: 1 }), { maxLength: 4 })
  .map((clauses): Clause => {
    const text = clauses.map((clause) => clause.text).join(' ');
    return { text, holds: (plain) => clauses.every(({ holds }) => holds(plain)) };
  });

function listsOf(records: readonly TrackRecord[], crates: readonly Crate[] = []) {
  const index = new TrackIndex();
  for (const record of records) index.put(record);
  const library = { index, crates: new Map(crates.map((crate) => [crate.id, crate])) };
  const selection = new Selection(library, new Orders(index), () => 0);
  return { index, parts: new PartViews(selection), tracks: new Views(selection) };
}
const spec = (fields: Partial<PartSearch>): PartSearch => ({
  text: '',
  order: null,
  crateId: null,
  fits: null,
  window: { from: 0, count: 1000 },
  ...fields,
});
const named = (key: string | undefined, place: number | undefined): string => `${key} ${place}`;
const namesOf = (plain: readonly Plain[]): string[] => plain.map(({ record, place }) => named(record.key, place));

function found(lists: ReturnType<typeof listsOf>, fields: Partial<PartSearch>): string[] {
  const reply = lists.parts.search(lists.parts.open(), spec(fields));
  expect(reply.rows.length).toBe(Math.min(1000, reply.count));
  return reply.rows.map((row) => named(row?.row.key, row?.place));
}

/** Stable, what is not known last. */
function ordered(plain: readonly Plain[], figureOf: (plain: Plain) => number | null, descending: boolean): string[] {
  const known = plain.filter((one) => figureOf(one) !== null);
  const unknown = plain.filter((one) => figureOf(one) === null);
  const way = descending ? -1 : 1;
  return namesOf([...known.toSorted((a, b) => way * ((figureOf(a) ?? 0) - (figureOf(b) ?? 0))), ...unknown]);
}

describe('packed parts', () => {
  test('say what they were made of, on whole frames', () => {
    fc.assert(
      fc.property(GIVEN, (given) => {
        const { structure, grid } = recordOf(given, 0);
        const whole = partsOf(structure, grid.grid).map((part) => ({
          ...part,
          startFrame: Math.round(part.startFrame),
          endFrame: Math.round(part.endFrame),
        }));
        expect(unpackedParts(packedParts(structure, grid.grid))).toEqual(whole);
      }),
      { seed: SEED },
    );
  });
});

describe('the list of all parts', () => {
  test('finds what a plain filter over objects finds, in the order of the tracks', () => {
    fc.assert(
      fc.property(fc.array(GIVEN, { maxLength: 8 }), QUERY, (given, query) => {
        const records = given.map(recordOf);
        expect(found(listsOf(records), { text: query.text })).toEqual(namesOf(plainParts(records).filter(query.holds)));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test('a query for parts finds their tracks in the list of tracks', () => {
    fc.assert(
      fc.property(fc.array(GIVEN, { maxLength: 8 }), QUERY, (given, query) => {
        fc.pre(/kind|bars|part/.test(query.text));
        const records = given.map(recordOf);
        const { tracks } = listsOf(records);
        const kept = plainParts(records).filter(query.holds);
        const window = { from: 0, count: 100 };
        const reply = tracks.search(tracks.open(), {
          text: query.text,
          order: null,
          crateId: null,
          fits: null,
          window,
        });
        expect(reply.rows.map((row) => row?.row.key)).toEqual([...new Set(kept.map(({ record }) => record.key))]);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  test('stands in the order of a column, equal ones as before, unknown ones last', () => {
    fc.assert(
      fc.property(fc.array(GIVEN, { maxLength: 8 }), fc.boolean(), (given, descending) => {
        const records = given.map(recordOf);
        const plain = plainParts(records);
        const lists = listsOf(records);
        expect(found(lists, { order: { column: 'bars', descending } })).toEqual(
          ordered(plain, ({ part }) => part.bars, descending),
        );
        expect(found(lists, { order: { column: 'section', descending } })).toEqual(
          ordered(plain, ({ part }) => SECTION_KINDS.indexOf(part.section), descending),
        );
        expect(found(lists, { order: { column: 'bpm', descending } })).toEqual(
          ordered(plain, ({ record }) => record.grid.grid?.bpm ?? null, descending),
        );
      }),
      { seed: SEED },
    );
  });

  const DROP = { kind: SECTION_KINDS.indexOf('drop'), name: '', phrases: [16, 16] };
  const made = (title: string, bpm: number, key: string): Given => ({ title, bpm, key, energy: 3, form: [DROP] });
  const THREE = [made('Far', 140, '8A'), made('Near', 121, '9A'), made('Same', 120, '8A')].map(recordOf);

  test('what fits a deck comes best first, each with the reason, without the tracks that are not wanted', () => {
    const { parts } = listsOf(THREE);
    const view = parts.open();
    const deck = { bpm: 120, key: '8A', energy: 3, exceptKeys: [] };
    const reply = parts.search(view, spec({ text: 'part:section', fits: { deck } }));
    expect(reply.rows.map((row) => row?.row.title)).toEqual(['Same', 'Near']);
    expect(reply.rows[0]?.fit?.reason).toBe('Same key, 8A. Same tempo.');
    const others = parts.search(view, spec({ fits: { deck: { ...deck, exceptKeys: ['t2'] } } }));
    expect(new Set(others.rows.map((row) => row?.row.key))).toEqual(new Set(['t1']));
  });

  test('keeps to a crate and its order', () => {
    const crate: Crate = {
      ...{ id: 'c', name: 'C', parentId: null, position: 0, colour: null, changedAtMs: 0 },
      kind: 'list',
      trackKeys: ['t2', 't0'],
    };
    const lists = listsOf(THREE, [crate]);
    expect(found(lists, { crateId: 'c', text: 'part:section' })).toEqual(['t2 0', 't0 0']);
    expect(found(lists, { text: 'crate:c part:phrase' })).toEqual(['t0 1', 't0 2', 't2 1', 't2 2']);
  });

  test('shows a window, tells where a part stands, and lets go of what was removed', () => {
    const { parts, index } = listsOf(THREE);
    const view = parts.open();
    const window = { from: 4, count: 2 };
    const reply = parts.search(view, spec({ window }));
    expect(reply.count).toBe(9);
    expect(reply.rows.map((row) => row?.part.name)).toEqual(['Drop, phrase 1', 'Drop, phrase 2']);
    expect(parts.position(view, 't1', 2)).toBe(5);
    expect(parts.position(view, 't1', 3)).toBe(-1);
    index.remove('t1');
    expect(parts.rows(view, 2, 3)).toMatchObject([{ row: { key: 't0' } }, null, null]);
    expect(parts.search(view, spec({})).count).toBe(6);
    parts.close(view);
    expect(() => parts.rows(view, 0, 1)).toThrow('closed');
  });
});
