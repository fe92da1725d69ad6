/**
 * Splits mono PCM into low, mid and high by recursive filters, for drawing and for attack timing. Double precision,
 * + − × ÷ only once the coefficients are made.
 *
 * Low: fourth-order Linkwitz–Riley low-pass. Mid: second-order Butterworth high-pass and low-pass. High: fourth-order
 * Linkwitz–Riley high-pass. Sections are transposed direct form II; coefficients by the bilinear transform after
 * R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients".
 *
 * Thread: worker. `process` does not allocate.
 */
import { cos, PI, sin } from '../../dsp-utils/portable-maths.ts';

export const LOW_CROSSOVER_HZ = 180;
export const HIGH_CROSSOVER_HZ = 2600;

interface Section {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

function butterworth(kind: 'low' | 'high', hz: number, rateHz: number): Section {
  const w = (2 * PI * hz) / rateHz;
  const c = cos(w);
  const alpha = sin(w) * Math.SQRT1_2;
  const a0 = 1 + alpha;
  const edge = (kind === 'low' ? 1 - c : 1 + c) / (2 * a0);
  const b1 = kind === 'low' ? 2 * edge : -2 * edge;
  return { b0: edge, b1, b2: edge, a1: (-2 * c) / a0, a2: (1 - alpha) / a0 };
}

const SECTIONS = 6;

export class BandSplitter {
  private readonly sections: readonly Section[];
  private readonly state = new Float64Array(SECTIONS * 2);

  constructor(rateHz: number) {
    const low = butterworth('low', LOW_CROSSOVER_HZ, rateHz);
    const aboveLow = butterworth('high', LOW_CROSSOVER_HZ, rateHz);
    const belowHigh = butterworth('low', HIGH_CROSSOVER_HZ, rateHz);
    const high = butterworth('high', HIGH_CROSSOVER_HZ, rateHz);
    this.sections = [low, low, aboveLow, belowHigh, high, high];
  }

  /** Filters `n` mono samples into the three bands, keeping the filters' memory for the next call. */
  process(input: Float64Array, n: number, low: Float64Array, mid: Float64Array, high: Float64Array): void {
    this.run(0, input, low, n);
    this.run(1, low, low, n);
    this.run(2, input, mid, n);
    this.run(3, mid, mid, n);
    this.run(4, input, high, n);
    this.run(5, high, high, n);
  }

  private run(index: number, from: Float64Array, to: Float64Array, n: number): void {
    const { b0, b1, b2, a1, a2 } = this.sections[index] as Section;
    let s1 = this.state[index * 2] as number;
    let s2 = this.state[index * 2 + 1] as number;
    for (let i = 0; i < n; i++) {
      const x = from[i] as number;
      const y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      to[i] = y;
    }
    // Silence after music leaves ever smaller numbers; subnormals would make the loop ten times slower.
    this.state[index * 2] = s1 > 1e-30 || s1 < -1e-30 ? s1 : 0;
    this.state[index * 2 + 1] = s2 > 1e-30 || s2 < -1e-30 ? s2 : 0;
  }
}
