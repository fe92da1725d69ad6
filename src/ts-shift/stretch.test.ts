import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileAssembly } from '../../tools/assembly.ts';
import { stretcherBytes } from '../../tools/stretcher.ts';
import { STRETCH_MAX_FRAMES, StretchInstance, StretchPreset } from './instance.ts';
import { playStretched } from './reference-player.ts';
import { stretchTimingCorrection } from './timing-table.ts';

const RATE_HZ = 48_000;
let module: WebAssembly.Module;
beforeAll(() => {
  module = new WebAssembly.Module(stretcherBytes());
});
const create = (preset: StretchPreset = StretchPreset.full): StretchInstance =>
  new StretchInstance(module, RATE_HZ, preset, 1);

/** Partials of two chords with noise bursts: steady and transient material, from integers only. */
function music(frames: number): Float32Array {
  const out = new Float32Array(frames);
  const partials = [110, 220.5, 331, 1234, 3300].map((hz) => {
    const step = (2 * Math.PI * hz) / RATE_HZ;
    return { c: 2 - step * step + step ** 4 / 12 - step ** 6 / 360, a: 0, b: step };
  });
  let random = 1;
  for (let i = 0; i < frames; i++) {
    let x = 0;
    for (const p of partials) {
      const next = p.c * p.b - p.a;
      p.a = p.b;
      p.b = next;
      x += next * 0.0005;
    }
    random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
    const since = i % 24_000;
    out[i] = 0.1 * x + (since < 4000 ? (random / 0x7fffffff - 0.5) * 0.3 * (1 - since / 4000) : 0);
  }
  return out;
}

const hash = (samples: Float32Array): string =>
  createHash('sha256')
    .update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
    .digest('hex');

function snrDb(out: Float32Array, source: Float32Array, from: number, at: number, n: number): number {
  let signal = 0;
  let error = 0;
  for (let i = at; i < at + n; i++) {
    const x = source[from + i] as number;
    signal += x * x;
    error += (x - (out[i] as number)) ** 2;
  }
  return 10 * Math.log10(signal / error);
}

describe('one stretcher', () => {
  it('states the latency its preset has', () => {
    const full = create();
    expect([full.inputLatencyFrames, full.outputLatencyFrames, full.hopFrames]).toEqual([2880, 4320, 1440]);
    const light = create(StretchPreset.light);
    expect([light.inputLatencyFrames, light.outputLatencyFrames, light.hopFrames]).toEqual([2400, 4320, 1920]);
  });

  it('is transparent and aligned from the first heard frame at rate 1, when primed', () => {
    const source = music(120_000);
    const out = playStretched(create(), source, { position: 40_037, rate: 1, frames: 8192 });
    expect(snrDb(out, source, 40_037, 0, 512)).toBeGreaterThan(110);
    expect(snrDb(out, source, 40_037, 0, 8192)).toBeGreaterThan(110);
  });

  it('comes in within a short crossfade after a pre-run of 2880 frames', () => {
    const source = music(120_000);
    const out = playStretched(create(), source, { position: 40_037, rate: 1, frames: 4096, preRunFrames: 2880 });
    expect(snrDb(out, source, 40_037, 0, 512)).toBeGreaterThan(20);
    expect(snrDb(out, source, 40_037, 1024, 512)).toBeGreaterThan(55);
  });

  it.each(
    [StretchPreset.full, StretchPreset.light].flatMap((preset) =>
      [0.92, 0.96, 1.04, 1.08].map((rate) => ({ preset, rate })),
    ),
  )('plays a click track at rate $rate within ±6 frames, preset $preset', ({ preset, rate }) => {
    const source = new Float32Array(400_000);
    const clicks: number[] = [];
    for (let c = 30_000; c < source.length; c += 24_000) clicks.push(c);
    for (const c of clicks) source[c] = 0.9;
    const position = 20_011;
    const out = playStretched(create(preset), source, { position, rate, frames: 320_000 });
    const errors = clicks.flatMap((c, i) => {
      const due = (c - position) / rate;
      if (i < 2 || due > out.length - 600) return [];
      let peak = Math.round(due) - 500;
      for (let j = peak; j < due + 500; j++) if (Math.abs(out[j] ?? 0) > Math.abs(out[peak] ?? 0)) peak = j;
      return [Math.abs(peak - due)];
    });
    expect(errors.length).toBeGreaterThan(8);
    expect(Math.max(...errors)).toBeLessThanOrEqual(6);
  });

  it('continues bit for bit from a heap copied into a fresh instance', () => {
    const source = music(150_000);
    const a = create();
    playStretched(a, source, { position: 30_000, rate: 1.08, semitones: 2, frames: 10_000 });
    const b = create();
    b.restore(a.checkpoint());
    const run = (s: StretchInstance): Float32Array => {
      const out = new Float32Array(100 * 128);
      for (let block = 0; block < 100; block++) {
        for (let i = 0; i < 138; i++) {
          s.heap[s.bufferAt + i] = source[60_000 + block * 138 + i] as number;
          s.heap[s.bufferAt + STRETCH_MAX_FRAMES + i] = source[60_000 + block * 138 + i] as number;
        }
        s.process(138, 128);
        const from = s.bufferAt + STRETCH_MAX_FRAMES * 2;
        out.set(s.heap.subarray(from, from + 128), block * 128);
      }
      return out;
    };
    const first = run(a);
    expect(first.some((x) => x !== 0)).toBe(true);
    expect(hash(run(b))).toBe(hash(first));
  });

  it('refuses the heap of another preset or a torn one', () => {
    expect(() => create().restore({ heap: new Uint8Array(65_536) })).toThrow(/does not fit/);
    expect(() => create().restore({ heap: new Uint8Array(100 * 65_536 + 4) })).toThrow(/does not fit/);
  });

  it('gives the bytes of the package run through its own processor class', async () => {
    // The reference hosting: the package's file evaluated in a worklet-like scope, its processor captured.
    const captured: { create?: new (options: object) => PackageProcessor } = {};
    const scope = globalThis as Record<string, unknown>;
    scope.AudioWorkletProcessor = class {
      port = { postMessage: () => undefined };
    };
    scope.registerProcessor = (_name: string, create: new (options: object) => PackageProcessor) => {
      captured.create = create;
    };
    scope.sampleRate = RATE_HZ;
    scope.currentTime = 0;
    try {
      const packageName: string = 'signalsmith-stretch';
      await import(/* @vite-ignore */ packageName);
      const Processor = captured.create;
      if (Processor === undefined) throw new Error('the package registered no processor');
      const processor = new Processor({ numberOfOutputs: 1, outputChannelCount: [2] });
      while (!processor.wasmReady) await new Promise((resolve) => setImmediate(resolve));
      const wasm = processor.wasmModule;
      wasm._configure(2, 5760, 1440, 1);
      wasm._reset();
      const buffer = wasm._setBuffers(2, STRETCH_MAX_FRAMES) / 4;
      wasm._setTransposeSemitones(0, 8000 / RATE_HZ);
      const theirs = new Float32Array(200 * 128);
      const ours = new Float32Array(200 * 128);
      const source = music(60_000);
      const mine = create();
      for (let block = 0; block < 200; block++) {
        const input = source.subarray(block * 139, block * 139 + 139);
        const heap = new Float32Array(wasm.HEAP8.buffer);
        for (const [h, at] of [
          [heap, buffer],
          [mine.heap, mine.bufferAt],
        ] as const) {
          h.set(input, at);
          h.set(input, at + STRETCH_MAX_FRAMES);
        }
        wasm._process(139, 128);
        mine.process(139, 128);
        const out = buffer + STRETCH_MAX_FRAMES * 2;
        theirs.set(new Float32Array(wasm.HEAP8.buffer).subarray(out, out + 128), block * 128);
        const at = mine.bufferAt + STRETCH_MAX_FRAMES * 2;
        ours.set(mine.heap.subarray(at, at + 128), block * 128);
      }
      expect(theirs.some((x) => x !== 0)).toBe(true);
      expect(hash(ours)).toBe(hash(theirs));
    } finally {
      for (const name of ['AudioWorkletProcessor', 'registerProcessor', 'sampleRate', 'currentTime'])
        delete scope[name];
    }
  });

  it('has one timing table, in TypeScript and in the kernel', async () => {
    const entry = 'worklets/kernel/assembly/deck-stretch-timing.ts';
    const wasm = new WebAssembly.Module(await compileAssembly(entry, []));
    const memory = new WebAssembly.Memory({ initial: 128, maximum: 128 });
    const kernel = new WebAssembly.Instance(wasm, { env: { memory } }).exports as unknown as {
      setStretchTiming(inputLatency: number, rateHz: number): void;
      stretchTimingCorrection(rate: number): number;
    };
    kernel.setStretchTiming(2880, RATE_HZ);
    for (let rate = 0.4; rate < 2.2; rate += 0.0037)
      expect(kernel.stretchTimingCorrection(rate)).toBe(stretchTimingCorrection(rate));
    kernel.setStretchTiming(2400, RATE_HZ);
    expect(kernel.stretchTimingCorrection(0.92)).toBe(0);
    expect(stretchTimingCorrection(1)).toBe(0);
    expect(stretchTimingCorrection(Number.NaN)).toBe(0);
  });
});

interface PackageProcessor {
  readonly wasmReady: boolean;
  readonly wasmModule: {
    readonly HEAP8: Int8Array;
    _configure(channels: number, block: number, hop: number, split: number): void;
    _reset(): void;
    _setBuffers(channels: number, frames: number): number;
    _setTransposeSemitones(semitones: number, limit: number): void;
    _process(framesIn: number, framesOut: number): void;
  };
}
