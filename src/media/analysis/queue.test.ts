import { afterEach, describe, expect, it } from 'vitest';
import { formatFor, PcmStore, SLAB_BYTES, SOURCE_TABLE_BYTES, slotsFor } from '../../control-bus/pcm.ts';
import { WaveformView } from '../../control-bus/waveform-layout.ts';
import type { AnalysisListener } from './job.ts';
import { PIECE_RATE, renderPiece } from './pieces.ts';
import { type AnalysisOutcome, AnalysisQueue } from './queue.ts';

let queue: AnalysisQueue | null = null;
afterEach(() => queue?.close());

class Tape implements AnalysisListener {
  readonly waveforms: SharedArrayBuffer[] = [];
  readonly shares: number[] = [];
  /** Called after the step that made the waveform. */
  onWaveform: () => void = () => {};
  waveform(buffer: SharedArrayBuffer): void {
    this.waveforms.push(buffer);
    queueMicrotask(() => this.onWaveform());
  }
  progress(share: number): void {
    this.shares.push(share);
  }
  get view(): WaveformView {
    return new WaveformView(this.waveforms[this.waveforms.length - 1] as SharedArrayBuffer);
  }
}

function store(): PcmStore {
  const made = new PcmStore(new SharedArrayBuffer(SOURCE_TABLE_BYTES));
  made.addSlab(0, new SharedArrayBuffer(SLAB_BYTES));
  return made;
}

/** Opens a source announced as `announced` frames, with slots for `frames`. */
function open(pcm: PcmStore, source: number, announced: number, frames: number, firstSlot: number): void {
  const format = formatFor(announced);
  const slots = Array.from({ length: slotsFor(frames, format, 2) }, (_, i) => firstSlot + i);
  pcm.openSource(source, format, 2, announced, slots);
}

const turns = async (n: number): Promise<void> => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
};

const piece = renderPiece({ groove: 'house', bpm: 126, seconds: 20, offsetS: 0.25, seed: 4 });
const frames = piece.length / 2;

describe('analysis queue', () => {
  it('draws while the track decodes and estimates when it is complete, as if it had come at once', async () => {
    const pcm = store();
    open(pcm, 0, frames, frames, 0);
    open(pcm, 1, frames, frames, 20);
    queue = new AnalysisQueue(pcm, PIECE_RATE);
    const growing = new Tape();
    const outcome = queue.analyse({ source: 0, loadToken: 1, wantsTempo: true }, growing);
    for (let at = 0; at < frames; at += 100_000) {
      const n = Math.min(100_000, frames - at);
      pcm.writeFrames(0, piece, at * 2, n);
      await turns(200);
    }
    expect(growing.view.columns).toBeGreaterThan(0);
    expect(growing.view.complete).toBe(false);
    pcm.completeSource(0, frames);
    const first = await outcome;
    const whole = new Tape();
    pcm.writeFrames(1, piece, 0, frames);
    pcm.completeSource(1, frames);
    const second = await queue.analyse({ source: 1, loadToken: 2, wantsTempo: true }, whole);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ kind: 'done', result: { grid: { bpm: 126 }, frames } });
    expect(growing.view.complete).toBe(true);
    for (let level = 0; level < 4; level++) {
      const bytes = whole.view.columnsAt(level) * 6;
      expect(growing.view.levels[level]?.subarray(0, bytes)).toEqual(whole.view.levels[level]?.subarray(0, bytes));
    }
    expect(growing.shares.at(-1)).toBe(1);
    expect([...growing.shares].sort((a, b) => a - b)).toEqual(growing.shares);
  });

  it('makes new room for a track that is longer than announced', async () => {
    const pcm = store();
    open(pcm, 0, 1000, frames, 0);
    queue = new AnalysisQueue(pcm, PIECE_RATE);
    const tape = new Tape();
    const outcome = queue.analyse({ source: 0, loadToken: 1, wantsTempo: false }, tape);
    await turns(20);
    pcm.writeFrames(0, piece, 0, frames);
    pcm.completeSource(0, frames);
    expect(await outcome).toEqual({ kind: 'done', result: null });
    expect(tape.waveforms.length).toBe(2);
    expect(tape.view.frames).toBe(frames);
  });

  it('stops at once when cancelled, and goes on with the others', async () => {
    const pcm = store();
    open(pcm, 0, frames, frames, 0);
    open(pcm, 1, frames, frames, 20);
    for (const source of [0, 1]) {
      pcm.writeFrames(source, piece, 0, frames);
      pcm.completeSource(source, frames);
    }
    queue = new AnalysisQueue(pcm, PIECE_RATE);
    const tape = new Tape();
    const a = queue.analyse({ source: 0, loadToken: 1, wantsTempo: true }, tape);
    const b = queue.analyse({ source: 1, loadToken: 2, wantsTempo: true }, new Tape());
    tape.onWaveform = () => {
      queue?.cancel(1);
      pcm.closeSource(0);
    };
    expect(await a).toEqual({ kind: 'cancelled' });
    expect((await b).kind).toBe('done');
    expect(tape.view.complete).toBe(false);
  });

  it('says what happened when the source vanishes under it', async () => {
    queue = new AnalysisQueue(store(), PIECE_RATE);
    const outcome: AnalysisOutcome = await queue.analyse({ source: 7, loadToken: 1, wantsTempo: true }, new Tape());
    expect(outcome.kind).toBe('failed');
    expect(outcome.kind === 'failed' && outcome.problem).toMatch(/source 7/);
  });
});
