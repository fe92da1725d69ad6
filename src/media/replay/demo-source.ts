/**
 * Demo tracks for a replay: rendered again from their scores, as the demo worker rendered them.
 * Thread: any worker, Node.
 */
import { renderScore } from '../demo/render.ts';
import { SCORES } from '../demo/scores/index.ts';
import type { DemoRenderer } from './track-finders.ts';

/** The id in a demo track's file id, 'demo:<id>:<start of its pcmId>'. */
const idOf = (fileId: string): string => fileId.split(':')[1] ?? '';

/** A renderer on the synth's module, which is loaded when the first demo track is asked for. */
export function demoRenderer(loadSynth: () => Promise<WebAssembly.Module>): DemoRenderer {
  let module: Promise<WebAssembly.Module> | undefined;
  return async (fileId, sink) => {
    const score = SCORES.find(({ id }) => id === idOf(fileId));
    if (score === undefined) return false;
    module ??= loadSynth();
    await renderScore(await module, score, sink);
    return true;
  };
}
