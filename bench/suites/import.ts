/**
 * The import of one track on one core, from file to findings: a five-minute track as WAV and as MP3, a two-hour mix, each
 * in a process of its own that also tells its peak memory; and the bookkeeping of 20 000 tracks.
 * Thread: Node.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PIECE_RATE, renderPiece } from '../../src/media/analysis/pieces.ts';
import { wavFile } from '../../src/media/decode/test-audio.ts';
import { ImportQueue } from '../../src/media/import/queue.ts';
import { beside, type Row } from '../row.ts';
import type { ImportFigures } from '../support/import-once.ts';

export const name = 'import';

const SECONDS = 300;
const MIX_SECONDS = 7200;
const RATE = 44_100;
const TARGET_S = 6;
const TARGET_MB = 400;
const TRACKS = 20_000;

const ONCE = fileURLToPath(new URL('../support/import-once.ts', import.meta.url));
const CLICK = fileURLToPath(new URL('../../src/media/decode/fixtures/click-bare.mp3', import.meta.url));

/** Five minutes of music as a 44.1 kHz WAV; its samples, rendered at 48 kHz, just play a little slower. */
function music(): Uint8Array<ArrayBuffer> {
  const seconds = (SECONDS * RATE) / PIECE_RATE;
  const pcm = renderPiece({ groove: 'house', bpm: 124, seconds, offsetS: 0.2, seed: 1 });
  const side = (c: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: pcm.length / 2 }, (_, i) => pcm[i * 2 + c] as number);
  return wavFile({ sampleRateHz: RATE, channels: [side(0), side(1)], encoding: 'int16' });
}

/** Writes `head`, then `body` as often as it takes. */
function writeRepeated(path: string, head: Uint8Array, body: Uint8Array, times: number): void {
  const file = openSync(path, 'w');
  writeSync(file, head);
  for (let i = 0; i < times; i++) writeSync(file, body);
  closeSync(file);
}

/** A WAV of one recording over and over; the header of a stream has no length. */
function writeMix(path: string, wav: Uint8Array): void {
  const head = wav.slice(0, 44);
  new DataView(head.buffer).setUint32(40, 0xffffffff, true);
  writeRepeated(path, head, wav.subarray(44), MIX_SECONDS / SECONDS);
}

function figures(path: string): ImportFigures {
  const text = execFileSync(process.execPath, ['--import', 'tsx', ONCE, path], { encoding: 'utf8' });
  return JSON.parse(text) as ImportFigures;
}

function rowsOf(label: string, { cpuS, wallS, peakMb, baseMb, audioS }: ImportFigures): Row[] {
  const row = (metric: string, value: number, unit: string): Row => ({ suite: name, case: label, metric, value, unit });
  const time = row('processor time', cpuS, 's');
  return [
    audioS <= SECONDS + 1 ? beside(time, 'asked for', TARGET_S) : time,
    row('time on the clock', wallS, 's'),
    row('speed', audioS / cpuS, '× real time'),
    beside(row('peak memory of the process', peakMb, 'MB'), 'asked for', TARGET_MB),
    row('of that before the import', baseMb, 'MB'),
  ];
}

/** Microseconds a track costs in the queue's books, records included. */
function bookkeeping(): Row {
  const queue = new ImportQueue();
  const start = performance.now();
  queue.add(Array.from({ length: TRACKS }, (_, i) => ({ source: `${i}`, name: `${i}.mp3`, bytes: 1000 })));
  let records = queue.takeChanged().length;
  for (let item = queue.take(); item !== null; item = queue.take()) {
    for (const phase of ['decoding', 'analysing', 'storing'] as const) {
      queue.advance(item.run, item.id, phase);
      records += queue.takeChanged().length;
    }
    queue.settle(item.run, item.id, { phase: 'done', trackId: 't' });
    records += queue.takeChanged().length;
  }
  const us = ((performance.now() - start) * 1000) / TRACKS;
  return { suite: name, case: `${TRACKS} tracks`, metric: `queue, ${records} records`, value: us, unit: 'µs a track' };
}

export async function run(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'echelon-bench-'));
  try {
    const wav = music();
    const click = readFileSync(CLICK);
    const paths = ['track.wav', 'track.mp3', 'mix.wav'].map((file) => join(folder, file)) as [string, string, string];
    writeRepeated(paths[0], wav, new Uint8Array(0), 0);
    // A frame's cost hardly depends on what it says: the fixture of 0.627 s, five minutes long.
    writeRepeated(paths[1], new Uint8Array(0), click, Math.round(SECONDS / 0.627));
    writeMix(paths[2], wav);
    return [
      ...rowsOf('five minutes, WAV 44.1 kHz', figures(paths[0])),
      ...rowsOf('five minutes, MP3 44.1 kHz', figures(paths[1])),
      ...rowsOf('two hours, WAV 44.1 kHz', figures(paths[2])),
      bookkeeping(),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
