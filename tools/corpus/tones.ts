/**
 * Pitched sounds with random timbre, made of sine partials. Notes are rendered once per piece and kept.
 * Thread: Node. Everything here allocates.
 */
import { cos, exp, pow, sin, TAU } from '../../src/dsp-utils/portable-maths.ts';
import type { Random } from './random.ts';

export type ToneName = 'bass' | 'pad' | 'stab' | 'keys' | 'pluck' | 'lead';

interface Timbre {
  /** Amplitude of each partial, the fundamental first. */
  readonly partials: readonly number[];
  /** Partials of a stiff string lie a little too high. */
  readonly stiffness: number;
  readonly attackS: number;
  /** Fall per second, of the fundamental and, added to it, of each partial above. */
  readonly decay: number;
  readonly brightDecay: number;
  readonly releaseS: number;
  readonly vibratoCents: number;
  readonly gain: number;
}

function spectrum(r: Random, count: number, slope: number, onlyOdd: boolean): number[] {
  return Array.from({ length: count }, (_, i) =>
    onlyOdd && i % 2 === 1 ? 0.02 : pow(i + 1, -slope) * r.range(0.5, 1),
  );
}

function timbreOf(name: ToneName, r: Random): Timbre {
  const odd = r.chance(0.3);
  const common = { stiffness: 0, brightDecay: 0, vibratoCents: 0 };
  switch (name) {
    case 'bass':
      return {
        ...common,
        partials: spectrum(r, r.int(2, 9), r.range(0.9, 2), odd),
        attackS: r.range(0.001, 0.012),
        decay: r.range(0.4, 5),
        brightDecay: r.range(0, 8),
        releaseS: 0.02,
        gain: 0.34,
      };
    case 'pad':
      return {
        ...common,
        partials: spectrum(r, r.int(4, 9), r.range(1, 1.8), odd),
        attackS: r.range(0.03, 0.4),
        decay: r.range(0, 0.2),
        releaseS: 0.25,
        gain: 0.09,
      };
    case 'stab':
      return {
        ...common,
        partials: spectrum(r, r.int(5, 10), r.range(0.7, 1.3), odd),
        attackS: r.range(0.001, 0.006),
        decay: r.range(5, 12),
        brightDecay: r.range(1, 4),
        releaseS: 0.02,
        gain: 0.13,
      };
    case 'keys':
      return {
        ...common,
        partials: spectrum(r, 8, r.range(1, 1.6), false),
        stiffness: r.range(0, 0.0008),
        attackS: r.range(0.001, 0.005),
        decay: r.range(1, 3),
        brightDecay: r.range(0.5, 1.5),
        releaseS: 0.06,
        gain: 0.13,
      };
    case 'pluck':
      return {
        ...common,
        partials: spectrum(r, r.int(4, 9), r.range(0.8, 1.5), odd),
        attackS: 0.001,
        decay: r.range(4, 9),
        brightDecay: r.range(1, 6),
        releaseS: 0.02,
        gain: 0.14,
      };
    case 'lead':
      return {
        ...common,
        partials: spectrum(r, r.int(3, 9), r.range(0.9, 1.6), odd),
        attackS: r.range(0.005, 0.07),
        decay: r.range(0.2, 1),
        vibratoCents: r.range(0, 40),
        releaseS: 0.05,
        gain: 0.13,
      };
  }
}

/** One instrument of a piece. `tuning`: cents from A = 440 Hz. */
export class Instrument {
  private readonly timbre: Timbre;
  private readonly rateHz: number;
  private readonly tuning: number;
  private readonly notes = new Map<string, Float32Array>();

  constructor(name: ToneName, random: Random, rateHz: number, tuning: number) {
    this.timbre = timbreOf(name, random);
    this.rateHz = rateHz;
    this.tuning = tuning;
  }

  /** `pitch`: MIDI note; `seconds` until release. */
  note(pitch: number, seconds: number): Float32Array {
    const length = Math.max(0.03, Math.round(seconds * 50) / 50);
    const name = `${pitch} ${length}`;
    const known = this.notes.get(name);
    if (known !== undefined) return known;
    const made = this.render(440 * pow(2, (pitch - 69 + this.tuning / 100) / 12), length);
    this.notes.set(name, made);
    return made;
  }

  private render(hz: number, seconds: number): Float32Array {
    const { timbre, rateHz } = this;
    const out = new Float32Array(Math.ceil((seconds + timbre.releaseS) * rateHz));
    timbre.partials.forEach((amplitude, i) => {
      const h = i + 1;
      const frequency = hz * h * (1 + timbre.stiffness * h * h);
      if (frequency > Math.min(12_000, rateHz * 0.45)) return;
      const fall = exp(-(timbre.decay + timbre.brightDecay * i) / rateHz);
      const depth = (timbre.vibratoCents / 1200) * 0.7 * frequency;
      // A rotation per sample; renewed every 64 samples, where vibrato moves on as well.
      let level = amplitude * timbre.gain;
      let phase = 0.13 * h * h;
      for (let from = 0; from < out.length; from += 64) {
        const now = frequency + depth * sin(TAU * 5.2 * (from / rateHz));
        const step = (TAU * now) / rateHz;
        let s = sin(phase);
        let c = cos(phase);
        const ds = sin(step);
        const dc = cos(step);
        const to = Math.min(out.length, from + 64);
        for (let n = from; n < to; n++) {
          out[n] = (out[n] as number) + level * s;
          const next = c * dc - s * ds;
          s = s * dc + c * ds;
          c = next;
          level *= fall;
        }
        const turns = (phase + 64 * step) / TAU;
        phase = TAU * (turns - Math.floor(turns));
      }
    });
    const attack = Math.max(1, timbre.attackS * rateHz);
    const release = Math.max(1, timbre.releaseS * rateHz);
    for (let n = 0; n < attack && n < out.length; n++) out[n] = (out[n] as number) * (n / attack);
    for (let n = 0; n < release && n < out.length; n++) {
      const at = out.length - 1 - n;
      out[at] = (out[at] as number) * (n / release);
    }
    return out;
  }
}
