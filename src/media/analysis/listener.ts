/**
 * Everything that one pass over a track's PCM hears, and what is concluded from it at the end: onsets and tempo, chroma
 * and key. The job feeds it from the shared pool, the evaluation from files.
 *
 * Thread: analysis worker; runs anywhere. `push` does not allocate but when a curve outgrows its room.
 */
import { conclude } from './conclude.ts';
import { KeyStream } from './key.ts';
import { OnsetStream } from './onsets.ts';
import type { AnalysisResult } from './result.ts';

export class TrackListener {
  private readonly onsets: OnsetStream;
  private readonly chroma: KeyStream;

  constructor(rateHz: number) {
    this.onsets = new OnsetStream(rateHz);
    this.chroma = new KeyStream(rateHz);
  }

  /** Appends `n` frames of interleaved stereo from `stereo[0…]`. */
  push(stereo: Float32Array, n: number): void {
    this.onsets.push(stereo, n);
    this.chroma.push(stereo, n);
  }

  /** After the last frame: yields progress 0…1 between steps of some milliseconds, and returns the result. */
  finish(): Generator<number, AnalysisResult> {
    return conclude(this.onsets.finish(), this.chroma.features());
  }
}
