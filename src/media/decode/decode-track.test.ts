import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { FLOAT32_MAX_FRAMES } from '../../control-bus/constants.ts';
import { type DecodedTrack, decodeTrack, FILE_MAX_BYTES } from './decode-track.ts';
import { MediaError, type MediaErrorCode } from './errors.ts';
import { FLAC_DECODER_ID } from './flac.ts';
import { MP3_DECODER_ID } from './mp3.ts';
import { readITunesGap, WEBCODECS_DECODER_ID } from './mp4.ts';
import { OPUS_DECODER_ID, VORBIS_DECODER_ID } from './ogg.ts';
import { aiffFile, CLICK_S, sineWithClick, type TestEncoding, wavFile } from './test-audio.ts';

const fixture = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));

interface Heard {
  track: DecodedTrack;
  left: Float32Array;
  right: Float32Array;
  estimated: number;
}

async function decode(file: Uint8Array<ArrayBuffer> | Blob, sessionRateHz = 48_000, fileName = 'x'): Promise<Heard> {
  const samples: number[] = [];
  let estimated = 0;
  let completed = -1;
  const track = await decodeTrack({
    file: file instanceof Blob ? file : new Blob([file]),
    fileName,
    sessionRateHz,
    sink: {
      async open(frames) {
        estimated = frames;
      },
      write(interleaved, frames) {
        for (let i = 0; i < frames * 2; i++) samples.push(interleaved[i] as number);
      },
      complete(frames) {
        completed = frames;
      },
    },
  });
  expect(completed).toBe(track.totalFrames);
  expect(samples.length).toBe(track.totalFrames * 2);
  return {
    track,
    estimated,
    left: Float32Array.from(samples.filter((_, i) => i % 2 === 0)),
    right: Float32Array.from(samples.filter((_, i) => i % 2 === 1)),
  };
}

async function failure(file: Uint8Array<ArrayBuffer> | Blob, code: MediaErrorCode): Promise<MediaError> {
  const outcome: unknown = await decode(file, 48_000, 'My Song.mp3').catch((error: unknown) => error);
  if (!(outcome instanceof MediaError)) throw new Error(`expected a MediaError ${code}, got ${String(outcome)}`);
  expect(outcome.code).toBe(code);
  expect(outcome.message).toBe(`My Song.mp3: ${outcome.reason} ${outcome.remedy}`);
  expect(outcome.reason).toMatch(/^\S.*\.$/);
  expect(outcome.remedy).toMatch(/^\S.*\.$/);
  return outcome;
}

const peakAt = (samples: Float32Array): number =>
  samples.reduce((best, x, i) => (Math.abs(x) > Math.abs(samples[best] as number) ? i : best), 0);

describe('formats', () => {
  test.each([
    ['click.mp3', 'mpeg', 'MP3', 44_100],
    ['click.flac', 'flac', 'FLAC 16 bit', 44_100],
    ['click.ogg', 'oggVorbis', 'Ogg Vorbis', 44_100],
    ['click-flac.ogg', 'oggFlac', 'Ogg FLAC 16 bit', 44_100],
    ['click.opus', 'oggOpus', 'Opus', 48_000],
  ])('%s: length exact, click within a frame of where it was', async (name, format, codec, rate) => {
    const { track, left, right, estimated } = await decode(fixture(name), rate);
    expect(track).toMatchObject({ format, codec, sourceRateHz: rate, channels: 2, notices: [] });
    expect(track.totalFrames).toBe(0.6 * rate);
    expect(estimated).toBe(track.totalFrames);
    expect(Math.abs(peakAt(left) - CLICK_S * rate)).toBeLessThanOrEqual(1);
    expect((right[peakAt(left)] as number) / (left[peakAt(left)] as number)).toBeCloseTo(0.5, 1);
    const at48 = await decode(fixture(name));
    expect(at48.track.totalFrames).toBe(28_800);
    expect(Math.abs(peakAt(at48.left) - 12_000)).toBeLessThanOrEqual(1);
  });

  test('FLAC, Ogg FLAC and WAV of one recording become the same samples', async () => {
    const wav = await decode(wavFile({ ...sineWithClick(44_100, 0.6), encoding: 'int16' }));
    for (const name of ['click.flac', 'click-flac.ogg'])
      expect((await decode(fixture(name))).track.pcmId).toBe(wav.track.pcmId);
  });

  test('MP3 without a header: frames are counted, nothing is cut', async () => {
    const { track, left } = await decode(fixture('click-bare.mp3'), 44_100);
    expect(track.totalFrames % 1152).toBe(0);
    expect(track.notices).toEqual([]);
    expect(Math.abs(peakAt(left) - (CLICK_S * 44_100 + 1105))).toBeLessThanOrEqual(1);
  });

  test.each(['uint8', 'int16', 'int24', 'int32', 'float32', 'float64'] as const)('WAV %s', async (encoding) => {
    await holds(wavFile({ ...sineWithClick(48_000, 0.4), encoding }), encoding, 'wav');
    await holds(wavFile({ ...sineWithClick(48_000, 0.4, 1), encoding, extensible: true }), encoding, 'wav');
    await holds(wavFile({ ...sineWithClick(48_000, 0.4), encoding, container: 'RF64', before: 33 }), encoding, 'wav');
  });

  test.each([
    ['int8', null],
    ['int16', null],
    ['int24', null],
    ['int32', 'NONE'],
    ['int16', 'sowt'],
    ['int24', 'sowt'],
    ['float32', 'fl32'],
    ['float64', 'fl64'],
  ] as const)('AIFF %s %s', async (encoding, compression) => {
    await holds(aiffFile(sineWithClick(48_000, 0.4), encoding, compression), encoding, 'aiff');
  });

  async function holds(file: Uint8Array<ArrayBuffer>, encoding: TestEncoding, format: string): Promise<void> {
    const { track, left } = await decode(file);
    const [original] = sineWithClick(48_000, 0.4).channels;
    const step = encoding.startsWith('float') ? 1e-7 : 0.51 / 2 ** (Number(encoding.replace(/\D/g, '')) - 1);
    expect(track).toMatchObject({ format, totalFrames: 19_200, notices: [] });
    const worst = left.reduce((most, x, i) => Math.max(most, Math.abs(x - (original?.[i] as number))), 0);
    expect(worst).toBeLessThanOrEqual(Math.max(step, 1e-7));
  }

  test('a WAV file whose writer could not go back lasts until its end', async () => {
    for (const dataBytes of [0, 0xffffffff]) {
      const { track } = await decode(wavFile({ ...sineWithClick(48_000, 0.4), encoding: 'int16', dataBytes }));
      expect(track).toMatchObject({ totalFrames: 19_200, notices: [] });
    }
  });

  test('mono goes to both sides; of six channels the front pair is heard, with a notice', async () => {
    const mono = await decode(wavFile({ ...sineWithClick(48_000, 0.4, 1), encoding: 'int16' }));
    expect(mono.left.every((x, i) => x === mono.right[i])).toBe(true);
    const six = await decode(wavFile({ ...sineWithClick(48_000, 0.4, 6), encoding: 'float32' }));
    const [first, second] = sineWithClick(48_000, 0.4, 6).channels;
    expect(six.left.every((x, i) => x === first?.[i])).toBe(true);
    expect(six.right.every((x, i) => x === second?.[i])).toBe(true);
    expect(six.track.notices).toMatchObject([{ kind: 'channels', text: expect.stringContaining('6 channels') }]);
  });

  test('NaN becomes silence and wild values are held', async () => {
    const audio = sineWithClick(48_000, 0.01);
    audio.channels[0]?.set([Number.NaN, Number.POSITIVE_INFINITY, -1e30, 0.5], 10);
    const { left } = await decode(wavFile({ ...audio, encoding: 'float32' }));
    expect([...left.subarray(10, 14)]).toEqual([0, 16, -16, 0.5]);
  });

  test('tags in front and junk before the first frame change nothing', async () => {
    const plain = await decode(fixture('click.mp3'));
    const tag = new Uint8Array(10 + 3000);
    tag.set([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 3000 >> 7, 3000 & 127]);
    for (const front of [tag, new Uint8Array(500)]) {
      const file = new Uint8Array(front.length + fixture('click.mp3').length);
      file.set(front);
      file.set(fixture('click.mp3'), front.length);
      expect((await decode(file)).track.pcmId).toBe(plain.track.pcmId);
    }
    const flac = new Uint8Array(tag.length + fixture('click.flac').length);
    flac.set(tag);
    flac.set(fixture('click.flac'), tag.length);
    expect((await decode(flac)).track.format).toBe('flac');
  });

  test('iTunes’ gap field', () => {
    const text = 'iTunSMPB\0\0\0\x84data\0\0\0\x01\0\0\0\0 00000000 00000840 000001CA 00000000003F31F6 00000000';
    expect(readITunesGap(Uint8Array.from(text, (c) => c.charCodeAt(0)))).toEqual({
      delay: 0x840,
      padding: 0x1ca,
      frames: 0x3f31f6,
    });
  });
});

describe('identity', () => {
  test('decoder ids name the installed versions', () => {
    const require = createRequire(import.meta.url);
    const installed = (name: string): string => {
      const entry = require.resolve(name);
      const root = entry.slice(0, entry.indexOf(name) + name.length);
      return `${name}@${(JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }).version}`;
    };
    expect(MP3_DECODER_ID).toBe(installed('mpg123-decoder'));
    expect(FLAC_DECODER_ID).toBe(installed('@wasm-audio-decoders/flac'));
    expect(VORBIS_DECODER_ID).toBe(installed('@wasm-audio-decoders/ogg-vorbis'));
    expect(OPUS_DECODER_ID).toBe(installed('ogg-opus-decoder'));
    expect(WEBCODECS_DECODER_ID).toContain(installed('mediabunny'));
  });

  test('golden: every bit of every decoder', async () => {
    const ids: Record<string, string> = {};
    for (const name of ['click.mp3', 'click.flac', 'click.ogg', 'click.opus'])
      ids[name] = (await decode(fixture(name))).track.pcmId.slice(0, 16);
    expect(ids).toEqual(GOLDEN);
  });

  test('one file gives one identity; other bytes or another session rate give another', async () => {
    const a = (await decode(fixture('click.mp3'))).track;
    const again = (await decode(fixture('click.mp3'))).track;
    expect([again.fileId, again.pcmId, again.contentId]).toEqual([a.fileId, a.pcmId, a.contentId]);
    const changed = fixture('click.mp3');
    changed[20] = 1;
    expect((await decode(changed)).track.fileId).not.toBe(a.fileId);
    expect((await decode(fixture('click.mp3'), 44_100)).track.fileId).not.toBe(a.fileId);
  });
});

describe('files that are not whole', () => {
  const wav = (): Uint8Array<ArrayBuffer> => wavFile({ ...sineWithClick(44_100, 2), encoding: 'int16' });

  test.each(['click.mp3', 'click.flac', 'click.ogg', 'click.opus'])(
    '%s cut short plays what is there',
    async (name) => {
      const whole = await decode(fixture(name));
      const bytes = fixture(name);
      const { track, left } = await decode(bytes.subarray(0, bytes.length * 0.8) as Uint8Array<ArrayBuffer>);
      expect(track.totalFrames).toBeGreaterThan(whole.track.totalFrames * 0.3);
      expect(track.totalFrames).toBeLessThan(whole.track.totalFrames);
      expect(track.notices.length).toBeGreaterThan(0);
      expect(left.subarray(0, 5000).every((x, i) => x === whole.left[i])).toBe(true);
    },
  );

  test('a WAV file cut short says how much is missing', async () => {
    const { track } = await decode(wav().subarray(0, 44 + 44_100 * 4) as Uint8Array<ArrayBuffer>);
    expect(track.totalFrames).toBe(48_000);
    expect(track.notices).toMatchObject([
      { kind: 'truncated', text: 'x: the file ends 1.0 s early. What is there plays; copy it again for the rest.' },
    ]);
  });

  test('damage in the middle is left out with a notice', async () => {
    for (const name of ['click.mp3', 'click.ogg', 'click.opus']) {
      const bytes = fixture(name);
      bytes.fill(0x55, bytes.length * 0.75, bytes.length * 0.75 + 500);
      const { track } = await decode(bytes);
      expect(track.notices.map(({ kind }) => kind)).toContain('damaged');
    }
  });

  test('a header alone', async () => {
    for (const name of ['click.mp3', 'click.flac', 'click.ogg', 'click.opus'])
      await decode(fixture(name).subarray(0, 60) as Uint8Array<ArrayBuffer>).then(
        () => expect.unreachable(),
        (error: unknown) => expect(error).toBeInstanceOf(MediaError),
      );
    await failure(wav().subarray(0, 44) as Uint8Array<ArrayBuffer>, 'truncated');
    await failure(wav().subarray(0, 20) as Uint8Array<ArrayBuffer>, 'truncated');
  });
});

describe('files that cannot be loaded', () => {
  test('empty', () => failure(new Uint8Array(0), 'empty'));

  test('20 GB: refused unread', async () => {
    const huge = new Blob([]);
    Object.defineProperty(huge, 'size', { value: 20e9 });
    Object.defineProperty(huge, 'slice', { value: () => expect.unreachable('it was read') });
    const error = await failure(huge, 'tooLarge');
    expect(error.reason).toContain('20.0 GB');
    expect(FILE_MAX_BYTES).toBeLessThan(20e9);
  });

  test('31 minutes: refused by the header, saying both lengths', async () => {
    const wav = wavFile({ ...sineWithClick(48_000, 0.1), encoding: 'int16' });
    const reads: number[] = [];
    const long = {
      size: 44 + 48_000 * 4 * 60 * 31,
      slice: (from: number, to: number) => {
        reads.push(to - from);
        const bytes = new Uint8Array(to - from);
        bytes.set(wav.subarray(from, Math.min(to, 44)));
        new DataView(bytes.buffer).setUint32(40 - from, 48_000 * 4 * 60 * 31, true);
        return new Blob([bytes]);
      },
    };
    const blob = new Blob([]);
    Object.defineProperty(blob, 'size', { value: long.size });
    Object.defineProperty(blob, 'slice', { value: long.slice });
    const error = await failure(blob, 'tooLong');
    expect(error.reason).toContain('31.0 minutes');
    expect(error.reason).toContain('30.0');
    expect(reads.length).toBe(1);
  });

  test('unreadable: the disk went away', async () => {
    const gone = new Blob(['RIFF....WAVE']);
    Object.defineProperty(gone, 'slice', {
      value: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }),
    });
    await failure(gone, 'unreadable');
  });

  test('other things people drop', async () => {
    const text = (value: string): Uint8Array<ArrayBuffer> =>
      Uint8Array.from(value.padEnd(600, '.'), (c) => c.charCodeAt(0));
    expect((await failure(text('\x89PNG\r\n'), 'unsupported')).reason).toBe('this is a PNG picture.');
    expect((await failure(text('\x1aE\xdf\xa3'), 'unsupported')).reason).toContain('WebM');
    await failure(text('Just some notes about the set.'), 'unrecognised');
    await failure(new Uint8Array(100_000), 'unrecognised');
    await failure(text('OggS'), 'corrupt');
  });

  test('MP4: video without sound, ALAC, protected, and AAC outside a browser', async () => {
    await failure(fixture('video-only.mp4'), 'noAudio');
    expect((await failure(fixture('click-alac.m4a'), 'unsupported')).reason).toContain('ALAC');
    await failure(fixture('click.m4a'), 'needsBrowser');
    await failure(fixture('click.aac'), 'needsBrowser');
    const bytes = fixture('click.m4a');
    const stsd = Buffer.from(bytes.buffer).indexOf('stsd');
    bytes.set(Buffer.from('drms'), stsd + 16);
    expect((await failure(bytes, 'encrypted')).reason).toContain('protected');
  });

  test('codecs inside WAV that nothing here decodes', async () => {
    const wav = wavFile({ ...sineWithClick(48_000, 0.1), encoding: 'int16' });
    new DataView(wav.buffer).setUint16(20, 2, true);
    expect((await failure(wav, 'unsupported')).reason).toContain('ADPCM');
  });

  test('cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(
      decodeTrack({
        file: new Blob([fixture('click.mp3')]),
        fileName: 'x',
        sessionRateHz: 48_000,
        signal: abort.signal,
        sink: { open: () => expect.unreachable(), write: () => undefined, complete: () => expect.unreachable() },
      }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});

test('the sample format follows the promised length, even when less can be decoded', async () => {
  // STREAMINFO says 13 minutes; 0.6 s are there: held as int16 all the same, on every machine.
  const bytes = fixture('click.flac');
  const frames = Math.ceil((FLOAT32_MAX_FRAMES * 44_100) / 48_000) + 44_100;
  new DataView(bytes.buffer).setUint32(8 + 14, frames);
  const { track, estimated } = await decode(bytes);
  expect(estimated).toBeGreaterThan(FLOAT32_MAX_FRAMES);
  expect(track.totalFrames).toBe(28_800);
  expect(track.notices).toMatchObject([{ kind: 'truncated' }]);
  expect(track.pcmId).not.toBe((await decode(fixture('click.flac'))).track.pcmId);
});

test('a FLAC stream whose header does not know its length: the last frame tells', async () => {
  const bytes = fixture('click.flac');
  new DataView(bytes.buffer).setUint32(8 + 14, 0);
  const { track, estimated } = await decode(bytes);
  expect([estimated, track.totalFrames]).toEqual([28_800, 28_800]);
});

test('a file that holds more than its header says is cut there', async () => {
  const bytes = fixture('click.flac');
  new DataView(bytes.buffer).setUint32(8 + 14, 10_000);
  expect((await decode(bytes, 44_100)).track.totalFrames).toBe(10_000);
});

const GOLDEN = {
  'click.mp3': '407a33a8267ad4ad',
  'click.flac': '6bd53fb297cded21',
  'click.ogg': '19f0c75a81837e2d',
  'click.opus': '58f94994f6588f89',
};
