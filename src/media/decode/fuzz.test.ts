/**
 * 10 000 damaged files: each becomes a track or a MediaError, within its time and without growing the process.
 * The mutator is seeded, so a failure names a case that can be repeated.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { decodeTrack } from './decode-track.ts';
import { MediaError } from './errors.ts';
import { oggChecksum } from './ogg-pages.ts';
import { aiffFile, sineWithClick, wavFile } from './test-audio.ts';

const CASES = 10_000;
/** CPU time one small file may take; a hang takes for ever. */
const CASE_CPU_MS = 5_000;
const BYTES_MAX = 2_000_000_000;

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

const fixture = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));

/** The front of a file with as much of the end as keeps it small. */
const small = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => bytes.slice(0, 6000);

const short = sineWithClick(44_100, 0.01);
type Seed = readonly [name: string, bytes: Uint8Array<ArrayBuffer>];
/** Parsed here: a few milliseconds each, so most cases are these. */
const OWN_PARSERS: readonly Seed[] = [
  ['wav', wavFile({ ...short, encoding: 'int16' })],
  ['wav extensible', wavFile({ ...short, encoding: 'float32', extensible: true, before: 20 })],
  ['rf64', wavFile({ ...short, encoding: 'int24', container: 'RF64' })],
  ['aiff', aiffFile(short, 'int16')],
  ['aifc', aiffFile(short, 'float32', 'fl32')],
  ['m4a', fixture('click.m4a')],
  ['alac', small(fixture('click-alac.m4a'))],
  ['adts', small(fixture('click.aac'))],
  ['video', fixture('video-only.mp4')],
];
/** Each case starts a WASM decoder. */
const LIBRARIES: readonly Seed[] = [
  ['mp3', fixture('click.mp3').slice(0, 3500)],
  ['flac', fixture('click.flac').slice(0, 11_000)],
  ['vorbis', fixture('click.ogg')],
  ['bare mp3', fixture('click-bare.mp3').slice(0, 2500)],
  ['ogg flac', small(fixture('click-flac.ogg'))],
  ['opus', fixture('click.opus').slice(0, 3500)],
];
/** Of ten cases, nine take the first list in turn and one the second. */
const seedOf = (n: number): Seed =>
  (n % 10 === 0
    ? LIBRARIES[(n / 10) % LIBRARIES.length]
    : OWN_PARSERS[(n - Math.floor(n / 10) - 1) % OWN_PARSERS.length]) as Seed;

const EXTREMES = [0, 1, 0x7f, 0x80, 0xff] as const;

/** Makes Ogg pages valid again, so that damage reaches the codec. */
function repairOggPages(bytes: Uint8Array<ArrayBuffer>): void {
  for (let at = 0; at + 27 < bytes.length; ) {
    if (bytes[at] !== 0x4f || bytes[at + 1] !== 0x67 || bytes[at + 2] !== 0x67 || bytes[at + 3] !== 0x53) {
      at++;
      continue;
    }
    const segments = bytes[at + 26] ?? 0;
    let length = 27 + segments;
    for (let i = 0; i < segments; i++) length += bytes[at + 27 + i] ?? 0;
    if (at + length > bytes.length) return;
    new DataView(bytes.buffer).setUint32(at + 22, oggChecksum(bytes.subarray(at, at + length)), true);
    at += length;
  }
}

function mutate(original: Uint8Array<ArrayBuffer>, random: (below: number) => number): Uint8Array<ArrayBuffer> {
  let bytes = original.slice();
  const strokes = 1 + random(4);
  for (let s = 0; s < strokes; s++) {
    // Half of the strokes hit the first 200 bytes, where headers are.
    const at = random(random(2) === 0 ? bytes.length || 1 : Math.min(200, bytes.length || 1));
    switch (random(7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 1:
        bytes[at] = EXTREMES[random(EXTREMES.length)] as number;
        break;
      case 2:
        for (let i = 0; i < 4 && at + i < bytes.length; i++) bytes[at + i] = random(2) === 0 ? 0xff : random(256);
        break;
      case 3:
        bytes = bytes.slice(0, random(bytes.length + 1));
        break;
      case 4: {
        const cut = 1 + random(64);
        bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + cut));
        break;
      }
      case 5: {
        const from = random(bytes.length || 1);
        bytes.copyWithin(at, from, from + 1 + random(256));
        break;
      }
      default:
        bytes = Uint8Array.of(
          ...bytes.subarray(0, at),
          ...Uint8Array.from({ length: 1 + random(32) }, () => random(256)),
          ...bytes.subarray(at),
        );
    }
  }
  if (random(2) === 0) repairOggPages(bytes);
  return bytes;
}

/** `decoded frames`, or the code of the error. Anything else that is thrown fails the test. */
async function outcomeOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  let frames = 0;
  let estimated = 0;
  try {
    const track = await decodeTrack({
      file: new Blob([bytes]),
      fileName: 'fuzz',
      sessionRateHz: 48_000,
      sink: {
        open: async (estimate) => {
          estimated = estimate;
        },
        write: (samples, count) => {
          frames += count;
          for (let i = 0; i < count * 2; i++)
            if (!Number.isFinite(samples[i])) throw new Error(`sample ${i} is ${samples[i]}`);
        },
        complete: () => undefined,
      },
    });
    if (track.totalFrames !== frames || frames > estimated) throw new Error(`${frames} frames, ${estimated} announced`);
    return 'decoded';
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    if (error.code === 'decoderFailed') return `decoderFailed: ${error.message}`;
    return error.code;
  }
}

beforeAll(() => {
  // The decoders print what they stumble over; here that is every case.
  for (const method of ['error', 'warn', 'log'] as const) vi.spyOn(console, method).mockImplementation(() => undefined);
});
afterAll(() => vi.restoreAllMocks());

test(`${CASES} damaged files decode or fail with a MediaError`, { timeout: 600_000 }, async () => {
  const outcomes = new Map<string, number>();
  for (let n = 0; n < CASES; n++) {
    const [name, original] = seedOf(n);
    const bytes = mutate(original, randomFrom(n * 2_654_435_761 + 12_345));
    const start = process.cpuUsage();
    const outcome = await outcomeOf(bytes).catch((error: unknown) => {
      throw new Error(`case ${n} (${name})`, { cause: error });
    });
    const tookMs = process.cpuUsage(start).user / 1000;
    if (tookMs > CASE_CPU_MS) throw new Error(`case ${n} (${name}) took ${tookMs} ms`);
    const key = outcome.startsWith('decoderFailed') ? `${name}: ${outcome}` : outcome;
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
    if (n % 500 === 0) expect(process.memoryUsage().rss).toBeLessThan(BYTES_MAX);
  }
  expect(outcomes.get('decoded')).toBeGreaterThan(CASES / 10);
});
