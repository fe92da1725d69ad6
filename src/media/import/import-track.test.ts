import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WaveformView } from '../../control-bus/waveform-layout.ts';
import { PIECE_RATE, renderPiece } from '../analysis/pieces.ts';
import { MediaError } from '../decode/errors.ts';
import { wavFile } from '../decode/test-audio.ts';
import { bareTrack } from '../exchange/document.ts';
import { toSeratoTags } from '../exchange/serato/track-tags.ts';
import { type ImportTrackOptions, importTrack, type TrackOutcome } from './import-track.ts';
import { MIX_FRAMES, STAGES } from './stages.ts';
import { id3, objectFrame, textFrame } from './test-tags.ts';

const fixture = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../decode/fixtures/${name}`, import.meta.url)));

function piece(seconds: number): Blob {
  const pcm = renderPiece({ groove: 'house', bpm: 124, seconds, offsetS: 0.2, seed: 1 });
  const side = (c: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: pcm.length / 2 }, (_, i) => pcm[i * 2 + c] as number);
  return new Blob([wavFile({ sampleRateHz: PIECE_RATE, channels: [side(0), side(1)], encoding: 'float32' })]);
}

function run(file: Blob, fileName: string, more: Partial<ImportTrackOptions> = {}): Promise<TrackOutcome> {
  return importTrack({
    file,
    fileName,
    signal: new AbortController().signal,
    breathe: async () => undefined,
    onPhase: () => undefined,
    onProgress: () => undefined,
    standingOf: async () => ({ kind: 'new' }),
    ...more,
  });
}

test('a file becomes a track with tags, identity, waveform, tempo and key', async () => {
  const phases: string[] = [];
  const shares: number[] = [];
  const outcome = await run(piece(60), 'Mira Voss - Harbour.wav', {
    onPhase: (phase) => phases.push(phase),
    onProgress: (share) => shares.push(share),
  });
  if (outcome.kind !== 'track') throw new Error('expected a track');
  const { decoded, tags, findings, thumbnail } = outcome.track;
  expect(phases).toEqual(['reading', 'decoding', 'analysing']);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBeLessThanOrEqual(1);
  expect(tags).toMatchObject({ artist: 'Mira Voss', title: 'Harbour' });
  expect('cover' in tags).toBe(false);
  expect(thumbnail).toBeNull();
  expect(decoded.totalFrames).toBe(60 * PIECE_RATE);
  expect(decoded.pcmChunks).toHaveLength(Math.ceil((60 * PIECE_RATE) / 65_536));
  expect(findings.analysis?.grid?.bpm).toBeCloseTo(124, 1);
  const waveform = new WaveformView(findings.waveform as SharedArrayBuffer);
  expect([waveform.frames, waveform.complete]).toEqual([60 * PIECE_RATE, true]);
});

test('content that the library has is neither decoded nor analysed', async () => {
  const phases: string[] = [];
  const outcome = await run(new Blob([fixture('click.mp3')]), 'a.mp3', {
    standingOf: async (id) => (id.length === 64 ? { kind: 'known', trackId: 'track 7' } : { kind: 'new' }),
    onPhase: (phase) => phases.push(phase),
  });
  expect(outcome).toEqual({ kind: 'known', trackId: 'track 7' });
  expect(phases).toEqual(['reading']);
});

test('marks that Serato left in the tags come along, read; damaged ones are told and cost nothing else', async () => {
  const { markers2 } = toSeratoTags({
    ...bareTrack('a.mp3'),
    colour: 0x123456,
    cues: [{ kind: 'hotCue', index: 1, positionS: 0.25, lengthS: null, name: 'In', colour: 0xc02626 }],
  }).payloads;
  const withTag = (bytes: Uint8Array): Blob =>
    new Blob([id3([objectFrame('Serato Markers2', bytes)]), fixture('click-bare.mp3')]);
  const one = await run(withTag(markers2 ?? new Uint8Array()), 'a.mp3');
  if (one.kind !== 'track') throw new Error('expected a track');
  const { marks, notice } = one.track.tags;
  expect(marks).toMatchObject({
    producer: 'Serato',
    colour: 0x123456,
    cues: [{ index: 1, name: 'In', positionS: 0.25 }],
  });
  expect(notice).toBeNull();
  expect('payloads' in one.track.tags).toBe(false);
  const two = await run(withTag(Uint8Array.of(9, 9, 9)), 'b.mp3');
  expect(two).toMatchObject({
    kind: 'track',
    track: { tags: { marks: null, notice: expect.stringContaining('Serato') } },
  });
});

test('of content that a deck listens to, only the tags are read', async () => {
  const phases: string[] = [];
  const file = new Blob([id3([textFrame('TIT2', 'Heard')]), fixture('click-bare.mp3')]);
  const outcome = await run(file, 'a.mp3', {
    standingOf: async () => ({ kind: 'heard' }),
    onPhase: (phase) => phases.push(phase),
  });
  expect(outcome).toMatchObject({ kind: 'tags', tagged: { tags: { title: 'Heard' }, thumbnail: null } });
  expect(phases).toEqual(['reading']);
});

test('the same sound under other tags has another content and the same samples', async () => {
  const bare = fixture('click-bare.mp3');
  const one = await run(new Blob([bare]), 'a.mp3');
  const two = await run(new Blob([id3([textFrame('TIT2', 'New Name')]), bare]), 'a.mp3');
  if (one.kind !== 'track' || two.kind !== 'track') throw new Error('expected tracks');
  expect(two.track.tags.title).toBe('New Name');
  expect(two.track.decoded.contentId).not.toBe(one.track.decoded.contentId);
  expect(two.track.decoded.pcmId).toBe(one.track.decoded.pcmId);
});

test.each([
  ['empty', new Blob([])],
  ['unrecognised', new Blob(['nothing of the kind'])],
  ['noAudio', new Blob([fixture('video-only.mp4')])],
  ['unsupported', new Blob(['PK\x03\x04 an archive'])],
])('%s files fail with a reason', async (code, file) => {
  await expect(run(file, 'x.mp3')).rejects.toMatchObject({ name: 'MediaError', code });
});

test('a cancel is heard between slices, in every phase', async () => {
  const file = piece(20);
  for (const stopAt of [1, 2, 5, 20, 31]) {
    const cancel = new AbortController();
    let breaths = 0;
    const work = run(file, 'x.wav', {
      signal: cancel.signal,
      breathe: async () => {
        if (++breaths === stopAt) cancel.abort();
      },
    });
    const error: unknown = await work.then(
      () => null,
      (e: unknown) => e,
    );
    expect(error instanceof MediaError ? error.code : `${breaths} breaths, no error`).toBe('cancelled');
  }
});

test('mixes get a waveform, and no tempo or key', () => {
  const made = STAGES.map((make) => make(48_000, MIX_FRAMES + 1));
  expect(made.map((stage) => stage !== null)).toEqual([true, false]);
});
