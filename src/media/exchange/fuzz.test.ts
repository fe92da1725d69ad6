/**
 * Damaged files of every format: each gives a sound document or an ExchangeError, quickly and without growing the
 * process. The mutator is seeded, so a failure names a case that can be repeated.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bareTrack, type ExchangeDocument, type ListNode } from './document.ts';
import { ExchangeError } from './errors.ts';
import { readItunes } from './itunes-read.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { readM3u } from './m3u.ts';
import { readRekordbox } from './rekordbox-read.ts';
import { encodeAutotags } from './serato/autotags.ts';
import { encodeBeatGrid } from './serato/beatgrid.ts';
import { encodeCrate } from './serato/crate.ts';
import { readCrates } from './serato/crates-read.ts';
import { encodeMarkers2 } from './serato/markers2.ts';
import { fromSeratoTags, toSeratoTags } from './serato/track-tags.ts';
import { readTraktor } from './traktor-read.ts';

const CASES = 4000;
const CASE_CPU_MS = 2000;
const GROWTH_MAX = 500_000_000;

type Bytes = Uint8Array<ArrayBuffer>;
type Below = (below: number) => number;

/** xorshift32. */
function randomFrom(seed: number): Below {
  let x = seed | 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

const fixture = (name: string): Bytes => new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);

/** What hurts parsers. */
const BARBS = [
  '<',
  '>',
  '</',
  '/>',
  '&',
  '&lt;',
  '&bomb;',
  '&#0;',
  '&#x10FFFF;',
  '"',
  "'",
  ']]>',
  '<![CDATA[',
  '<!--',
  '<!DOCTYPE r [<!ENTITY a "b">]>',
  '<NODE Type="0" Name="x">',
  '<dict>',
  '<array>',
  '<key>Tracks</key>',
  '1e999',
  'NaN',
  '-1',
  '99999999999999999999',
  '%ff%00',
  '../../',
  '\uFEFF',
  '\0',
  '\r',
  '#EXTINF:',
  '%%',
  '__proto__',
].map(bytesOf);

function spliced(bytes: Bytes, at: number, cut: number, insert: Uint8Array): Bytes {
  const out = new Uint8Array(bytes.length - cut + insert.length);
  out.set(bytes.subarray(0, at));
  out.set(insert, at);
  out.set(bytes.subarray(at + cut), at + insert.length);
  return out;
}

function mutate(original: Bytes, random: Below): Bytes {
  let bytes = original.slice();
  const strokes = 1 + random(4);
  for (let s = 0; s < strokes && bytes.length > 0; s++) {
    const at = random(bytes.length);
    const left = bytes.length - at;
    switch (random(7)) {
      case 0:
        bytes[at] = (bytes[at] as number) ^ (1 << random(8));
        break;
      case 1:
        bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random(5)] as number;
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = spliced(bytes, at, Math.min(left, 1 + random(60)), new Uint8Array(0));
        break;
      case 4: {
        const from = random(bytes.length);
        bytes = spliced(bytes, at, 0, bytes.slice(from, from + 1 + random(300)));
        break;
      }
      case 5:
        for (let i = 0; i < Math.min(4, left); i++) bytes[at + i] = random(2) === 0 ? 0xff : random(256);
        break;
      default:
        bytes = spliced(bytes, at, 0, BARBS[random(BARBS.length)] as Uint8Array);
    }
  }
  return bytes;
}

/** Only finite numbers in range, whole texts and indices that name a track. */
function expectSound({ tracks, lists }: ExchangeDocument): void {
  const check = (value: unknown, where: string): void => {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${where} is ${value}`);
    if (value !== null && typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) check(inner, `${where}.${key}`);
  };
  check(tracks, 'tracks');
  for (const track of tracks) {
    if (track.rating < 0 || track.rating > 5) throw new Error(`rating ${track.rating}`);
    for (const { bpm, beatOfBar, beatsPerBar } of track.grid) {
      if (!(bpm > 0) || beatOfBar < 1 || beatOfBar > beatsPerBar) throw new Error('an impossible tempo marker');
    }
    for (const { kind, lengthS } of track.cues)
      if ((kind === 'loop') !== (lengthS !== null)) throw new Error(`${kind} ${lengthS}`);
  }
  const walk = (nodes: readonly ListNode[]): void => {
    for (const node of nodes) {
      if (node.kind === 'folder') walk(node.children);
      else if (node.tracks.some((index) => tracks[index] === undefined)) throw new Error(`${node.name} names no track`);
    }
  };
  walk(lists);
}

const cue = { kind: 'hotCue', index: 1, positionS: 1.5, lengthS: null, name: 'Drop', colour: 0xc02626 } as const;
const payloads = toSeratoTags({
  ...bareTrack('a'),
  cues: [cue, { ...cue, kind: 'loop', lengthS: 4 }],
}).payloads;
const NO_TAGS = { markers: null, markers2: null, beatGrid: null, autotags: null };
const fromTag = (name: keyof typeof NO_TAGS) => (bytes: Bytes) => {
  const { fields } = fromSeratoTags({ ...NO_TAGS, [name]: bytes }, 'fuzz');
  expectSound({ tracks: [{ ...bareTrack('a'), ...fields }], lists: [] });
};

const FORMATS: readonly (readonly [name: string, seed: Bytes, read: (bytes: Bytes) => void])[] = [
  ['rekordbox', fixture('rekordbox.xml'), (bytes) => expectSound(readRekordbox(bytes).document)],
  ['Traktor', fixture('collection.nml'), (bytes) => expectSound(readTraktor(bytes).document)],
  ['iTunes', fixture('itunes.xml'), (bytes) => expectSound(readItunes(bytes).document)],
  ['M3U', fixture('closing.m3u8'), (bytes) => expectSound(readM3u(bytes, 'a.m3u8').document)],
  [
    'crate',
    encodeCrate(['Music/a.mp3', 'Music/ü.mp3']),
    (bytes) => expectSound(readCrates([{ name: 'A%%B.crate', bytes }]).document),
  ],
  ['Markers_', new Uint8Array(payloads.markers ?? []), fromTag('markers')],
  ['Markers2', new Uint8Array(payloads.markers2 ?? []), fromTag('markers2')],
  [
    'Markers2 without padding',
    encodeMarkers2([{ kind: 'cue', index: 0, positionMs: 1, colour: 2, name: 'x' }]).slice(0, 60),
    fromTag('markers2'),
  ],
  [
    'BeatGrid',
    encodeBeatGrid({ before: [{ positionS: 0.5, beatsUntilNext: 16 }], last: { positionS: 8.5, bpm: 120 } }),
    fromTag('beatGrid'),
  ],
  ['Autotags', encodeAutotags({ bpm: 120, autoGainDb: -3, gainDb: 0 }), fromTag('autotags')],
];

test.each(FORMATS)(`${CASES} damaged files: %s`, (name, seed, read) => {
  const outcomes = new Map<string, number>();
  const before = process.memoryUsage().rss;
  for (let n = 0; n < CASES; n++) {
    const bytes = mutate(seed, randomFrom(n * 2_654_435_761 + 977));
    const start = process.cpuUsage();
    let outcome = 'read';
    try {
      read(bytes);
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw new Error(`case ${n} (${name})`, { cause: error });
      outcome = error.code;
      if (error.reason === '' || error.remedy === '') throw new Error(`case ${n} (${name}): an error without words`);
    }
    const tookMs = process.cpuUsage(start).user / 1000;
    if (tookMs > CASE_CPU_MS) throw new Error(`case ${n} (${name}) took ${tookMs} ms`);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(GROWTH_MAX);
  expect(outcomes.get('read') ?? 0).toBeGreaterThan(CASES / 100);
  // M3U takes any text, so little of it can be wrong.
  expect([...outcomes.keys()].length).toBeGreaterThan(1);
});

test('files made to exhaust the reader are refused', () => {
  const codeOf = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof ExchangeError) return error.code;
      throw error;
    }
    return 'read';
  };
  const nodes = '<NODE Type="0" Name="x">'.repeat(100_000);
  const lists = '<NODE Type="1" Name="x"/>'.repeat(30_000);
  const inPlaylists = (text: string): Bytes => bytesOf(`<DJ_PLAYLISTS><PLAYLISTS><NODE Type="0" Name="ROOT">${text}`);
  expect(codeOf(() => readRekordbox(inPlaylists(nodes)))).toBe('tooDeep');
  expect(codeOf(() => readRekordbox(inPlaylists(lists)))).toBe('tooMany');
  const marks = '<TEMPO Inizio="1" Bpm="120"/>'.repeat(20_000);
  expect(codeOf(() => readRekordbox(bytesOf(`<DJ_PLAYLISTS><COLLECTION><TRACK>${marks}`)))).toBe('tooMany');
  const attributes = Array.from({ length: 1000 }, (_, i) => `a${i}="x"`).join(' ');
  expect(codeOf(() => readTraktor(bytesOf(`<NML ${attributes}/>`)))).toBe('tooMany');
  expect(codeOf(() => readTraktor(bytesOf(`<NML a="${'x'.repeat(200_000)}"/>`)))).toBe('textTooLong');
  expect(codeOf(() => readItunes(bytesOf(`<plist>${'<array>'.repeat(100_000)}`)))).toBe('tooDeep');
  expect(codeOf(() => readItunes(bytesOf(`<plist><string>${'x'.repeat(200_000)}</string></plist>`)))).toBe(
    'textTooLong',
  );
  expect(codeOf(() => readM3u(new Uint8Array(100), 'a.m3u'))).toBe('wrongFormat');
  expect(codeOf(() => readM3u(new Uint8Array(100), 'a.m3u', { ...DEFAULT_LIMITS, bytes: 99 }))).toBe('tooLarge');
  const laughs = `<!DOCTYPE plist [<!ENTITY a "ha">${'<!ENTITY b "&a;&a;">'.repeat(20)}]><plist>&b;</plist>`;
  expect(codeOf(() => readItunes(bytesOf(laughs)))).toBe('declaration');
});
