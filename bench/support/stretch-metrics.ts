/**
 * What a stretcher does to a signal, in numbers: each metric is a plain function of samples, tested on signals whose answer
 * is known. Thread: Node.
 */

const RATE_HZ = 48_000;

/** Frequency of a lone sine near `hz`, by the slope of its phase against a reference, over the samples given. */
export function sineHz(samples: Float32Array, hz: number): number {
  const hop = 4800;
  const phases: number[] = [];
  for (let at = 0; at + hop <= samples.length; at += hop) {
    let re = 0;
    let im = 0;
    for (let i = 0; i < hop; i++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / hop);
      const angle = (2 * Math.PI * hz * (at + i)) / RATE_HZ;
      re += window * (samples[at + i] as number) * Math.cos(angle);
      im -= window * (samples[at + i] as number) * Math.sin(angle);
    }
    phases.push(Math.atan2(im, re));
  }
  let turns = 0;
  for (let i = 1; i < phases.length; i++) {
    const step = (phases[i] as number) - (phases[i - 1] as number);
    turns += (step - 2 * Math.PI * Math.round(step / (2 * Math.PI))) / (2 * Math.PI);
  }
  return hz + (turns / (phases.length - 1)) * (RATE_HZ / hop);
}

export const cents = (hz: number, reference: number): number => 1200 * Math.log2(hz / reference);

/** Energy of the best fit of steady sines at `partials` over what is left, in dB. Least squares by normal equations. */
export function chordSnrDb(samples: Float32Array, partials: readonly number[]): number {
  const size = partials.length * 2;
  const basis = (i: number, k: number): number => {
    const angle = (2 * Math.PI * (partials[k >> 1] as number) * i) / RATE_HZ;
    return (k & 1) === 0 ? Math.cos(angle) : Math.sin(angle);
  };
  const matrix = Array.from({ length: size }, () => new Float64Array(size + 1));
  const row = new Float64Array(size);
  for (let i = 0; i < samples.length; i++) {
    for (let k = 0; k < size; k++) row[k] = basis(i, k);
    for (let k = 0; k < size; k++) {
      const line = matrix[k] as Float64Array;
      for (let l = 0; l < size; l++) line[l] = (line[l] as number) + (row[k] as number) * (row[l] as number);
      line[size] = (line[size] as number) + (row[k] as number) * (samples[i] as number);
    }
  }
  const weights = solve(matrix);
  let signal = 0;
  let error = 0;
  for (let i = 0; i < samples.length; i++) {
    let fit = 0;
    for (let k = 0; k < size; k++) fit += (weights[k] as number) * basis(i, k);
    signal += fit * fit;
    error += ((samples[i] as number) - fit) ** 2;
  }
  return 10 * Math.log10(signal / error);
}

/** Gauss elimination with row pivoting; the last column is the right-hand side. */
function solve(matrix: Float64Array[]): Float64Array {
  const n = matrix.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++)
      if (Math.abs(matrix[r]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = r;
    const line = matrix[pivot] as Float64Array;
    matrix[pivot] = matrix[column] as Float64Array;
    matrix[column] = line;
    for (let r = 0; r < n; r++) {
      if (r === column) continue;
      const other = matrix[r] as Float64Array;
      const factor = (other[column] as number) / (line[column] as number);
      for (let c = column; c <= n; c++) other[c] = (other[c] as number) - factor * (line[c] as number);
    }
  }
  return Float64Array.from({ length: n }, (_, i) => (matrix[i]?.[n] ?? 0) / (matrix[i]?.[i] ?? 1));
}

/** Frames by which each click's peak lies from where it is due (+ late). */
export function clickErrors(samples: Float32Array, due: readonly number[]): number[] {
  return due.flatMap((at) => {
    if (at < 600 || at > samples.length - 600) return [];
    let peak = Math.round(at) - 500;
    for (let i = peak; i < at + 500; i++) if (Math.abs(samples[i] ?? 0) > Math.abs(samples[peak] ?? 0)) peak = i;
    return [peak - at];
  });
}

/** Energy of the 20 ms before each click against that of the click itself (1 ms either side), dB, the worst. */
export function preEchoDb(samples: Float32Array, due: readonly number[]): number {
  const energy = (from: number, to: number): number => {
    let sum = 0;
    for (let i = Math.max(0, from); i < to; i++) sum += (samples[i] ?? 0) ** 2;
    return sum;
  };
  const ratios = due.flatMap((at) => {
    const centre = Math.round(at);
    if (centre < 2000 || centre > samples.length - 600) return [];
    return [10 * Math.log10(energy(centre - 1008, centre - 48) / energy(centre - 48, centre + 48))];
  });
  return Math.max(...ratios);
}
