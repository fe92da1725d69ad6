/**
 * Everything that one pass over a track's PCM hears, and what is concluded from it at the end: onsets and tempo, chroma
 * and key, loudness, energy and structure. The job feeds it from the shared pool, import and evaluation from files.
 *
 * Thread: analysis worker; runs anywhere. `push` does not allocate but when a curve outgrows its room.
 */
import { conclude } from './conclude.ts';
import { KeyStream } from './key.ts';
import { OnsetStream } from './onsets.ts';
import { PortraitStream } from './portrait.ts';
import type { AnalysisResult } from './result.ts';

/** Share of tempo and key in the time that concluding takes. */
const CONCLUSION_SHARE = 0.9;

export class TrackListener {
  private readonly onsets: OnsetStream;
  private readonly chroma: KeyStream;
  private readonly portrait: PortraitStream;

  constructor(rateHz: number) {
    this.onsets = new OnsetStream(rateHz);
    this.chroma = new KeyStream(rateHz);
    this.portrait = new PortraitStream(rateHz);
  }

  /** Appends `n` frames of interleaved stereo from `stereo[0…]`. */
  push(stereo: Float32Array, n: number): void {
    this.onsets.push(stereo, n);
    this.chroma.push(stereo, n);
    this.portrait.push(stereo, n);
  }

  /** After the last frame: yields progress 0…1 between steps of some milliseconds, and returns the result. */
  *finish(): Generator<number, AnalysisResult> {
    const conclusion = conclude(this.onsets.finish(), this.chroma.features());
    for (;;) {
      const step = conclusion.next();
      if (step.done) return yield* this.withPortrait(step.value);
      yield step.value * CONCLUSION_SHARE;
    }
  }

  private *withPortrait(found: AnalysisResult): Generator<number, AnalysisResult> {
    const portrait = this.portrait.finish(found.grid);
    for (;;) {
      const step = portrait.next();
      if (step.done) return { ...found, ...step.value };
      yield CONCLUSION_SHARE;
    }
  }
}
