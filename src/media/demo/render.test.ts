import { beforeAll, expect, test } from 'vitest';
import { compileDemoSynth } from '../../../tools/build-demo-synth.ts';
import { PcmFormat } from '../../control-bus/layouts.ts';
import { PcmHasher } from '../decode/identity.ts';
import { RENDERED } from './catalogue.generated.ts';
import { type PcmSink, type RenderOptions, renderScore } from './render.ts';
import type { Score } from './score/types.ts';
import { SCORES, scoreOf } from './scores/index.ts';

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await WebAssembly.compile(await compileDemoSynth());
});

/** Hashes and measures what passes. */
class Probe implements PcmSink {
  readonly hasher = new PcmHasher(PcmFormat.float32);
  frames = 0;
  opened = 0;
  completed = 0;
  peak = 0;
  finite = true;
  sums = [0, 0];
  private readonly limit: number;

  constructor(limit = Number.POSITIVE_INFINITY) {
    this.limit = limit;
  }

  async open(totalFrames: number): Promise<void> {
    this.opened = totalFrames;
  }

  write(interleaved: Float32Array, frames: number): void {
    this.hasher.update(interleaved, Math.max(0, Math.min(frames, this.limit - this.frames)));
    this.frames += frames;
    for (let i = 0; i < frames * 2; i++) {
      const x = interleaved[i] as number;
      this.finite &&= Number.isFinite(x);
      this.peak = Math.max(this.peak, Math.abs(x));
      this.sums[i & 1] = (this.sums[i & 1] as number) + x;
    }
  }

  complete(totalFrames: number): void {
    this.completed = totalFrames;
  }
}

async function render(
  score: Score,
  options: RenderOptions = {},
  limit?: number,
): Promise<{ probe: Probe; pcmId: string; lost: number }> {
  const probe = new Probe(limit);
  const { lostNotes } = await renderScore(module, score, probe, options);
  const { pcmId } = await probe.hasher.finish();
  return { probe, pcmId, lost: lostNotes };
}

test.each(SCORES.map((s) => s.id))('%s: its first ten seconds are the known ones', async (id) => {
  const { probe, pcmId } = await render(scoreOf(id), { maxFrames: 480_000 });
  expect(pcmId).toBe(RENDERED[id]?.firstId);
  expect(probe.peak).toBeGreaterThan(0.2);
  expect(probe.peak).toBeLessThan(0.95);
});

test('a whole track: known samples, no clipping, no offset, no note lost, silence at the end', async () => {
  const score = scoreOf('low-ferry');
  const { probe, pcmId, lost } = await render(score);
  expect(pcmId).toBe(RENDERED['low-ferry']?.pcmId);
  expect(lost).toBe(0);
  expect(probe.finite).toBe(true);
  expect(probe.peak).toBeLessThan(0.95);
  for (const sum of probe.sums) expect(Math.abs(sum / probe.frames)).toBeLessThan(0.001);
  expect(probe.frames).toBe(probe.opened);
  expect(probe.completed).toBe(probe.opened);
});

test('the first frames sound: the grid starts at frame 0 without the limiter’s delay', async () => {
  const first: number[] = [];
  await renderScore(
    module,
    scoreOf('sodium-lights'),
    {
      async open() {},
      write: (interleaved, frames) => {
        if (first.length === 0)
          for (let i = 0; i < Math.min(frames, 600); i++) first.push(Math.abs(interleaved[i * 2] as number));
      },
      complete() {},
    },
    { maxFrames: 1000 },
  );
  expect(first.findIndex((x) => x > 0.01)).toBeLessThan(24);
});

test('an aborted rendering stops and leaves the sink incomplete', async () => {
  const abort = new AbortController();
  const probe = new Probe();
  const score = scoreOf('low-ferry');
  const pause = async (): Promise<void> => abort.abort(new Error('enough'));
  await expect(renderScore(module, score, probe, { signal: abort.signal, pause })).rejects.toThrow('enough');
  expect(probe.completed).toBe(0);
  expect(probe.frames).toBeLessThan(probe.opened / 4);
});
