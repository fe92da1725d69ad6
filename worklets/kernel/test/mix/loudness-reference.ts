/**
 * ITU-R BS.1770-4 written out: the standard's own 48 kHz coefficients, all 400 ms blocks kept, two gates.
 * Reference for the kernel's loudness.
 */
const SHELF = [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585] as const;
const HIGH_PASS = [1, -2, 1, -1.99004745483398, 0.99007225036621] as const;

function biquad(
  x: Float64Array,
  [b0, b1, b2, a1, a2]: readonly [number, number, number, number, number],
): Float64Array {
  const y = new Float64Array(x.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let n = 0; n < x.length; n++) {
    const v = x[n] as number;
    const out = b0 * v + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, v, y1, out];
    y[n] = out;
  }
  return y;
}

const lufs = (energy: number): number => -0.691 + 10 * Math.log10(energy);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export interface LoudnessReading {
  readonly integrated: number;
  /** Of the last 400 ms and 3 s. */
  readonly momentary: number;
  readonly shortTerm: number;
}

/** 48 kHz only. */
export function loudnessReference(left: ArrayLike<number>, right: ArrayLike<number>): LoudnessReading {
  const [l, r] = [left, right].map((c) => biquad(biquad(Float64Array.from(c), SHELF), HIGH_PASS)) as [
    Float64Array,
    Float64Array,
  ];
  const pieces: number[] = [];
  for (let at = 0; at + 4800 <= l.length; at += 4800) {
    let sum = 0;
    for (let i = at; i < at + 4800; i++) sum += (l[i] as number) ** 2 + (r[i] as number) ** 2;
    pieces.push(sum / 4800);
  }
  const blocks = pieces.slice(3).map((_, i) => mean(pieces.slice(i, i + 4)));
  const audible = blocks.filter((e) => lufs(e) > -70);
  const loud = audible.filter((e) => lufs(e) > lufs(mean(audible)) - 10);
  return {
    integrated: lufs(mean(loud)),
    momentary: lufs(mean(pieces.slice(-4))),
    shortTerm: lufs(mean(pieces.slice(-30))),
  };
}
