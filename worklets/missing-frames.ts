/**
 * What a session log says was not decoded in time: on replay it is played as zeros, as it was live.
 * The engine latches every watermark once per block, so for one voice and block "missing" is one frame number: all source
 * frames from there on were not there, all before were.
 *
 * Thread: any off the audio thread (a live engine has none). `silence` does not allocate.
 */
import { VOICE_COUNT } from '../src/control-bus/constants.ts';

export class MissingFrames {
  private readonly firstByBlock = new Map<number, number>();

  /** For `voice`, in the block that began at engine frame `block`, source frames from `first` on were missing. */
  add(block: number, voice: number, first: number): void {
    const key = block * VOICE_COUNT + voice;
    const known = this.firstByBlock.get(key);
    this.firstByBlock.set(key, known === undefined ? first : Math.min(known, first));
  }

  /** Zeroes what was missing of source frames [from, from + n) in interleaved stereo `target[at…]`; returns how many frames. */
  silence(block: number, voice: number, from: number, n: number, target: Float32Array, at: number): number {
    const first = this.firstByBlock.get(block * VOICE_COUNT + voice);
    if (first === undefined || first >= from + n) return 0;
    const start = Math.max(first, from);
    target.fill(0, at + (start - from) * 2, at + n * 2);
    return from + n - start;
  }
}
