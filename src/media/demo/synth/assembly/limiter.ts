// Look-ahead true-peak limiter: peaks of the fourfold oversampled signal (ITU-R BS.1770-4, annex 2), sliding minimum
// of the gain they allow, slow recovery, box smoothing over the look-ahead.
import { BLOCK, decibels } from './tables';

const LOOK: i32 = 96;
const TAPS: i32 = 12;
const HISTORY: i32 = 16;
/** Frames the limiter delays the sound. */
export const LIMITER_FRAMES: i32 = LOOK - 1 + TAPS / 2;

const coefficients = new StaticArray<f32>(3 * TAPS);
for (let p = 0; p < 3; p++) {
  let sum: f64 = 0;
  for (let k = 0; k < TAPS; k++) {
    const x: f64 = <f64>k - (<f64>TAPS / 2 - 1) - <f64>(p + 1) / 4;
    const w: f64 = NativeMath.cos((NativeMath.PI * x) / (<f64>TAPS + 1));
    const v: f64 = (NativeMath.sin(NativeMath.PI * x) / (NativeMath.PI * x)) * w * w;
    coefficients[p * TAPS + k] = <f32>v;
    sum += v;
  }
  for (let k = 0; k < TAPS; k++) coefficients[p * TAPS + k] = <f32>(<f64>coefficients[p * TAPS + k] / sum);
}

const RING: i32 = 256;

export class Limiter {
  private inL: usize = heap.alloc((HISTORY + BLOCK + 4) << 2);
  private inR: usize = heap.alloc((HISTORY + BLOCK + 4) << 2);
  private delayL: StaticArray<f32> = new StaticArray<f32>(RING);
  private delayR: StaticArray<f32> = new StaticArray<f32>(RING);
  private queueValue: StaticArray<f32> = new StaticArray<f32>(RING);
  private queueTime: StaticArray<i32> = new StaticArray<i32>(RING);
  private head: i32 = 0;
  private tail: i32 = 0;
  private box: StaticArray<f32> = new StaticArray<f32>(RING);
  private sum: f64 = LOOK;
  private held: f32 = 1;
  private time: i32 = 0;
  private peaks: StaticArray<f32> = new StaticArray<f32>(BLOCK);
  /** Deepest reduction since the start, as a gain. */
  deepest: f32 = 1;

  constructor() {
    memory.fill(this.inL, 0, (HISTORY + BLOCK + 4) << 2);
    memory.fill(this.inR, 0, (HISTORY + BLOCK + 4) << 2);
    for (let i = 0; i < RING; i++) this.box[i] = 1;
  }

  private detect(from: usize): void {
    for (let i = 0; i < BLOCK; i += 4) {
      const at = from + (<usize>(i + HISTORY - TAPS + 1) << 2);
      let peak = f32x4.abs(v128.load(at + <usize>((TAPS / 2 - 1) << 2)));
      for (let p = 0; p < 3; p++) {
        let v = f32x4.splat(0);
        for (let k = 0; k < TAPS; k++)
          v = f32x4.add(
            v,
            f32x4.mul(f32x4.splat(unchecked(coefficients[p * TAPS + k])), v128.load(at + (<usize>k << 2))),
          );
        peak = f32x4.max(peak, f32x4.abs(v));
      }
      const to = changetype<usize>(this.peaks) + (<usize>i << 2);
      v128.store(to, f32x4.max(v128.load(to), peak));
    }
  }

  /** Planar in, interleaved out, BLOCK frames. */
  process(left: usize, right: usize, out: usize, ceilingDb: f32): void {
    memory.copy(this.inL, this.inL + (<usize>BLOCK << 2), HISTORY << 2);
    memory.copy(this.inR, this.inR + (<usize>BLOCK << 2), HISTORY << 2);
    memory.copy(this.inL + (HISTORY << 2), left, <usize>BLOCK << 2);
    memory.copy(this.inR + (HISTORY << 2), right, <usize>BLOCK << 2);
    memory.fill(changetype<usize>(this.peaks), 0, <usize>BLOCK << 2);
    this.detect(this.inL);
    this.detect(this.inR);
    const ceiling = <f32>decibels(ceilingDb);
    for (let i = 0; i < BLOCK; i++) {
      const peak = unchecked(this.peaks[i]);
      const need: f32 = peak > ceiling ? ceiling / peak : 1;
      while (this.tail > this.head && unchecked(this.queueValue[(this.tail - 1) & (RING - 1)]) >= need) this.tail--;
      unchecked((this.queueValue[this.tail & (RING - 1)] = need));
      unchecked((this.queueTime[this.tail & (RING - 1)] = this.time));
      this.tail++;
      if (unchecked(this.queueTime[this.head & (RING - 1)]) <= this.time - LOOK) this.head++;
      const lowest = unchecked(this.queueValue[this.head & (RING - 1)]);
      // recover over about 90 ms
      this.held = min<f32>(lowest, this.held + (<f32>1 - this.held) * <f32>0.00045);
      const slot = this.time & (RING - 1);
      this.sum += <f64>this.held - <f64>unchecked(this.box[(this.time - LOOK) & (RING - 1)]);
      unchecked((this.box[slot] = this.held));
      const gain = <f32>(this.sum / <f64>LOOK);
      this.deepest = min<f32>(this.deepest, gain);
      const at = (HISTORY + i) << 2;
      unchecked((this.delayL[slot] = load<f32>(this.inL + at)));
      unchecked((this.delayR[slot] = load<f32>(this.inR + at)));
      const from = (this.time - LIMITER_FRAMES) & (RING - 1);
      store<f32>(out + (<usize>i << 3), unchecked(this.delayL[from]) * gain);
      store<f32>(out + (<usize>i << 3), unchecked(this.delayR[from]) * gain, 4);
      this.time++;
    }
  }
}
