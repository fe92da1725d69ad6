import { readFileSync } from 'node:fs';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { id3, objectFrame, withComments } from '../import/test-tags.ts';
import { deleteDatabase } from '../library/database.ts';
import { LibraryService } from '../library/service.ts';
import { TabChannels, TabLocks } from '../library/test-tabs.ts';
import { bareTrack, type ExchangeTrack } from './document.ts';
import { encodeBase64 } from './serato/base64.ts';
import { toSeratoTags } from './serato/track-tags.ts';
import { takeSerato } from './take-serato.ts';

const fixture = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../decode/fixtures/${name}`, import.meta.url)));
const NOW = 1_800_000_000_000;
let service: LibraryService;
beforeEach(async () => {
  service = new LibraryService({
    locks: new TabLocks(),
    channel: new TabChannels().join(),
    nowMs: () => NOW,
    whenQuiet: () => undefined,
  });
  await service.open();
  const create = { fileName: 'a.mp3', location: { kind: 'stored' }, addedAtMs: 1 } as const;
  await service.apply([
    { key: 'a', create, changes: [] },
    { key: 'b', create: { ...create, fileName: 'b.flac' }, changes: [] },
    { key: 'c', create: { ...create, fileName: 'c.mp3' }, changes: [] },
  ]);
});
afterEach(async () => {
  await service.close();
  await deleteDatabase();
});

const track: ExchangeTrack = {
  ...bareTrack('a.mp3'),
  bpm: 124,
  grid: [{ positionS: 0.5, bpm: 124, beatsPerBar: 4, beatOfBar: 1 }],
  cues: [
    { kind: 'hotCue', index: 3, positionS: 2, lengthS: null, name: 'Drop', colour: 0xc02626 },
    { kind: 'loop', index: 0, positionS: 4, lengthS: 2, name: '', colour: null },
  ],
};
const { markers, markers2, beatGrid, autotags } = toSeratoTags(track).payloads;
const bytes = (payload: Uint8Array | null): Uint8Array => payload ?? new Uint8Array();

/** As FLAC has it: media type, an empty text, the name, the payload, in Base64. */
function wrapped(name: string, payload: Uint8Array): string {
  const head = new TextEncoder().encode(`application/octet-stream\0\0${name}\0`);
  return new TextDecoder().decode(encodeBase64(Uint8Array.of(...head, ...payload)));
}

test('cues, loops and grid come out of the tags of MP3 and FLAC files', async () => {
  const mp3 = id3([
    objectFrame('Serato Markers_', bytes(markers)),
    objectFrame('Serato Markers2', bytes(markers2)),
    objectFrame('Serato BeatGrid', bytes(beatGrid)),
    objectFrame('Serato Autotags', bytes(autotags)),
  ]);
  const flac = withComments(fixture('click.flac'), [
    `SERATO_MARKERS_V2=${wrapped('Serato Markers2', bytes(markers2))}`,
    `SERATO_BEATGRID=${wrapped('Serato BeatGrid', bytes(beatGrid))}`,
  ]);
  const files = [
    { key: 'a', name: 'a.mp3', file: new Blob([mp3, fixture('click-bare.mp3')]) },
    { key: 'b', name: 'b.flac', file: new Blob([flac]) },
    { key: 'c', name: 'c.mp3', file: new Blob([fixture('click-bare.mp3')]) },
  ];
  const report = await takeSerato(files, service, () => NOW);
  expect([report.found, report.changed, report.keptByHand]).toEqual([2, 2, 0]);
  for (const key of ['a', 'b']) {
    const record = await service.record(key);
    expect(record?.cues.hotCues).toMatchObject([{ slot: 4, frame: 96_000, name: 'Drop', colour: '#c02626' }]);
    expect(record?.cues.loops).toMatchObject([{ startFrame: 192_000, endFrame: 288_000 }]);
    expect(record?.grid.grid).toEqual({ downbeatFrame: 24_000, bpm: 124, beatsPerBar: 4 });
    expect(record?.cues.by).toMatchObject({ origin: 'exchange', producer: 'Serato' });
  }
  expect((await service.record('c'))?.cues.hotCues).toEqual([]);
});

test('damaged tags are told by name and leave their track as it was', async () => {
  const mp3 = id3([objectFrame('Serato BeatGrid', Uint8Array.of(1, 0, 0, 0, 0, 9))]);
  const flac = withComments(fixture('click.flac'), ['SERATO_MARKERS_V2=%%%']);
  const files = [
    { key: 'a', name: 'a.mp3', file: new Blob([mp3, fixture('click-bare.mp3')]) },
    { key: 'b', name: 'b.flac', file: new Blob([flac]) },
  ];
  const report = await takeSerato(files, service, () => NOW);
  expect([report.found, report.changed]).toEqual([0, 0]);
  expect(report.notes.map(({ count }) => count)).toEqual([2]);
  expect(report.notes[0]?.examples.join()).toContain('a.mp3');
});
