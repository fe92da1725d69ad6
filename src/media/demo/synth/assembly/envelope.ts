// Attack (linear), decay, sustain, release (exponential), advanced a chunk at a time and interpolated by the voice.
import { CHUNK, fall40, RATE } from './tables';

export const OFF: i32 = 0;
const ATTACK: i32 = 1;
const DECAY: i32 = 2;
const RELEASE: i32 = 3;

export class Envelope {
  stage: i32 = OFF;
  level: f32 = 0;
  attackStep: f32 = 1;
  decayKeep: f32 = 0;
  sustain: f32 = 0;
  releaseKeep: f32 = 0;

  set(a: f32, d: f32, s: f32, r: f32): void {
    this.attackStep = <f32>(1.0 / max(<f64>a * RATE, 8));
    this.decayKeep = <f32>fall40(d, CHUNK);
    this.sustain = s;
    this.releaseKeep = <f32>fall40(r, CHUNK);
  }

  start(): void {
    this.stage = ATTACK;
  }

  release(): void {
    if (this.stage != OFF) this.stage = RELEASE;
  }

  /** Level after `n` ≤ CHUNK frames more. */
  advance(n: i32): f32 {
    const part: f32 = <f32>n / <f32>CHUNK;
    if (this.stage == ATTACK) {
      this.level += this.attackStep * <f32>n;
      if (this.level >= 1) {
        this.level = 1;
        this.stage = DECAY;
      }
    } else if (this.stage == DECAY) {
      this.level += (this.sustain - this.level) * (<f32>1 - this.decayKeep) * part;
      if (this.sustain == 0 && this.level < <f32>0.00006) this.finish();
    } else if (this.stage == RELEASE) {
      this.level -= this.level * (<f32>1 - this.releaseKeep) * part;
      if (this.level < <f32>0.00006) this.finish();
    }
    return this.level;
  }

  finish(): void {
    this.stage = OFF;
    this.level = 0;
  }
}
