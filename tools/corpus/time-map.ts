/**
 * From beats to seconds: constant tempo, a slow drift, the wandering of a band, or another tempo from some bar on.
 * Thread: Node.
 */
import { sin, TAU } from '../../src/dsp-utils/portable-maths.ts';
import type { Random } from './random.ts';

export type TempoKind = 'constant' | 'drift' | 'wander' | 'step';

export class TimeMap {
  /** Second of each whole beat. */
  private readonly seconds: Float64Array;

  /** `startS`: second of beat 0. `bars`: beats at which a step may fall. */
  constructor(r: Random, kind: TempoKind, bpm: number, beats: number, startS: number, stepBeat: number) {
    this.seconds = new Float64Array(beats + 9);
    const drift = r.range(0.02, 0.06) * (r.chance(0.5) ? 1 : -1);
    const step = r.pick([0.94, 0.95, 1.05, 1.07]);
    // Two slow waves and a random walk that is pulled back: what bands without a click do.
    const waves = [r.range(0.004, 0.01), r.range(0.002, 0.006)] as const;
    const lengths = [r.range(50, 110), r.range(18, 40)] as const;
    let walk = 0;
    let at = startS;
    for (let beat = 0; beat < this.seconds.length; beat++) {
      this.seconds[beat] = at;
      let factor = 1;
      if (kind === 'drift') factor = 1 + drift * (beat / beats - 0.5);
      if (kind === 'step' && beat >= stepBeat) factor = step;
      if (kind === 'wander') {
        walk = walk * 0.92 + 0.0022 * r.normal();
        factor = 1 + walk + waves[0] * sin((TAU * beat) / lengths[0]) + waves[1] * sin((TAU * beat) / lengths[1]);
      }
      at += 60 / (bpm * factor);
    }
  }

  at(beat: number): number {
    const whole = Math.max(0, Math.min(this.seconds.length - 2, Math.floor(beat)));
    const a = this.seconds[whole] as number;
    const b = this.seconds[whole + 1] as number;
    return a + (b - a) * (beat - whole);
  }
}
