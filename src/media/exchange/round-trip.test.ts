/**
 * Arbitrary documents written and read again: what both sides can express comes back. For each format `expected` says
 * what that is, independently of the code. Numbers are drawn with the digits that people and programs give them.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bareTrack,
  type Cue,
  type ExchangeDocument,
  type ExchangeTrack,
  type ListNode,
  type TempoMarker,
} from './document.ts';
import { readItunes } from './itunes-read.ts';
import { writeItunes } from './itunes-write.ts';
import { walkLists } from './list-tree.ts';
import { canonicalLocation } from './location.ts';
import { readM3u, writeM3u } from './m3u.ts';
import { readRekordbox } from './rekordbox-read.ts';
import { writeRekordbox } from './rekordbox-write.ts';
import { readCrates } from './serato/crates-read.ts';
import { writeCrates } from './serato/crates-write.ts';
import { readTraktor } from './traktor-read.ts';
import { writeTraktor } from './traktor-write.ts';

const RUNS = { seed: 20_240, numRuns: 150 };

const awkward = fc.constantFrom(
  '<',
  '>',
  '&',
  '"',
  "'",
  ']]>',
  '\n',
  '\r\n',
  '\t',
  '\u0001',
  '\uFFFE',
  '\uD800',
  '𝄞',
  'é',
  'é',
  '$ROOT',
  ' - ',
  '  ',
);
const text = fc.oneof(
  fc.string(),
  fc.array(fc.oneof(awkward, fc.string({ maxLength: 3 })), { maxLength: 6 }).map((p) => p.join('')),
);

const folder = fc.constantFrom(
  'Music',
  'a b',
  'ü',
  '..',
  '.',
  'AC:DC',
  '100%',
  '#1',
  'x&y',
  "it's",
  'Users',
  'Volumes',
  'USB',
  'a\nb',
  '\u0002',
);
const root = fc.constantFrom(
  '/',
  'C:/',
  'c:\\',
  '\\\\server\\share\\',
  '//nas/',
  '/Users/',
  '/Volumes/USB/',
  'file:///',
  'file://localhost/D:/',
  'file://host/',
  '',
  '../',
  'http://h/',
);
const location = fc
  .tuple(root, fc.array(folder, { maxLength: 5 }), fc.nat(1e6))
  .map(([start, folders, n]) => canonicalLocation(`${start}${[...folders, `track ${n}.mp3`].join('/')}`));

const seconds = fc.integer({ min: 0, max: 7_200_000_000 }).map((us) => us / 1e6);
const colour = fc.option(fc.integer({ min: 0, max: 0xffffff }));
const pad = fc.integer({ min: 0, max: 7 });
const cue: fc.Arbitrary<Cue> = fc.oneof(
  fc.record({
    kind: fc.constant('hotCue' as const),
    index: pad,
    positionS: seconds,
    lengthS: fc.constant(null),
    name: text,
    colour,
  }),
  fc.record({
    kind: fc.constant('memory' as const),
    index: fc.constant(null),
    positionS: seconds,
    lengthS: fc.constant(null),
    name: text,
    colour,
  }),
  fc.record({
    kind: fc.constant('loop' as const),
    index: fc.option(pad),
    positionS: seconds,
    lengthS: fc.integer({ min: 1, max: 60_000_000 }).map((us) => us / 1e6),
    name: text,
    colour,
  }),
  fc.record({
    kind: fc.constantFrom(
      'introStart' as const,
      'introEnd' as const,
      'outroStart' as const,
      'outroEnd' as const,
      'load' as const,
    ),
    index: fc.option(pad),
    positionS: seconds,
    lengthS: fc.constant(null),
    name: text,
    colour,
  }),
);
const tempoMarker: fc.Arbitrary<TempoMarker> = fc
  .tuple(seconds, fc.integer({ min: 200_000, max: 3_000_000 }), fc.integer({ min: 1, max: 12 }), fc.nat())
  .map(([positionS, bpm, beatsPerBar, beat]) => ({
    positionS,
    bpm: bpm / 1e4,
    beatsPerBar,
    beatOfBar: 1 + (beat % beatsPerBar),
  }));
const grid = fc
  .uniqueArray(tempoMarker, { maxLength: 4, selector: (marker) => marker.positionS })
  .map((markers) => markers.sort((a, b) => a.positionS - b.positionS));

const day = fc
  .integer({ min: -10_000, max: 30_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const moment = fc
  .integer({ min: 0, max: 2_000_000_000 })
  .map((s) => `${new Date(s * 1000).toISOString().slice(0, 19)}Z`);
const track: fc.Arbitrary<ExchangeTrack> = fc.record({
  location,
  title: text,
  artist: text,
  album: text,
  genre: text,
  label: text,
  remixer: text,
  comment: text,
  trackNumber: fc.option(fc.integer({ min: 1, max: 99 })),
  year: fc.option(fc.integer({ min: 1, max: 9999 })),
  rating: fc.integer({ min: 0, max: 5 }),
  playCount: fc.integer({ min: 0, max: 9999 }),
  dateAdded: fc.option(fc.oneof(day, moment)),
  durationS: fc.option(fc.integer({ min: 1000, max: 7_200_000_000 }).map((us) => us / 1e6)),
  bitrateKbps: fc.option(fc.integer({ min: 1, max: 5000 })),
  sampleRateHz: fc.option(fc.integer({ min: 8000, max: 192_000 })),
  bpm: fc.option(fc.integer({ min: 200_000, max: 3_000_000 }).map((n) => n / 1e4)),
  key: fc.option(
    fc.record({ tonic: fc.integer({ min: 0, max: 11 }), mode: fc.constantFrom('major' as const, 'minor' as const) }),
  ),
  gainDb: fc.option(fc.integer({ min: -20_000, max: 20_000 }).map((n) => n / 1000)),
  colour,
  grid,
  cues: fc.array(cue, { maxLength: 6 }),
});

/** What XML cannot carry becomes a replacement character. */
const xmlText = (value: string): string =>
  [...value]
    .map((c) => {
      const code = c.codePointAt(0) as number;
      const fits =
        code === 9 ||
        code === 10 ||
        code === 13 ||
        (code >= 0x20 && code < 0xd800) ||
        (code >= 0xe000 && code < 0xfffe) ||
        code > 0xffff;
      return fits ? c : '\uFFFD';
    })
    .join('');

const listTree = (tracks: number): fc.Arbitrary<ListNode[]> => {
  const entries = tracks === 0 ? fc.constant([]) : fc.array(fc.nat(tracks - 1), { maxLength: 8 });
  const { lists } = fc.letrec<{ node: ListNode; lists: ListNode[] }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.record({ kind: fc.constant('playlist' as const), name: text, tracks: entries }),
      fc.record({ kind: fc.constant('smart' as const), name: text, tracks: entries }),
      fc.record({ kind: fc.constant('folder' as const), name: text, children: tie('lists') }),
    ),
    lists: fc.array(tie('node'), { maxLength: 4 }),
  }));
  return lists;
};
const document: fc.Arbitrary<ExchangeDocument> = fc
  .uniqueArray(track, { maxLength: 6, selector: ({ location: at }) => xmlText(at) })
  .chain((tracks) => fc.record({ tracks: fc.constant(tracks), lists: listTree(tracks.length) }));

const withoutSmart = (lists: readonly ListNode[]): ListNode[] =>
  lists.flatMap((node): ListNode[] => {
    if (node.kind === 'smart') return [];
    return [
      node.kind === 'folder'
        ? { ...node, name: xmlText(node.name), children: withoutSmart(node.children) }
        : { ...node, name: xmlText(node.name) },
    ];
  });

function xmlTrack(t: ExchangeTrack): ExchangeTrack {
  return {
    ...t,
    // An absolute path travels percent-encoded where the format has URLs; see each format.
    title: xmlText(t.title),
    artist: xmlText(t.artist),
    album: xmlText(t.album),
    genre: xmlText(t.genre),
    label: xmlText(t.label),
    remixer: xmlText(t.remixer),
    comment: xmlText(t.comment),
    cues: t.cues.map((c) => ({ ...c, name: xmlText(c.name) })),
  };
}

/** rekordbox, Traktor: no ends of intros and outros. */
const plainCues = (cues: readonly Cue[]): Cue[] =>
  cues.map((c) => {
    if (c.kind !== 'introEnd' && c.kind !== 'outroEnd') return c;
    const name = c.name === '' ? (c.kind === 'introEnd' ? 'Intro end' : 'Outro end') : c.name;
    return { ...c, kind: 'memory', index: null, name };
  });

const isUrlPath = (at: string): boolean => at.startsWith('/') || /^[A-Za-z]:/.test(at);
const urlLocation = (at: string): string => (isUrlPath(at) ? at : xmlText(at));

describe('read(write(document))', () => {
  test('rekordbox', () => {
    const expected = (t: ExchangeTrack): ExchangeTrack => ({
      ...xmlTrack(t),
      location: urlLocation(t.location),
      durationS: t.durationS === null ? null : Math.max(1, Math.round(t.durationS)),
      dateAdded: t.dateAdded?.slice(0, 10) ?? null,
      gainDb: null,
      cues: plainCues(xmlTrack(t).cues),
    });
    fc.assert(
      fc.property(document, (doc) => {
        const read = readRekordbox(writeRekordbox(doc).bytes);
        expect(read.warnings).toEqual([]);
        expect(read.document).toEqual({ tracks: doc.tracks.map(expected), lists: withoutSmart(doc.lists) });
      }),
      RUNS,
    );
  });

  test('Traktor', () => {
    const expected = (t: ExchangeTrack): ExchangeTrack => ({
      ...xmlTrack(t),
      location: xmlText(t.location),
      dateAdded: t.dateAdded?.slice(0, 10) ?? null,
      sampleRateHz: null,
      colour: null,
      cues: plainCues(xmlTrack(t).cues).map((c) => ({ ...c, colour: null })),
    });
    const ofFour = (t: ExchangeTrack): ExchangeTrack => ({
      ...t,
      grid: t.grid.map((marker) => ({ ...marker, beatsPerBar: 4, beatOfBar: 1 })),
    });
    fc.assert(
      fc.property(document, ({ tracks, lists }) => {
        const doc = { tracks: tracks.map(ofFour), lists };
        const read = readTraktor(writeTraktor(doc).bytes);
        expect(read.warnings).toEqual([]);
        expect(read.document).toEqual({ tracks: doc.tracks.map(expected), lists: withoutSmart(doc.lists) });
      }),
      RUNS,
    );
  });

  test('iTunes', () => {
    const expected = (t: ExchangeTrack): ExchangeTrack => {
      const { title, artist, album, genre, comment } = xmlTrack(t);
      const { trackNumber, year, rating, playCount, bitrateKbps, sampleRateHz } = t;
      return {
        ...bareTrack(urlLocation(t.location)),
        ...{ title, artist, album, genre, comment, trackNumber, year, rating, playCount, bitrateKbps, sampleRateHz },
        dateAdded: t.dateAdded?.length === 10 ? `${t.dateAdded}T00:00:00Z` : t.dateAdded,
        durationS: t.durationS === null ? null : Math.round(t.durationS * 1000) / 1000,
        bpm: t.bpm === null ? null : Math.round(t.bpm),
      };
    };
    fc.assert(
      fc.property(document, (doc) => {
        const read = readItunes(writeItunes(doc).bytes);
        expect(read.warnings).toEqual([]);
        expect(read.document).toEqual({ tracks: doc.tracks.map(expected), lists: withoutSmart(doc.lists) });
      }),
      RUNS,
    );
  });

  test('M3U', () => {
    const hasControl = (at: string): boolean => /\p{Cc}/u.test(at);
    fc.assert(
      fc.property(document, (doc) => {
        const { files } = writeM3u(doc);
        const lists = [...walkLists(doc.lists)].flatMap(({ node }) => (node.kind === 'playlist' ? [node] : []));
        expect(files).toHaveLength(lists.length);
        expect(new Set(files.map(({ name }) => name.toLowerCase())).size).toBe(files.length);
        lists.forEach((list, i) => {
          const file = files[i] as (typeof files)[number];
          expect(file.name).toMatch(/^[^/\\:*?"<>|]+\.m3u8$/);
          const read = readM3u(file.bytes, file.name).document;
          const readList = read.lists[0] as Extract<ListNode, { kind: 'playlist' }>;
          expect(readList.tracks).toHaveLength(list.tracks.length);
          list.tracks.forEach((index, at) => {
            const before = doc.tracks[index] as ExchangeTrack;
            const after = read.tracks[readList.tracks[at] as number] as ExchangeTrack;
            if (isUrlPath(before.location) || !hasControl(before.location))
              expect(after.location).toBe(before.location);
            expect(after.durationS).toBe(before.durationS === null ? null : Math.max(1, Math.round(before.durationS)));
            const plain = [before.artist, before.title].every(
              (s) => s.trim() === s && !hasControl(s) && s.isWellFormed() && !s.includes(' - '),
            );
            const divided =
              !/(^| )-( |$)/.test(before.artist) && !(before.artist === '' && before.title.includes('- '));
            if (plain && divided) expect([after.artist, after.title]).toEqual([before.artist, before.title]);
          });
        });
      }),
      RUNS,
    );
  });

  test('Serato crates', () => {
    // A crate and a folder of one name are one file; names differ and folders are filled, so that trees compare.
    const numbered = (lists: readonly ListNode[], prefix: string): ListNode[] =>
      lists.flatMap((node, i): ListNode[] => {
        const name = `${prefix}${i} ü`;
        if (node.kind === 'smart') return [];
        if (node.kind === 'playlist') return [{ ...node, name }];
        const children = numbered(node.children, `${i}.`);
        return children.length === 0 ? [] : [{ kind: 'folder', name, children }];
      });
    const byLocation = (lists: readonly ListNode[], tracks: readonly ExchangeTrack[], strip: boolean): unknown[] =>
      lists.map((node) =>
        node.kind === 'folder'
          ? { name: node.name, children: byLocation(node.children, tracks, strip) }
          : {
              name: node.name,
              tracks: node.tracks.map((index) => {
                const at = (tracks[index] as ExchangeTrack).location;
                return strip
                  ? canonicalLocation(
                      at
                        .replace(/^[A-Za-z]:\//, '')
                        .replace(/^\/Volumes\/[^/]+\//, '')
                        .replace(/^\/+/, ''),
                    )
                  : at;
              }),
            },
      );
    fc.assert(
      fc.property(document, (drawn) => {
        const doc = { tracks: drawn.tracks, lists: numbered(drawn.lists, '') };
        const read = readCrates(writeCrates(doc).files).document;
        expect(byLocation(read.lists, read.tracks, false)).toEqual(byLocation(doc.lists, doc.tracks, true));
      }),
      RUNS,
    );
  });
});
