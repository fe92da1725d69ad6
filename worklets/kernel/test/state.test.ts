import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Op, type OpName } from '../../../src/control-bus/commands.ts';
import { CONTROL_COUNT } from '../../../src/control-bus/controls.ts';
import { KERNEL_PAGES } from '../../abi.ts';
import { indexTrack, kernelBytes, sineTrack, TestEngine } from './harness.ts';

const OPS = Object.keys(Op) as OpName[];

/** A scene that uses everything once; `from` skips what was done already. */
function play(e: TestEngine, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    if (i === 0)
      for (let d = 0; d < 4; d++) {
        e.load(d, sineTrack(1 << 21, 180 + 37 * d));
        e.send('setGrid', { deck: d, a: 100 * d, b: 120 + 3 * d, c: 4 });
        e.send('play', { deck: d });
      }
    if (i === 20) e.set('deck.a.tempo', 0.5);
    if (i === 40) e.send('loopBeats', { deck: 1, a: 0.25 });
    if (i === 50) e.send('scratchStart', { deck: 2 });
    if (i > 50 && i < 80) e.send('scratchMove', { deck: 2, a: 300 * Math.sin(i), b: e.fast.engineFrame - 40 });
    if (i === 80) e.send('scratchEnd', { deck: 2 });
    if (i === 90) e.send('hotCueJump', { deck: 3, target: 0 });
    if (i === 95) e.send('beatJump', { deck: 3, a: 4, clock: 3, flags: 3, step: 1 });
    if (i === 110) e.send('spinBack', { deck: 0, a: 0.2, b: 3 });
    if (i === 130) e.send('syncOnce', { deck: 1, target: 3 });
    if (i === 150) e.set('deck.d.key.shift', 2);
    e.block();
  }
}

const digest = (samples: readonly number[]): string =>
  createHash('sha256')
    .update(new Uint8Array(new Float32Array(samples).buffer))
    .digest('hex')
    .slice(0, 16);

describe('all state is in memory', () => {
  test('the module cannot grow its memory', async () => {
    const bytes = await kernelBytes();
    const module = await WebAssembly.compile(bytes);
    expect(
      WebAssembly.Module.imports(module)
        .map((i) => `${i.name}:${i.kind}`)
        .sort(),
    ).toEqual(['fetch:function', 'memory:memory', 'stretch:function']);
    // A module that could grow would accept a memory that can.
    const env = { fetch: () => 0, stretch: () => undefined };
    const wider = new WebAssembly.Memory({ initial: KERNEL_PAGES, maximum: KERNEL_PAGES + 1 });
    expect(() => new WebAssembly.Instance(module, { env: { ...env, memory: wider } })).toThrow(WebAssembly.LinkError);
    const memory = new WebAssembly.Memory({ initial: KERNEL_PAGES, maximum: KERNEL_PAGES });
    expect(new WebAssembly.Instance(module, { env: { ...env, memory } })).toBeDefined();
  });

  test('mutable globals hold nothing across calls: garbage in them changes no byte', async () => {
    const plain = await TestEngine.create();
    const garbled = await TestEngine.create();
    const globals = Object.values(garbled.kernel).filter((x) => x instanceof WebAssembly.Global);
    for (const e of [plain, garbled]) e.capture = true;
    for (let i = 0; i < 200; i++) {
      play(plain, i, i + 1);
      for (const g of globals) g.value = typeof g.value === 'bigint' ? 0x1234_5678_9abc_def0n : 12_345;
      play(garbled, i, i + 1);
    }
    expect(digest(garbled.master)).toBe(digest(plain.master));
    for (let d = 0; d < 4; d++) expect(digest(garbled.played[d] ?? [])).toBe(digest(plain.played[d] ?? []));
  });

  test('a checkpoint restored into a fresh kernel continues with the same bytes', async () => {
    for (const at of [35, 60, 77, 118]) {
      // Without a stretcher: its own state is its host's to copy.
      const first = await TestEngine.create({ stretch: false });
      play(first, 0, at);
      const saved = first.checkpoint();
      const second = await TestEngine.create({ stretch: false });
      second.tracks.push(...first.tracks);
      second.restore(saved);
      second.fast.engineFrame = first.fast.engineFrame;
      for (const e of [first, second]) {
        e.capture = true;
        play(e, at, at + 120);
      }
      expect(digest(second.master)).toBe(digest(first.master));
      for (let d = 0; d < 4; d++) expect(digest(second.played[d] ?? [])).toBe(digest(first.played[d] ?? []));
      expect(second.fast).toEqual(first.fast);
    }
  });
});

test('the voices sound as they always did', async () => {
  const e = await TestEngine.create();
  e.capture = true;
  play(e, 0, 250);
  expect([0, 1, 2, 3].map((d) => digest(e.played[d] ?? []))).toMatchInlineSnapshot(`
    [
      "3e128ebaaf3f43c9",
      "d51db43e0c5ba962",
      "cc22a18cc1bc6cc5",
      "b6f9fe6402a60485",
    ]
  `);
});

test('samples that are no numbers reach nothing', async () => {
  const e = await TestEngine.create();
  const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  e.load(0, { frames: 1 << 20, sample: (f) => (f % 100 < 3 ? (bad[f % 3] as number) : 0.1) });
  e.set('deck.a.tempo', 0.7);
  e.send('play', { deck: 0 });
  e.capture = true;
  e.blocks(100);
  expect((e.played[0] as number[]).every(Number.isFinite)).toBe(true);
  expect(e.master.every(Number.isFinite)).toBe(true);
});

describe('any commands at all', () => {
  const number = fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: -40, max: 40, noNaN: true }) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 300_000 }) },
    { weight: 1, arbitrary: fc.double() },
  );
  const command = fc.record({
    op: fc.constantFrom(...OPS),
    deck: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 3 }) }, fc.integer({ min: 0, max: 255 })),
    clock: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 4 })),
    flags: fc.integer({ min: 0, max: 7 }),
    target: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: CONTROL_COUNT }) }, fc.integer()),
    time: number,
    step: fc.oneof(fc.constantFrom(0.25, 1, 4), number),
    a: number,
    b: number,
    c: number,
    wait: fc.integer({ min: 0, max: 6 }),
  });

  test('never trap, never hang, never leave a sample or a state that is no number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 120 }), async (commands) => {
        const e = await TestEngine.create();
        for (let d = 0; d < 4; d++) {
          e.load(d, indexTrack(200_000));
          e.send('setGrid', { deck: d, a: 0, b: 123 + d, c: 4 });
          e.send('play', { deck: d });
        }
        e.send('transportPlay');
        e.capture = true;
        for (const { op, wait, ...fields } of commands) {
          if (op === 'load' || op === 'eject') continue;
          e.send(op, fields as Parameters<TestEngine['send']>[1]);
          e.blocks(wait);
        }
        e.blocks(20);
        for (let v = 0; v < 9; v++) expect((e.played[v] as number[]).every(Number.isFinite)).toBe(true);
        for (const deck of e.fast.decks) {
          const { meter: _, ...rest } = deck;
          expect(Object.values(rest).every(Number.isFinite)).toBe(true);
        }
        expect(e.fast.pendingCount).toBeLessThanOrEqual(64);
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});
