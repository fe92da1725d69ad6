/**
 * Loudness of a whole track after ITU-R BS.1770-4 (K-weighting, 400 ms blocks every 100 ms, absolute gate −70 LUFS,
 * relative gate 10 LU below the mean, in bins of 0.1 LU), its range after EBU Tech 3342, and its true peak: the
 * mathematics of the kernel's meters (`worklets/kernel/assembly/mix/loudness.ts`), which a test holds against each other.
 *
 * K-weighting for any rate: B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement" (AES 145,
 * 2018). Thread: analysis worker. `push` allocates only when the list of 100 ms energies outgrows its room.
 */
import { cos, log10, PI, pow, sin } from '../../dsp-utils/portable-maths.ts';
import { LOUDNESS_PRODUCER, LOUDNESS_VERSION } from './producers.ts';
import { TruePeakStream } from './true-peak.ts';

const OFFSET_LU = -0.691;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;
const BINS_PER_LU = 10;
const PIECES_PER_BLOCK = 4;
const PIECES_PER_SHORT_TERM = 30;
/** EBU Tech 3342: gate of the short-term values, and the percentiles between which the range lies. */
const RANGE_GATE_LU = -20;
const RANGE_LOW = 0.1;
const RANGE_HIGH = 0.95;
/** Filter state below this is cleared, so that silence does not end in subnormal numbers. */
const FLUSH = 1e-11;

export interface LoudnessResult {
  readonly producer: string;
  readonly version: number;
  /** Null when nothing is louder than −70 LUFS, or the track is shorter than 400 ms. */
  readonly integratedLufs: number | null;
  /** Loudest three seconds; null in a shorter or silent track. */
  readonly loudestLufs: number | null;
  /** Loudness range, LU; 0 where it cannot be told. */
  readonly rangeLu: number;
  /** Full scale is 0; null for digital silence. */
  readonly truePeakDb: number | null;
}

function lufs(energy: number): number {
  return energy > 1e-19 ? OFFSET_LU + 10 * log10(energy) : -200;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

interface Weighting {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
  readonly c1: number;
  readonly c2: number;
}

function tan(x: number): number {
  return sin(x) / cos(x);
}

function weightingFor(rateHz: number): Weighting {
  const k = tan((PI * 1681.974450955533) / rateHz);
  const q = 0.7071752369554196;
  const vh = pow(10, 3.999843853973347 / 20);
  const vb = pow(vh, 0.4996667741545416);
  const a0 = 1 + k / q + k * k;
  const h = tan((PI * 38.13547087602444) / rateHz);
  const p = 0.5003270373238773;
  const c0 = 1 + h / p + h * h;
  return {
    b0: (vh + (vb * k) / q + k * k) / a0,
    b1: (2 * (k * k - vh)) / a0,
    b2: (vh - (vb * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
    c1: (2 * (h * h - 1)) / c0,
    c2: (1 - h / p + h * h) / c0,
  };
}

export class LoudnessStream {
  private readonly weighting: Weighting;
  private readonly truePeak = new TruePeakStream();
  private readonly pieceFrames: number;
  /** Two delays of the shelf and two of the high-pass, left then right. Direct form II. */
  private readonly state = new Float64Array(8);
  private readonly pieces: number[] = [];
  private energy = 0;
  private frames = 0;

  constructor(rateHz: number) {
    this.weighting = weightingFor(rateHz);
    this.pieceFrames = Math.floor(rateHz / 10 + 0.5);
  }

  /** Appends `n` frames of interleaved stereo from `stereo[0…]`. */
  push(stereo: Float32Array, n: number): void {
    this.truePeak.push(stereo, n);
    for (let at = 0; at < n; ) {
      const count = Math.min(n - at, this.pieceFrames - this.frames);
      this.weigh(stereo, at, count);
      at += count;
      this.frames += count;
      if (this.frames < this.pieceFrames) continue;
      this.pieces.push(this.energy / this.pieceFrames);
      this.energy = 0;
      this.frames = 0;
      const { state } = this;
      if (state.every((v) => v < FLUSH && v > -FLUSH)) state.fill(0);
    }
  }

  /** The figures of all that was pushed. Allocates. */
  finish(): LoudnessResult {
    const blocks = this.means(PIECES_PER_BLOCK).filter((e) => lufs(e) > ABSOLUTE_GATE_LUFS);
    const shortTerm = this.means(PIECES_PER_SHORT_TERM).map(lufs);
    const peak = this.truePeak.finish();
    return {
      producer: LOUDNESS_PRODUCER,
      version: LOUDNESS_VERSION,
      integratedLufs: blocks.length === 0 ? null : integrated(blocks),
      loudestLufs: loudest(shortTerm),
      rangeLu: range(shortTerm),
      truePeakDb: peak > 0 ? 20 * log10(peak) : null,
    };
  }

  /** Mean energies of `count` pieces, every piece. */
  private means(count: number): number[] {
    const out: number[] = [];
    for (let end = count; end <= this.pieces.length; end++) out.push(mean(this.pieces.slice(end - count, end)));
    return out;
  }

  private weigh(stereo: Float32Array, at: number, n: number): void {
    const { b0, b1, b2, a1, a2, c1, c2 } = this.weighting;
    const { state } = this;
    let [ls1, ls2, lt1, lt2] = [state[0] as number, state[1] as number, state[2] as number, state[3] as number];
    let [rs1, rs2, rt1, rt2] = [state[4] as number, state[5] as number, state[6] as number, state[7] as number];
    let energy = this.energy;
    for (let i = at * 2, end = (at + n) * 2; i < end; i += 2) {
      const ls = (stereo[i] as number) - a2 * ls2 - a1 * ls1;
      const rs = (stereo[i + 1] as number) - a2 * rs2 - a1 * rs1;
      const ly = b1 * ls1 + b2 * ls2 + b0 * ls;
      const ry = b1 * rs1 + b2 * rs2 + b0 * rs;
      ls2 = ls1;
      ls1 = ls;
      rs2 = rs1;
      rs1 = rs;
      const lt = ly - c2 * lt2 - c1 * lt1;
      const rt = ry - c2 * rt2 - c1 * rt1;
      const lz = lt2 - 2 * lt1 + lt;
      const rz = rt2 - 2 * rt1 + rt;
      lt2 = lt1;
      lt1 = lt;
      rt2 = rt1;
      rt1 = rt;
      energy += lz * lz + rz * rz;
    }
    this.energy = energy;
    state[0] = ls1;
    state[1] = ls2;
    state[2] = lt1;
    state[3] = lt2;
    state[4] = rs1;
    state[5] = rs2;
    state[6] = rt1;
    state[7] = rt2;
  }
}

const binOf = (loudness: number): number => Math.floor((loudness - ABSOLUTE_GATE_LUFS) * BINS_PER_LU);

/** Of blocks above the absolute gate. */
function integrated(blocks: readonly number[]): number {
  const gate = binOf(lufs(mean(blocks)) + RELATIVE_GATE_LU);
  return lufs(mean(blocks.filter((e) => binOf(lufs(e)) >= gate)));
}

function loudest(shortTerm: readonly number[]): number | null {
  const top = shortTerm.reduce((a, b) => Math.max(a, b), -200);
  return top > ABSOLUTE_GATE_LUFS ? top : null;
}

function range(shortTerm: readonly number[]): number {
  const audible = shortTerm.filter((l) => l > ABSOLUTE_GATE_LUFS);
  if (audible.length === 0) return 0;
  const gate = lufs(mean(audible.map((l) => pow(10, (l - OFFSET_LU) / 10)))) + RANGE_GATE_LU;
  const sorted = audible.filter((l) => l > gate).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number;
  return at(RANGE_HIGH) - at(RANGE_LOW);
}
