/**
 * Released kernels stay what they were: every file in `public/kernels/` has the content its name says, and renders a fixed
 * set through today's shell as it did on the day of its release. A change to the shell that alters what old logs replay as
 * fails here. Thread: Node.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Command, makeCommand, Op } from '../src/control-bus/commands.ts';
import { SESSION_RATE_HZ } from '../src/control-bus/constants.ts';
import { deckControlIndex, findControl } from '../src/control-bus/controls.ts';
import { PcmStore, SOURCE_TABLE_BYTES } from '../src/control-bus/pcm.ts';
import { moduleId } from './build-kernel.ts';
import { fillSource, findModules, loadEngine } from './load-engine.ts';

const KERNELS = fileURLToPath(new URL('../public/kernels/', import.meta.url));

/** Kernel and stretcher, and the first 16 hex digits of the SHA-256 of what they render below. One line a release. */
const RELEASES = [
  ['4beb5cceafaa', '83869197b3c5', '5a981fd73975f42b'],
  ['4f2815692580', '83869197b3c5', '5a981fd73975f42b'],
] as const;

const FRAMES = 6 * SESSION_RATE_HZ;
const BLOCKS = 1200;

/** Noise that falls over each half second, from a linear congruential generator (Numerical Recipes' constants). */
function track(seed: number): Float32Array {
  const out = new Float32Array(FRAMES * 2);
  let state = seed >>> 0;
  for (let i = 0; i < out.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[i] = (state / 2 ** 32 - 0.5) * (1 - (i % SESSION_RATE_HZ) / SESSION_RATE_HZ);
  }
  return out;
}

function commands(): Command[] {
  const deck = (n: number, fields: Partial<Command> & { op: Op }): Command => makeCommand({ deck: n, ...fields });
  const control = (index: number, a: number): Command => makeCommand({ op: Op.setControl, target: index, a });
  const list: Command[] = [];
  for (const n of [0, 1]) {
    list.push(deck(n, { op: Op.load, target: n, a: n + 1 }), deck(n, { op: Op.sourceLength, target: n, a: FRAMES }));
    list.push(deck(n, { op: Op.setGrid, a: 0, b: 120, c: 4 }), control(deckControlIndex(n, 'keylock'), n));
    list.push(control(deckControlIndex(n, 'tempo'), n === 0 ? 0.4 : -0.3), deck(n, { op: Op.play }));
  }
  list.push(control(deckControlIndex(0, 'filter'), 0.4), control(deckControlIndex(1, 'eq.low'), -12));
  list.push(control(findControl('mixer.crossfader') ?? 0, 0.1), deck(0, { op: Op.loopBeats, a: 2 }));
  return list;
}

describe('released kernels', () => {
  it('are all listed here, under their own names', () => {
    const files = readdirSync(KERNELS).filter((name) => name.endsWith('.wasm'));
    const listed = RELEASES.flatMap(([kernel, stretcher]) => [`kernel-${kernel}.wasm`, `stretcher-${stretcher}.wasm`]);
    expect(files.sort()).toEqual([...new Set(listed)].sort());
    for (const file of files) expect(file).toContain(moduleId(readFileSync(KERNELS + file)));
  });

  it.each(RELEASES)(
    'kernel %s with stretcher %s renders as on its first day',
    async (kernelId, stretcherId, golden) => {
      const modules = await findModules(kernelId, stretcherId);
      if (modules === undefined) throw new Error(`kernel ${kernelId} is not in public/kernels`);
      const pcm = new PcmStore(new SharedArrayBuffer(SOURCE_TABLE_BYTES));
      fillSource(pcm, 1, track(2), fillSource(pcm, 0, track(1)));
      const engine = await loadEngine({ pcm, modules });
      for (const command of commands()) engine.pushCommand(command);
      const master = new Float32Array(BLOCKS * 256);
      engine.renderBlocks(BLOCKS, { master });
      expect(master.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0)).toBeGreaterThan(0.1);
      expect(createHash('sha256').update(new Uint8Array(master.buffer)).digest('hex').slice(0, 16)).toBe(golden);
    },
  );
});
