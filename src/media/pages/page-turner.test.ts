/**
 * Voices play a long track through the shared PCM while its pages come and go, the turner getting its turns at any moment,
 * in the middle of a block as well. Every sample heard is the right one or a silence that is counted.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BLOCK_FRAMES, PAGE_FRAMES, PAGE_SLOTS } from '../../control-bus/constants.ts';
import { PcmStore, SLAB_BYTES, SOURCE_TABLE_BYTES } from '../../control-bus/pcm.ts';
import type { ByteFile } from '../byte-files/byte-files.ts';
import { PageTurner, WANTED_MAX } from './page-turner.ts';
import type { PageWishes, PlayHead } from './residency.ts';

const PAGES = 400;
const SOURCE = 5;
const SLOTS = Array.from({ length: PAGE_SLOTS }, (_, i) => PAGE_SLOTS - 1 - i);
/** Blocks between two turns: 5 ms. */
const TURN_BLOCKS = 2;

/** A track whose samples tell their frame: the place within 16 384 frames, and the page. Nothing is silent by itself. */
const left = (frame: number): number => (frame & 16_383) + 1;
const right = (frame: number): number => Math.floor(frame / PAGE_FRAMES) + 1;
const LEFT_OF_PAGE = Int32Array.from({ length: PAGE_FRAMES }, (_, i) => left(i));

class Track implements ByteFile {
  readonly name = 'track';
  reads = 0;

  size(): number {
    return PAGES * PAGE_FRAMES * 4;
  }

  read(target: Uint8Array<ArrayBuffer>, at: number): number {
    this.reads++;
    const frames = new Int32Array(target.buffer, target.byteOffset, PAGE_FRAMES);
    const page = right(at / 4) << 16;
    for (let i = 0; i < PAGE_FRAMES; i++) frames[i] = (LEFT_OF_PAGE[i] as number) | page;
    return target.length;
  }

  write(): void {}
  truncate(): void {}
  flush(): void {}
  close(): void {}
}

interface Bench {
  readonly turner: PageTurner;
  readonly track: Track;
  /** Renders one block of each head from latched tables, with `between` run after the latch. Returns frames missing. */
  block(heads: readonly PlayHead[], between?: () => void): number;
  /** The engine frame that is published. */
  frame: number;
}

function bench(): Bench {
  const table = new SharedArrayBuffer(SOURCE_TABLE_BYTES);
  const slab = new SharedArrayBuffer(SLAB_BYTES);
  const writer = new PcmStore(table);
  const reader = new PcmStore(table);
  writer.addSlab(0, slab);
  reader.addSlab(0, slab);
  writer.openPagedSource(SOURCE, PAGES * PAGE_FRAMES, SLOTS);
  writer.setReadable(SOURCE, PAGES * PAGE_FRAMES);
  writer.completeSource(SOURCE, PAGES * PAGE_FRAMES);
  const track = new Track();
  const out = new Float32Array(2048 * 2);
  const self: Bench = {
    turner: new PageTurner(writer, SOURCE, track),
    track,
    frame: 0,
    block(heads, between) {
      reader.latch();
      between?.();
      let missing = 0;
      for (const { frame, rate } of heads) {
        const n = Math.min(2048, Math.ceil(Math.abs(rate) * BLOCK_FRAMES) + 4);
        const from = Math.floor(rate < 0 ? frame - n : frame);
        const counted = reader.readFrames(SOURCE, from, n, out, 0);
        let silent = 0;
        for (let i = 0; i < n; i++) {
          const at = from + i;
          const l = (out[i * 2] as number) * 32_768;
          const r = (out[i * 2 + 1] as number) * 32_768;
          if (l === left(at) && r === right(at)) continue;
          if (l !== 0 || r !== 0) throw new Error(`frame ${at} sounds as ${l}, ${r}`);
          if (at >= 0 && at < PAGES * PAGE_FRAMES) silent++;
        }
        if (silent !== counted) throw new Error(`${silent} frames were silent, ${counted} were counted`);
        missing += counted;
      }
      self.frame += BLOCK_FRAMES;
      return missing;
    },
  };
  return self;
}

const wishesFor = (heads: readonly PlayHead[]): PageWishes => ({ heads, jumps: [], pins: [0, 60 * PAGE_FRAMES] });

test.each([0.5, 1, 1.5, -1, -1.5, 4])('at rate %s read-ahead keeps up: nothing is missing', (rate) => {
  const b = bench();
  let frame = 200 * PAGE_FRAMES;
  const head = (): PlayHead => ({ frame, rate, loop: null });
  b.turner.turn(wishesFor([head()]), PAGES, b.frame);
  let missing = 0;
  for (let block = 0; block < 12_000; block++) {
    missing += b.block([head()]);
    frame += rate * BLOCK_FRAMES;
    if (block % TURN_BLOCKS === 0) b.turner.turn(wishesFor([head()]), PAGES, b.frame);
  }
  expect(missing).toBe(0);
  expect(b.turner.resident).toBeLessThanOrEqual(PAGE_SLOTS);
});

test('a jump to a page on disk is heard after the next turn; pinned places at once', () => {
  const b = bench();
  const play = (frame: number, blocks: number): number => {
    let missing = 0;
    for (let block = 0; block < blocks; block++) {
      const heads = [{ frame: frame + block * BLOCK_FRAMES, rate: 1, loop: null }];
      if (block % TURN_BLOCKS === 1) b.turner.turn(wishesFor(heads), PAGES, b.frame);
      missing += b.block(heads);
    }
    return missing;
  };
  play(10 * PAGE_FRAMES, 4000);
  expect(play(300 * PAGE_FRAMES + 77, 400)).toBeLessThanOrEqual(2 * BLOCK_FRAMES);
  expect(play(60 * PAGE_FRAMES, 400)).toBe(0);
  expect(play(0, 400)).toBe(0);
});

test('a page that is wanted stays: it is read once', () => {
  const b = bench();
  const heads = [{ frame: 30 * PAGE_FRAMES, rate: 1, loop: null }];
  for (let block = 0; block < 200; block++) {
    b.turner.turn(wishesFor(heads), PAGES, b.frame);
    b.block(heads);
  }
  expect(b.track.reads).toBe(b.turner.resident);
  expect(b.turner.resident).toBeLessThanOrEqual(WANTED_MAX);
});

test('four voices that jump, turn round and loop anywhere hear right samples or counted silence, whenever pages turn', () => {
  const place = fc.integer({ min: 0, max: PAGES * PAGE_FRAMES - 1 });
  const step = fc.record({
    voice: fc.integer({ min: 0, max: 3 }),
    to: place,
    rate: fc.constantFrom(-8, -1.5, -1, 0, 0.5, 1, 1.5, 8, 15),
    loopFrames: fc.option(fc.integer({ min: 2000, max: 6 * PAGE_FRAMES })),
    blocks: fc.integer({ min: 1, max: 40 }),
    turnsWithin: fc.integer({ min: 0, max: 2 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      const b = bench();
      const heads: PlayHead[] = Array.from({ length: 4 }, () => ({ frame: 0, rate: 1, loop: null }));
      for (const { voice, to, rate, loopFrames, blocks, turnsWithin } of steps) {
        const loop = loopFrames === null ? null : { inFrame: to, outFrame: to + loopFrames };
        heads[voice] = { frame: to, rate, loop };
        for (let block = 0; block < blocks; block++) {
          b.block(heads, () => {
            // Within a block the newest snapshot is that of the block before.
            for (let turn = 0; turn < turnsWithin; turn++) b.turner.turn(wishesFor(heads), PAGES, b.frame);
          });
          heads.forEach((head, v) => {
            let frame = head.frame + head.rate * BLOCK_FRAMES;
            if (head.loop !== null && frame >= head.loop.outFrame) frame -= head.loop.outFrame - head.loop.inFrame;
            heads[v] = { ...head, frame };
          });
        }
        expect(b.turner.resident).toBeLessThanOrEqual(PAGE_SLOTS);
      }
    }),
    { seed: 20_261, numRuns: 15 },
  );
});
