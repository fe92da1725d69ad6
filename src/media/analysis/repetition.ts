/**
 * After how many beats a pattern repeats: whole beats compared with those after them, by what makes each beat unlike its
 * surroundings.
 *
 * Source: the autocorrelation of feature vectors along time as the sign of a bar's length, after J. Foote and
 * S. Uchihashi, "The beat spectrum" (ICME 2001). Thread: analysis worker. Everything here allocates.
 */

/** What all of so many beats around share tells nothing. Bars of two, three, four and six beats divide it. */
const AROUND = 12;

/**
 * Likeness −1 … 1 of beats 0, 1, 2 … `longest` beats apart. `curves` have `width` values for each of `beats`, which are
 * ascending indices of the beats that are known. 0 where too few are.
 */
export function repetition(
  curves: readonly Float32Array[],
  width: number,
  beats: readonly number[],
  longest: number,
): Float64Array {
  const size = curves.length * width;
  const rows = beats.length;
  const own = new Float64Array(rows * size);
  const sums = new Float64Array(size);
  const value = (row: number, d: number): number =>
    (curves[Math.floor(d / width)] as Float32Array)[row * width + (d % width)] as number;
  let [from, to] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const end = Math.min(rows, Math.max(row + AROUND / 2, AROUND));
    for (; to < end; to++) for (let d = 0; d < size; d++) sums[d] = (sums[d] as number) + value(to, d);
    for (; from < end - AROUND; from++) for (let d = 0; d < size; d++) sums[d] = (sums[d] as number) - value(from, d);
    for (let d = 0; d < size; d++) own[row * size + d] = value(row, d) - (sums[d] as number) / (to - from);
  }
  const rowOf = new Map(beats.map((beat, row) => [beat, row]));
  return Float64Array.from({ length: longest + 1 }, (_, apart) => {
    let [both, first, second] = [0, 0, 0];
    beats.forEach((beat, row) => {
      const other = rowOf.get(beat + apart);
      if (other === undefined) return;
      for (let d = 0; d < size; d++) {
        const a = own[row * size + d] as number;
        const b = own[other * size + d] as number;
        both += a * b;
        first += a * a;
        second += b * b;
      }
    });
    return first > 0 && second > 0 ? both / Math.sqrt(first * second) : 0;
  });
}
