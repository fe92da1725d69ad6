/**
 * True peak of a whole track by the same interpolation as the kernel's meters (`worklets/kernel/assembly/mix/
 * interpolate.ts`): four points between each two frames by a 32-tap Kaiser-windowed sinc, mirrored points computed
 * together, taps rounded to float32. Points that cannot exceed the peak so far are not computed.
 *
 * Source: ITU-R BS.1770-4, annex 2 (asks for 4×; this is 5×).
 * Thread: analysis worker. `push` and `finish` do not allocate.
 */
import { PI, sin } from '../../dsp-utils/portable-maths.ts';

const TAPS = 32;
const PAIRS = TAPS / 2;
const HISTORY = TAPS;
const BLOCK = 512;
const KAISER_BETA = 4;
/** Pairs of taps in the middle that are computed first. */
const NEAR_PAIRS = 4;
/** Groups of four frames that the 35 taps of four neighbouring points can touch. */
const AROUND_GROUPS = 9;
const GROUPS = (HISTORY + BLOCK) / 4;

function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 60; k++) {
    const half = x / (2 * k);
    term *= half * half;
    sum += term;
  }
  return sum;
}

function sincTap(t: number): number {
  const u = t / (0.5 * TAPS);
  return ((sin(PI * t) / (PI * t)) * bessel0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - u * u)))) / bessel0(KAISER_BETA);
}

interface Taps {
  /** Even and odd halves of the points 1/5 and 2/5, by pair: e1, o1, e2, o2. */
  readonly halves: Float64Array;
  /** No point exceeds the largest frame around it times this. */
  readonly bound: number;
  /** The same for what the outer taps add. */
  readonly farBound: number;
}

function makeTaps(): Taps {
  const halves = new Float64Array(PAIRS * 4);
  let bound = 0;
  let farBound = 0;
  for (let p = 1; p <= 2; p++) {
    const offset = p / 5 + (PAIRS - 1);
    let sum = 0;
    for (let k = 0; k < TAPS; k++) sum += sincTap(k - offset);
    let size = 0;
    let far = 0;
    for (let k = 0; k < PAIRS; k++) {
      const here = sincTap(k - offset) / sum;
      const mirror = sincTap(TAPS - 1 - k - offset) / sum;
      halves[k * 4 + (p - 1) * 2] = Math.fround(0.5 * (here + mirror));
      halves[k * 4 + (p - 1) * 2 + 1] = Math.fround(0.5 * (here - mirror));
      size += Math.abs(here) + Math.abs(mirror);
      if (k < PAIRS - NEAR_PAIRS) far += Math.abs(here) + Math.abs(mirror);
    }
    bound = Math.max(bound, size);
    farBound = Math.max(farBound, far);
  }
  return { halves, bound: bound * 1.00001, farBound: farBound * 1.00001 };
}

export class TruePeakStream {
  private readonly taps = makeTaps();
  private readonly left = new Float64Array(HISTORY + BLOCK);
  private readonly right = new Float64Array(HISTORY + BLOCK);
  private readonly groupPeaks = new Float64Array(GROUPS);
  private filled = 0;
  /** Largest frame of the history. */
  private historyPeak = 0;
  private peak = 0;

  /** Appends `n` frames of interleaved stereo from `stereo[0…]`. */
  push(stereo: Float32Array, n: number): void {
    const { left, right } = this;
    for (let i = 0; i < n; ) {
      const count = Math.min(n - i, BLOCK - this.filled);
      const to = HISTORY + this.filled;
      for (let k = 0; k < count; k++) {
        left[to + k] = stereo[(i + k) * 2] as number;
        right[to + k] = stereo[(i + k) * 2 + 1] as number;
      }
      i += count;
      this.filled += count;
      if (this.filled === BLOCK) this.block();
    }
  }

  /** Largest magnitude, linear; the points after the last frame are included. */
  finish(): number {
    for (let blocks = 0; blocks < 2; blocks++) {
      this.left.fill(0, HISTORY + this.filled);
      this.right.fill(0, HISTORY + this.filled);
      this.filled = BLOCK;
      this.block();
    }
    return this.peak;
  }

  private block(): void {
    const { left, right, groupPeaks } = this;
    const { bound } = this.taps;
    let largest = 0;
    for (let g = 0; g < GROUPS; g++) {
      let peak = 0;
      for (let i = g * 4; i < g * 4 + 4; i++) {
        const l = Math.abs(left[i] as number);
        const r = Math.abs(right[i] as number);
        if (l > peak) peak = l;
        if (r > peak) peak = r;
      }
      groupPeaks[g] = peak;
      if (g * 4 >= HISTORY && peak > largest) largest = peak;
    }
    if (largest > this.peak) this.peak = largest;
    if (Math.max(largest, this.historyPeak) * bound > this.peak) this.intervals();
    this.historyPeak = 0;
    for (let g = GROUPS - HISTORY / 4; g < GROUPS; g++)
      this.historyPeak = Math.max(this.historyPeak, groupPeaks[g] as number);
    left.copyWithin(0, BLOCK);
    right.copyWithin(0, BLOCK);
    this.filled = 0;
  }

  /** The points in the intervals that the new frames complete: those for frame i lie between i − 16 and i − 15. */
  private intervals(): void {
    const { groupPeaks } = this;
    const { bound, farBound } = this.taps;
    for (let g = 0; g < BLOCK / 4; g++) {
      let around = 0;
      for (let k = g; k < g + AROUND_GROUPS; k++)
        if ((groupPeaks[k] as number) > around) around = groupPeaks[k] as number;
      if (around * bound <= this.peak) continue;
      const far = around * farBound;
      const first = g * 4 + 1;
      for (let at = first; at < first + 4; at++) {
        this.points(this.left, at, far);
        this.points(this.right, at, far);
      }
    }
  }

  /** Raises the peak by the four points computed from the 32 frames at `at`. */
  private points(x: Float64Array, at: number, far: number): void {
    const { halves } = this.taps;
    let [a1, b1, a2, b2] = [0, 0, 0, 0];
    for (let k = PAIRS - 1; k >= 0; k--) {
      const head = x[at + k] as number;
      const tail = x[at + TAPS - 1 - k] as number;
      const sum = head + tail;
      const difference = head - tail;
      a1 += (halves[k * 4] as number) * sum;
      b1 += (halves[k * 4 + 1] as number) * difference;
      a2 += (halves[k * 4 + 2] as number) * sum;
      b2 += (halves[k * 4 + 3] as number) * difference;
      if (k === PAIRS - NEAR_PAIRS) {
        const near = Math.max(Math.abs(a1) + Math.abs(b1), Math.abs(a2) + Math.abs(b2));
        if (near + far <= this.peak) return;
      }
    }
    const largest = Math.max(Math.abs(a1) + Math.abs(b1), Math.abs(a2) + Math.abs(b2));
    if (largest > this.peak) this.peak = largest;
  }
}
