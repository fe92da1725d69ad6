import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TEMPO_PRODUCER, TEMPO_VERSION } from '../../analysis/producers.ts';
import { fold } from '../fold.ts';
import { emptyTrack, NO_TAGS, NOBODY, Origin, type Tags, type TrackRecord } from '../model.ts';
import { syntheticLibrary } from '../test-library.ts';
import { TrackIndex } from '../track-index.ts';
import { compile } from './compile.ts';
import { complete } from './complete.ts';
import { FIELD_NAMES } from './fields.ts';
import { parseQuery } from './parse.ts';

const NOW = new Date(2026, 5, 15, 12).getTime();
const DAY = 86_400_000;

interface Given {
  readonly tags?: Partial<Tags>;
  readonly bpm?: number;
  readonly key?: string;
  readonly seconds?: number;
  readonly addedDaysAgo?: number;
  readonly playedDaysAgo?: number;
  readonly lufs?: number;
  readonly gridVersion?: number;
}
function track(name: string, given: Given): TrackRecord {
  const empty = emptyTrack({
    key: name,
    fileName: `${name}.flac`,
    location: { kind: 'stored' },
    addedAtMs: NOW - (given.addedDaysAgo ?? 100) * DAY,
  });
  return {
    ...empty,
    tags: { ...empty.tags, values: { ...NO_TAGS, title: name, ...given.tags } },
    grid:
      given.bpm === undefined
        ? empty.grid
        : {
            ...empty.grid,
            grid: { downbeatFrame: 0, bpm: given.bpm, beatsPerBar: 4 },
            by: {
              ...NOBODY,
              origin: given.gridVersion === undefined ? Origin.tags : Origin.analysis,
              producer: TEMPO_PRODUCER,
              version: given.gridVersion ?? 0,
            },
          },
    musicalKey: { ...empty.musicalKey, camelot: given.key ?? null },
    loudness: { ...empty.loudness, integratedLufs: given.lufs ?? null },
    lengthFrames: (given.seconds ?? 0) * 48_000,
    lastPlayedAtMs: given.playedDaysAgo === undefined ? null : NOW - given.playedDaysAgo * DAY,
    playCount: given.playedDaysAgo === undefined ? 0 : 1,
  };
}

const index = new TrackIndex();
const TRACKS = [
  track('one', {
    tags: { artist: 'Mørk Ñandú', genre: 'Deep House', rating: 5, year: 1999 },
    bpm: 120,
    gridVersion: TEMPO_VERSION - 1,
    key: '8A',
    lufs: -9,
  }),
  track('two', {
    tags: { artist: 'Foo Bar', genre: 'Techno', rating: 3 },
    bpm: 126.4,
    gridVersion: TEMPO_VERSION,
    key: '9A',
    seconds: 245,
    playedDaysAgo: 3,
  }),
  track('three live', { tags: { artist: 'foo', genre: 'House', rating: 4 }, bpm: 119.6, key: '12B', addedDaysAgo: 5 }),
  track('four', { tags: { artist: 'Bar Foo', comment: 'Live at the barn' }, playedDaysAgo: 400, seconds: 600 }),
];
for (const record of TRACKS) index.put(record);
const crates = (name: string): ReadonlySet<number> | null => ('warm up'.startsWith(name) ? new Set([0, 3]) : null);

function found(query: string): string[] {
  const { condition } = parseQuery(query, NOW);
  const test = compile(condition, index, crates);
  return index.rows.flatMap((row, slot) => (row !== null && test(slot) ? row.key : []));
}
const troubles = (query: string): string[] => parseQuery(query, NOW).troubles.map(({ code }) => code);

describe('a query finds', () => {
  test.each([
    ['', ['one', 'two', 'three live', 'four']],
    ['foo', ['two', 'three live', 'four']],
    ['FOO bar', ['two', 'four']],
    ['"foo bar"', ['two']],
    ['mork nandu', ['one']],
    ['Mørk ñ', ['one']],
    ['.flac', ['one', 'two', 'three live', 'four']],
    ['artist:"foo bar"', ['two']],
    ['genre:house', ['one', 'three live']],
    ['genre:house,techno', ['one', 'two', 'three live']],
    ['foo -live', ['two']],
    ['foo -genre:house', ['two', 'four']],
    ['-(foo OR one)', []],
    ['one OR two', ['one', 'two']],
    ['one | genre:techno rating:3', ['one', 'two']],
    ['(one OR two) rating:>3', ['one']],
    ['bpm:120', ['one', 'three live']],
    ['bpm:120.0', ['one']],
    ['bpm:120-126', ['one', 'two', 'three live']],
    ['bpm:126-120', ['one', 'two', 'three live']],
    ['bpm:>120', ['two']],
    ['bpm:<120', ['three live']],
    ['bpm:<=120', ['one', 'three live']],
    ['bpm:121-', ['two']],
    ['bpm:..121', ['one', 'three live']],
    ['rating:>3', ['one', 'three live']],
    ['rating:0', ['four']],
    ['year:1990-1999', ['one']],
    ['lufs:-10--8', ['one']],
    ['lufs:-10..-8', ['one']],
    ['lufs:<-8', ['one']],
    ['analysis:old', ['one']],
    ['analysis:current', ['two']],
    ['analysis:none', ['three live', 'four']],
    ['-analysis:OLD,none', ['two']],
    ['time:4:00-5:00', ['two']],
    ['time:>9:59', ['four']],
    ['key:8A', ['one']],
    ['key:Am', ['one']],
    ['key:8', ['one']],
    ['key:8a,9a', ['one', 'two']],
    ['key:12-8', ['one', 'three live']],
    ['played:never', ['one', 'three live']],
    ['-played:never', ['two', 'four']],
    ['played:<7d', ['two']],
    ['played:>1y', ['four']],
    ['added:<30d', ['three live']],
    ['added:2026-06', ['three live']],
    ['added:>=2026-06-10', ['three live']],
    ['crate:"warm up"', ['one', 'four']],
    ['crate:warm foo', ['four']],
    ['crate:nothing', []],
    ['has:grid', ['one', 'two', 'three live']],
    ['-has:key', ['four']],
    ['foo - live', ['three live', 'four']],
  ])('%s', (query, expected) => {
    expect(found(query)).toEqual(expected);
    expect(troubles(query)).toEqual([]);
  });
});

describe('an unfinished query', () => {
  test.each([
    ['bpm:', ['one', 'two', 'three live', 'four'], ['unfinished']],
    ['foo bpm:', ['two', 'three live', 'four'], ['unfinished']],
    ['artist:"foo ba', ['two'], ['unfinished']],
    ['"foo b', ['two'], ['unfinished']],
    ['(foo OR', ['two', 'three live', 'four'], ['unfinished', 'unfinished']],
    ['foo OR', ['two', 'three live', 'four'], ['unfinished']],
    ['foo -', ['two', 'three live', 'four'], []],
    ['bpm:12x foo', ['two', 'three live', 'four'], ['badValue']],
    ['bpm:>', ['one', 'two', 'three live', 'four'], ['badValue']],
    ['tempo:120 one', ['one'], ['unknownField']],
    ['one )', ['one'], ['stray']],
    ['OR one', ['one'], ['stray']],
    ['key:13A one', ['one'], ['badValue']],
    ['played:soon one', ['one'], ['badValue']],
    ['has:everything one', ['one'], ['badValue']],
    ['analysis:ancient one', ['one'], ['badValue']],
    ['genre:house, ', ['one', 'three live'], []],
  ])('%s searches what it understands', (query, expected, codes) => {
    expect(found(query)).toEqual(expected);
    expect(troubles(query)).toEqual(codes);
  });

  test('says where the trouble is', () => {
    const [trouble] = parseQuery('one bpm:fast two', NOW).troubles;
    expect('one bpm:fast two'.slice(trouble?.at, (trouble?.at ?? 0) + (trouble?.length ?? 0))).toBe('fast');
    expect(trouble?.message).toContain('bpm:120-126');
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    '(',
    ')',
    ' OR ',
    '|',
    '-',
    '"',
    ':',
    ',',
    ' ',
    '..',
    '<',
    '>=',
    'bpm:',
    'key:',
    'played:',
    'time:',
    'foo',
  ),
  fc.constantFrom(...FIELD_NAMES).map((name) => `${name}:`),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.integer().map(String),
);
const anyQuery = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));

describe('any text', () => {
  test('is understood as far as it goes, and troubles lie inside it', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const { condition, troubles: said } = parseQuery(query, NOW);
        const test = compile(condition, index, crates);
        for (let slot = 0; slot < index.slotCount; slot++) expect(typeof test(slot)).toBe('boolean');
        for (const { at, length, message } of said) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at + length).toBeLessThanOrEqual(query.length);
          expect(message).not.toBe('');
        }
        complete(query, query.length, () => ['x y']);
      }),
      { numRuns: 2000 },
    );
  });

  test('of any depth does not overflow the stack', () => {
    expect(troubles('('.repeat(50_000))).toContain('tooDeep');
    expect(found(`${'-'.repeat(50_001)}foo`)).toEqual(['one']);
  });

  test('negated finds the rest', () => {
    fc.assert(
      fc.property(fc.constantFrom('foo', 'bpm:120', 'key:8A', 'played:never', 'crate:warm', 'has:grid'), (part) => {
        expect([...found(part), ...found(`-${part}`)].sort()).toEqual([...found('')].sort());
        expect(found(`-(-(${part}))`)).toEqual(found(part));
      }),
    );
  });

  test('and OR are what they say, on a larger library', () => {
    const large = new TrackIndex();
    for (const record of syntheticLibrary(300, 7)) large.put(record);
    const slots = (query: string): Set<number> => {
      const test = compile(parseQuery(query, NOW).condition, large, crates);
      return new Set(Array.from({ length: 300 }, (_, slot) => slot).filter(test));
    };
    const parts = fc.constantFrom('bpm:90-130', 'genre:house', 'deja', 'rating:>2', 'key:1A-6B', '-played:never');
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const [x, y] = [slots(a), slots(b)];
        expect(slots(`${a} ${b}`)).toEqual(new Set([...x].filter((slot) => y.has(slot))));
        expect([...slots(`${a} OR ${b}`)].sort()).toEqual([...new Set([...x, ...y])].sort());
      }),
    );
  });
});

describe('folding', () => {
  test('is done once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
    expect(fold('ＤÉJÀ Straße – Łódź İ')).toBe('deja strasse - lodz i');
  });
});

describe('completion', () => {
  const values = (field: string): string[] => (field === 'genre' ? ['House', 'Deep House'] : []);
  const insert = (text: string): string[] => complete(text, text.length, values).choices.map((c) => c.insert);

  test('offers fields and values', () => {
    expect(insert('foo ge')).toEqual(['genre:']);
    expect(insert('-pl')).toEqual(['plays:', 'played:']);
    expect(insert('genre:de')).toEqual(['"Deep House" ']);
    expect(insert('genre:house,de')).toEqual(['"Deep House" ']);
    expect(complete('genre:"deep h', 13, values)).toEqual({
      from: 6,
      choices: [{ insert: '"Deep House" ', label: 'Deep House' }],
    });
    expect(insert('has:g')).toEqual(['grid ']);
    expect(insert('analysis:')).toEqual(['none ', 'old ', 'current ']);
    expect(insert('foo ')).toEqual([]);
  });
});
