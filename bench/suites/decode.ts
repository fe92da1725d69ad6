/**
 * Decoding of one 3-minute track in each format to 48 kHz, hashes included, beside FFmpeg doing the same in the same
 * run; and the resampler alone. Without FFmpeg only the formats that can be made without it are measured.
 * Thread: Node.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeTrack } from '../../src/media/decode/decode-track.ts';
import { StereoResampler } from '../../src/media/decode/resample.ts';
import { wavFile } from '../../src/media/decode/test-audio.ts';
import type { Row } from '../row.ts';

export const name = 'decode';

const SECONDS = 180;
const RATE = 44_100;
const CODECS: readonly (readonly [file: string, options: readonly string[]])[] = [
  ['track.mp3', ['-b:a', '320k']],
  ['track.flac', []],
  ['track.ogg', ['-c:a', 'libvorbis', '-q:a', '6']],
  ['track.opus', ['-c:a', 'libopus', '-b:a', '160k']],
];

/** Noise over a few tones: dense enough that no codec has an easy time. */
function music(): Float32Array[] {
  let seed = 1;
  const channels = [new Float32Array(SECONDS * RATE), new Float32Array(SECONDS * RATE)];
  for (const channel of channels) {
    let low = 0;
    for (let i = 0; i < channel.length; i++) {
      seed = (seed * 48_271) % 2_147_483_647;
      low += 0.05 * (seed / 1_073_741_824 - 1 - low);
      channel[i] = 0.6 * low + 0.2 * (((i % 200) / 100 - 1) * ((i % 20_000) / 20_000));
    }
  }
  return channels;
}

function ffmpeg(...options: string[]): number | null {
  const start = performance.now();
  const { status, error } = spawnSync('ffmpeg', ['-v', 'error', '-y', '-threads', '1', ...options], {
    stdio: 'ignore',
  });
  return error === undefined && status === 0 ? performance.now() - start : null;
}

/** Milliseconds to the first frames and to the end. */
async function timeDecode(file: string): Promise<{ firstMs: number; allMs: number; frames: number }> {
  const blob = new Blob([readFileSync(file)]);
  const start = performance.now();
  let firstMs = 0;
  let frames = 0;
  await decodeTrack({
    file: blob,
    fileName: file,
    sessionRateHz: 48_000,
    sink: {
      open: async () => undefined,
      write: (_samples, count) => {
        if (frames === 0) firstMs = performance.now() - start;
        frames += count;
      },
      complete: () => undefined,
    },
  });
  return { firstMs, allMs: performance.now() - start, frames };
}

function resamplerRows(channels: readonly Float32Array[]): Row[] {
  const [left = new Float32Array(0), right = left] = channels;
  const rows: Row[] = [];
  for (const [from, to] of [
    [44_100, 48_000],
    [48_000, 44_100],
    [96_000, 48_000],
  ] as const) {
    const resampler = new StereoResampler(from, to);
    let frames = 0;
    const count = (_samples: Float32Array, n: number): void => {
      frames += n;
    };
    const start = performance.now();
    for (let at = 0; at < left.length; at += 32_768)
      resampler.process(left, right, at, Math.min(32_768, left.length - at), count);
    resampler.finish(count);
    const seconds = (performance.now() - start) / 1000;
    rows.push({
      suite: name,
      case: `resampler ${from} → ${to}`,
      metric: 'speed',
      value: frames / to / seconds,
      unit: '× real time',
    });
  }
  return rows;
}

export async function run(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'echelon-bench-'));
  try {
    const channels = music();
    const rows = resamplerRows(channels);
    const wav = join(folder, 'track.wav');
    writeFileSync(wav, wavFile({ sampleRateHz: RATE, channels, encoding: 'int16' }));
    const files = ['track.wav'];
    for (const [file, options] of CODECS)
      if (ffmpeg('-i', wav, ...options, join(folder, file)) !== null) files.push(file);
    for (const file of files) {
      const path = join(folder, file);
      const { firstMs, allMs, frames } = await timeDecode(path);
      const speed = frames / 48 / allMs;
      const peerMs = ffmpeg('-i', path, '-ar', '48000', '-f', 'f32le', join(folder, 'out.raw'));
      const peerSpeed = peerMs === null ? null : frames / 48 / peerMs;
      const peer =
        peerSpeed === null ? {} : { peer: 'FFmpeg, 1 thread', peerValue: peerSpeed, ratio: speed / peerSpeed };
      rows.push(
        { suite: name, case: file, metric: 'speed', value: speed, unit: '× real time', ...peer },
        { suite: name, case: file, metric: 'to the first frames', value: firstMs, unit: 'ms' },
      );
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
