import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pictureSize, thumbnailOf } from './cover.ts';
import { PAYLOAD_MAX_BYTES, PAYLOADS_MAX, readTags, TAG_READ_MAX_BYTES } from './tags.ts';
import {
  commentFrame,
  id3,
  joined,
  objectFrame,
  pictureFrame,
  ratingFrame,
  textFrame,
  userTextFrame,
  withComments,
} from './test-tags.ts';

const fixture = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../decode/fixtures/${name}`, import.meta.url)));
const bare = fixture('click-bare.mp3');
const mp3 = (...frames: Uint8Array[]): Blob => new Blob([id3(frames), bare]);
/** The header of a JPEG of 640 × 480. */
const jpeg = Uint8Array.of(
  0xff,
  0xd8,
  0xff,
  0xc0,
  0,
  17,
  8,
  1,
  0xe0,
  2,
  0x80,
  3,
  1,
  0x22,
  0,
  2,
  0x11,
  1,
  3,
  0x11,
  1,
  0xff,
  0xd9,
);

describe('tags of an MP3', () => {
  test('everything a library shows', async () => {
    const tags = await readTags(
      mp3(
        textFrame('TIT2', 'Glass Harbour'),
        textFrame('TPE1', 'Mira Voss'),
        textFrame('TALB', 'Tides'),
        textFrame('TCON', 'House'),
        textFrame('TDRC', '2019-04-01'),
        textFrame('TPUB', 'Ferry'),
        textFrame('TBPM', '124.5'),
        textFrame('TKEY', 'Am'),
        textFrame('TSRC', 'GBAYE0601498'),
        commentFrame('', 'good after midnight'),
        commentFrame('iTunNORM', '00000A00'),
        userTextFrame('REPLAYGAIN_TRACK_GAIN', '-7.25 dB'),
        userTextFrame('REPLAYGAIN_TRACK_PEAK', '0.98'),
        ratingFrame(196),
      ),
      'x.mp3',
    );
    expect(tags).toMatchObject({
      titleFrom: 'tags',
      title: 'Glass Harbour',
      artist: 'Mira Voss',
      album: 'Tides',
      genres: ['House'],
      year: 2019,
      label: 'Ferry',
      bpm: 124.5,
      key: 'Am',
      isrc: 'GBAYE0601498',
      comments: ['good after midnight'],
      cover: null,
      notice: null,
    });
    expect(tags.rating).toBeCloseTo(195 / 254);
    expect(tags.trackGainDb).toBeCloseTo(-7.25);
    expect(tags.trackPeak).toBeCloseTo(0.98);
  });

  test('payloads of other software come as they are, the front cover before others', async () => {
    const data = Uint8Array.of(1, 1, 0, 255, 254, 3);
    const tags = await readTags(
      mp3(
        objectFrame('Serato Markers2', data),
        pictureFrame('image/png', 4, bare),
        pictureFrame('image/jpeg', 3, jpeg),
      ),
      'x.mp3',
    );
    expect(tags.payloads).toEqual([{ frame: 'ID3v2.4 GEOB', name: 'Serato Markers2', bytes: data }]);
    expect(tags.cover?.mime).toBe('image/jpeg');
    expect(tags.cover?.bytes).toEqual(jpeg);
  });

  test('too large and too many payloads are left out, and said', async () => {
    const large = await readTags(mp3(objectFrame('big', new Uint8Array(PAYLOAD_MAX_BYTES + 1))), 'x.mp3');
    expect(large.payloads).toEqual([]);
    expect(large.notice).toMatch(/1 entry/);
    const many = await readTags(
      mp3(...Array.from({ length: PAYLOADS_MAX + 3 }, (_, i) => objectFrame(`o${i}`, Uint8Array.of(i)))),
      'x.mp3',
    );
    expect(many.payloads).toHaveLength(PAYLOADS_MAX);
    expect(many.notice).toMatch(/3 entries/);
  });

  test('texts are trimmed, cleaned and cut, numbers out of range ignored', async () => {
    const tags = await readTags(
      mp3(
        textFrame('TIT2', `  a\u0007b${'x'.repeat(100_000)}`),
        textFrame('TBPM', '99999'),
        textFrame('TDRC', '0001'),
        userTextFrame('REPLAYGAIN_TRACK_GAIN', 'loud'),
      ),
      'x.mp3',
    );
    expect(tags.title.startsWith('a bxxx')).toBe(true);
    expect(tags.title).toHaveLength(512);
    expect([tags.bpm, tags.year, tags.trackGainDb]).toEqual([null, null, null]);
  });

  test('a name stands in for missing tags, both parts or neither', async () => {
    const from = async (blob: Blob): Promise<unknown[]> => {
      const { title, artist, titleFrom } = await readTags(blob, '03 Perrin - Slow Signal.mp3');
      return [title, artist, titleFrom];
    };
    expect(await from(new Blob([bare]))).toEqual(['Slow Signal', 'Perrin', 'fileName']);
    expect(await from(mp3(textFrame('TIT2', 'Signal')))).toEqual(['Signal', '', 'tags']);
    expect(await from(mp3(textFrame('TPE1', 'Other')))).toEqual(['Slow Signal', 'Other', 'fileName']);
  });
});

test('Vorbis comments of a FLAC, other software’s among them', async () => {
  const bytes = withComments(fixture('click.flac'), [
    'TITLE=Low Ferry',
    'ARTIST=Ana',
    'BPM=174',
    'INITIALKEY=4A',
    'LABEL=Quay',
    'SERATO_MARKERS_V2=YXBwbGljYXRpb24=',
  ]);
  const tags = await readTags(new Blob([bytes]), 'x.flac');
  expect(tags).toMatchObject({ title: 'Low Ferry', artist: 'Ana', bpm: 174, key: '4A', label: 'Quay' });
  expect(tags.payloads).toHaveLength(1);
  expect(new TextDecoder().decode(tags.payloads[0]?.bytes)).toBe('YXBwbGljYXRpb24=');
});

test.each(['click.m4a', 'click.ogg', 'click.opus', 'click.aac', 'click.mp3', 'click-flac.ogg', 'video-only.mp4'])(
  '%s without tags takes its name',
  async (name) => {
    expect(await readTags(new Blob([fixture(name)]), name)).toMatchObject({ titleFrom: 'fileName', artist: '' });
  },
);

test('a tag that claims more than the file, or more than any honest one, costs a notice and no memory', async () => {
  const lying = await readTags(new Blob([id3([textFrame('TIT2', 'x')], 200_000_000), bare]), 'Some Name.mp3');
  expect(lying).toMatchObject({ title: 'Some Name', titleFrom: 'fileName' });
  const huge = {
    size: 3_000_000_000,
    type: '',
    read: 0,
    slice(from: number, to: number): Blob {
      this.read += to - from;
      return new Blob([from === 0 ? id3([], 255_000_000).slice(0, to) : new Uint8Array(to - from)]);
    },
  };
  const tags = await readTags(huge as unknown as Blob, 'Huge.mp3');
  expect(tags).toMatchObject({ title: 'Huge' });
  expect(tags.notice).toMatch(/larger than any honest/);
  expect(huge.read).toBeLessThanOrEqual(TAG_READ_MAX_BYTES);
});

test('picture sizes are read from headers; where nothing decodes pictures there is no thumbnail', async () => {
  expect(pictureSize(jpeg)).toEqual({ width: 640, height: 480 });
  expect(pictureSize(new TextEncoder().encode('GIF89a\u0010\u0000\u0020\u0000'))).toEqual({ width: 16, height: 32 });
  expect(pictureSize(Uint8Array.of(0xff, 0xd8, 0xff))).toBeNull();
  expect(pictureSize(new Uint8Array(0))).toBeNull();
  expect(await thumbnailOf({ mime: 'image/jpeg', bytes: jpeg })).toBeNull();
});

/** xorshift32. */
function randomFrom(seed: number): (below: number) => number {
  let x = seed | 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

test('1000 damaged files: tags or a name, never a crash, always within bounds', async () => {
  const rich = joined([
    id3([
      textFrame('TIT2', 'Title'),
      textFrame('TCON', '(4)(5)House'),
      userTextFrame('REPLAYGAIN_TRACK_GAIN', '-7 dB'),
      commentFrame('a', 'b'),
      objectFrame('Serato Markers2', bare.slice(0, 50)),
      pictureFrame('image/jpeg', 3, jpeg),
      ratingFrame(100),
    ]),
    bare.slice(0, 800),
  ]);
  const flac = withComments(fixture('click.flac').slice(0, 1500), ['TITLE=a', 'SERATO_X=b']);
  const seeds = [
    rich,
    flac,
    ...['click.m4a', 'click.ogg', 'click.opus', 'click.aac'].map((n) => fixture(n).slice(0, 4000)),
  ];
  const random = randomFrom(77);
  for (let n = 0; n < 1000; n++) {
    const bytes = (seeds[n % seeds.length] as Uint8Array<ArrayBuffer>).slice();
    const reach = Math.min(bytes.length, 400);
    for (let i = 1 + random(6); i > 0; i--)
      bytes[random(reach)] = [0, 1, 0x7f, 0x80, 0xff, random(256)][random(6)] as number;
    const cut = random(4) === 0 ? bytes.slice(0, random(bytes.length)) : bytes;
    const tags = await readTags(new Blob([cut]), `case ${n}.mp3`);
    expect(tags.title.length).toBeGreaterThan(0);
    expect(tags.title.length).toBeLessThanOrEqual(512);
    expect(tags.payloads.length).toBeLessThanOrEqual(PAYLOADS_MAX);
    for (const value of [tags.bpm, tags.year, tags.rating, tags.trackGainDb, tags.trackPeak, tags.trackNumber])
      expect(value === null || Number.isFinite(value)).toBe(true);
  }
});
