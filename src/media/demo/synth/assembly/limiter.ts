// Look-ahead true-peak limiter: peaks of the fourfold oversampled signal (ITU-R BS.1770-4, annex 2), sliding minimum
// of the gain they allow, slow recovery, box smoothing over the look-ahead.
import { BLOCK, decibels } from './tables';

const LOOK: i32 = 96;
const TAPS: i32 = 24;
const HISTORY: i32 = 24;
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

  /**
   * Peaks between the samples, four frames at a time. The magnitudes of one phase's coefficients add up to 2.33 at most:
   * where no sample of the window reaches 0.42 of the ceiling, none between them reaches it, and the sum is spared.
   */
  private detect(from: usize, ceiling: f32): void {
    const quiet = ceiling * <f32>0.42;
    // running maximum of the window, by groups of four
    let last: i32 = -64;
    const first = from + (<usize>(HISTORY - TAPS + 1) << 2);
    for (let i = -TAPS; i < 0; i += 4)
      if (loud(from + (<usize>(HISTORY + i) << 2), quiet)) last = i;
    for (let i = 0; i < BLOCK; i += 4) {
      if (loud(from + (<usize>(HISTORY + i) << 2), quiet)) last = i;
      if (last < i - TAPS) continue;
      const at = first + (<usize>i << 2);
      let peak = f32x4.abs(v128.load(at + (<usize>(TAPS / 2 - 1) << 2)));
      let v0 = f32x4.splat(0);
      let v1 = f32x4.splat(0);
      let v2 = f32x4.splat(0);
      const c = changetype<usize>(coefficients);
      for (let k: usize = 0; k < <usize>(TAPS << 2); k += 4) {
        const x = v128.load(at + k);
        v0 = f32x4.add(v0, f32x4.mul(v128.load32_splat(c + k), x));
        v1 = f32x4.add(v1, f32x4.mul(v128.load32_splat(c + k, TAPS << 2), x));
        v2 = f32x4.add(v2, f32x4.mul(v128.load32_splat(c + k, TAPS << 3), x));
      }
      peak = f32x4.max(f32x4.max(peak, f32x4.abs(v0)), f32x4.max(f32x4.abs(v1), f32x4.abs(v2)));
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
    const ceiling = <f32>decibels(ceilingDb);
    this.detect(this.inL, ceiling);
    this.detect(this.inR, ceiling);
    const inL = this.inL;
    const inR = this.inR;
    const values = changetype<usize>(this.queueValue);
    const times = changetype<usize>(this.queueTime);
    const box = changetype<usize>(this.box);
    const delayL = changetype<usize>(this.delayL);
    const delayR = changetype<usize>(this.delayR);
    const peaks = changetype<usize>(this.peaks);
    let head = this.head;
    let tail = this.tail;
    let held = this.held;
    let sum = this.sum;
    let time = this.time;
    let deepest = this.deepest;
    for (let i = 0; i < BLOCK; i++) {
      const peak = load<f32>(peaks + (<usize>i << 2));
      const need: f32 = peak > ceiling ? ceiling / peak : 1;
      while (tail > head && load<f32>(values + ring(tail - 1)) >= need) tail--;
      store<f32>(values + ring(tail), need);
      store<i32>(times + ring(tail), time);
      tail++;
      if (load<i32>(times + ring(head)) <= time - LOOK) head++;
      const lowest = load<f32>(values + ring(head));
      // recover over about 50 ms
      held = min<f32>(lowest, held + (<f32>1 - held) * <f32>0.0004);
      sum += <f64>held - <f64>load<f32>(box + ring(time - LOOK));
      store<f32>(box + ring(time), held);
      const gain = <f32>(sum * (1.0 / <f64>LOOK));
      deepest = min<f32>(deepest, gain);
      const at = <usize>((HISTORY + i) << 2);
      store<f32>(delayL + ring(time), load<f32>(inL + at));
      store<f32>(delayR + ring(time), load<f32>(inR + at));
      const from = ring(time - LIMITER_FRAMES);
      store<f32>(out + (<usize>i << 3), load<f32>(delayL + from) * gain);
      store<f32>(out + (<usize>i << 3), load<f32>(delayR + from) * gain, 4);
      time++;
    }
    this.head = head;
    this.tail = tail;
    this.held = held;
    this.sum = sum;
    this.time = time;
    this.deepest = deepest;
  }
}

@inline
function ring(at: i32): usize {
  return <usize>(at & (RING - 1)) << 2;
}

@inline
function loud(at: usize, threshold: f32): bool {
  return v128.any_true(f32x4.gt(f32x4.abs(v128.load(at)), f32x4.splat(threshold)));
}
