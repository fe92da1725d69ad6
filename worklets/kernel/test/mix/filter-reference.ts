/** The one-knob filter and the parameter smoother, one channel, written for reading. Reference for the kernel's. */

/** Two one-pole smoothers in series, at rest at `from`, then aimed at `targets[n]` frame by frame. */
export function smooth(from: number, targets: ArrayLike<number>, tauS: number, rateHz: number): Float64Array {
  const c = 1 - Math.exp(-1 / (tauS * rateHz));
  let [y1, y2] = [from, from];
  return Float64Array.from(targets, (target) => {
    y1 += c * (target - y1);
    y2 += c * (y1 - y2);
    return y2;
  });
}

/** Cutoff of a knob position, −1…1. */
export function cutoffHz(knob: number): number {
  return knob < 0 ? 20_000 * (60 / 20_000) ** -knob : 20 * (8000 / 20) ** knob;
}

/** Damping (1/Q) of the second section. */
export function damping(resonance: number): number {
  return 2 * Math.cos((3 * Math.PI) / 8) * 0.16 ** resonance;
}

/** One state-variable section, solved for the trapezoidal rule at every frame. */
class Section {
  #band = 0;
  #low = 0;

  /** As if the input had been `x` for ever: at a low-pass's output that is x, at a high-pass's 0. */
  settle(x: number, highPass: boolean): void {
    this.#band = 0;
    this.#low = highPass ? 0 : x;
  }

  step(x: number, g: number, k: number, highPass: boolean): number {
    const high = (x - (g + k) * this.#band - this.#low) / (1 + g * (g + k));
    const band = g * high + this.#band;
    const low = g * band + this.#low;
    this.#band = g * high + band;
    this.#low = g * band + low;
    return highPass ? high : low;
  }
}

export function filterReference(
  x: ArrayLike<number>,
  rateHz: number,
  knob: ArrayLike<number>,
  damp: ArrayLike<number>,
): Float64Array {
  const first = new Section();
  const second = new Section();
  let side = 0;
  return Float64Array.from(x, (input, n) => {
    const v = knob[n] as number;
    if (v === 0) {
      side = 0;
      return input;
    }
    if (Math.sign(v) !== side) {
      side = Math.sign(v);
      first.settle(input, v > 0);
      second.settle(input, v > 0);
    }
    const g = Math.tan((Math.PI * Math.min(cutoffHz(v), 0.45 * rateHz)) / rateHz);
    const y = first.step(input, g, 2 * Math.cos(Math.PI / 8), v > 0);
    const z = second.step(y, g, damp[n] as number, v > 0);
    const t = Math.min(1, Math.abs(v) / 0.04);
    return input + t * t * (3 - 2 * t) * (z - input);
  });
}
