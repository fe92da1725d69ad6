/**
 * What a session log says was not decoded in time: on replay these frames are played as zeros, as they were live.
 * Thread: any off the audio thread (a live engine has none). `silence` does not allocate.
 */
import { VOICE_COUNT } from '../src/control-bus/constants.ts';

export class MissingFrames {
  private readonly byBlock = new Map<number, number[]>();

  /** Source frames [first, first + count) were missing for `voice` in the block that began at engine frame `block`. */
  add(block: number, voice: number, first: number, count: number): void {
    const key = block * VOICE_COUNT + voice;
    const runs = this.byBlock.get(key);
    if (runs === undefined) this.byBlock.set(key, [first, count]);
    else runs.push(first, count);
  }

  /** Zeroes what was missing of source frames [from, from + n) in interleaved stereo `target[at…]`; returns how many frames. */
  silence(block: number, voice: number, from: number, n: number, target: Float32Array, at: number): number {
    const runs = this.byBlock.get(block * VOICE_COUNT + voice);
    if (runs === undefined) return 0;
    let silenced = 0;
    for (let i = 0; i < n; i++) {
      const frame = from + i;
      for (let run = 0; run < runs.length; run += 2) {
        const first = runs[run] as number;
        if (frame < first || frame >= first + (runs[run + 1] as number)) continue;
        target[at + i * 2] = 0;
        target[at + i * 2 + 1] = 0;
        silenced++;
        break;
      }
    }
    return silenced;
  }
}
