/**
 * A deck's position in plain words: one frame at a time, no stretcher, no audio. The reference for the kernel's motor,
 * loops, slip, roll and censor. Thread: Node, tests only.
 */
import { RATE_HZ } from './harness.ts';

const NEAR = 1e-7;
const fadeOf = (length: number): number => Math.min(0.006 * RATE_HZ, length / 2);

export class DeckModel {
  pos = 0;
  playing = false;
  tempo = 0;
  nudge = 0;
  reverse = false;
  slip = false;
  loopOn = false;
  engaged = false;
  loopIn = 0;
  loopOut = 0;
  rolling = false;
  censoring = false;
  slipping = false;
  slipPos = 0;
  private slipSign = 1;
  private slipLoop = { on: false, in: 0, out: 0 };
  private readonly frames: number;
  private readonly beat: number;

  constructor(frames: number, bpm: number) {
    this.frames = frames;
    this.beat = (60 * RATE_HZ) / bpm;
  }

  /** One frame later. */
  step(): void {
    this.settle();
    if (!this.playing) return;
    const speed = 1 + this.tempo * 0.5 + this.nudge * 0.04;
    const rate = this.reverse || this.censoring ? -speed : speed;
    if (this.slipping) this.stepSlip(this.slipSign * speed);
    this.pos += rate;
    const length = this.loopOut - this.loopIn;
    if (this.loopOn && this.engaged) {
      if (rate > 0 && this.pos >= this.loopOut - NEAR) this.pos -= length;
      else if (rate < 0 && this.pos < this.loopIn - NEAR) this.pos += length;
    } else if (rate > 0 ? this.pos >= this.frames - NEAR : this.pos <= NEAR && !this.slipping) {
      this.stop(rate > 0 ? this.frames : 0);
    }
  }

  private settle(): void {
    const { pos, loopIn, loopOut } = this;
    if (!this.loopOn) this.engaged = false;
    else if (pos >= loopIn - NEAR && pos < loopOut - fadeOf(loopOut - loopIn)) this.engaged = true;
  }

  private stepSlip(rate: number): void {
    const { on, in: start, out } = this.slipLoop;
    const before = this.slipPos;
    this.slipPos += rate;
    if (on && before < out && this.slipPos >= out - NEAR) this.slipPos -= out - start;
    else if (on && before >= start && this.slipPos < start - NEAR) this.slipPos += out - start;
    if (rate < 0) this.slipPos = Math.max(this.slipPos, 0);
    this.slipPos = Math.min(this.slipPos, this.frames);
  }

  private stop(pos: number): void {
    this.playing = false;
    this.dropSlip();
    this.place(pos);
  }

  private place(pos: number): void {
    this.pos = pos;
    const inside = pos >= this.loopIn && pos < this.loopOut;
    if (this.loopOn && !inside) this.loopOn = false;
    this.engaged = this.loopOn;
  }

  private dropSlip(): void {
    if (!this.slipping) return;
    if (this.rolling || this.slipLoop.on) {
      this.loopIn = this.slipLoop.in;
      this.loopOut = this.slipLoop.out;
    }
    this.loopOn = this.slipLoop.on;
    this.slipping = this.rolling = this.censoring = false;
  }

  private beginSlip(): void {
    if (this.slipping) return;
    this.settle();
    this.slipping = true;
    this.slipPos = this.pos;
    this.slipSign = this.reverse || this.censoring ? -1 : 1;
    this.slipLoop = { on: this.engaged, in: this.loopIn, out: this.loopOut };
  }

  private endSlip(): void {
    if (!this.slipping) return;
    const target = this.slipPos;
    this.dropSlip();
    this.place(target);
  }

  private setLoop(on: boolean, loopIn: number, loopOut: number): void {
    this.loopOn = on;
    this.loopIn = loopIn;
    this.loopOut = loopOut;
    this.engaged = on && this.pos >= loopIn && this.pos < loopOut;
  }

  private enterLoop(loopIn: number, loopOut: number): void {
    if (this.slip && !this.loopOn && this.playing) this.beginSlip();
    this.setLoop(true, loopIn, loopOut);
  }

  private wrapInto(): void {
    if (this.pos < this.loopOut) return;
    const length = this.loopOut - this.loopIn;
    const past = this.pos - this.loopIn;
    this.place(this.loopIn + past - length * Math.floor(past / length));
  }

  play(): void {
    this.playing = true;
  }

  pause(): void {
    if (this.playing) this.stop(this.pos);
  }

  seek(frame: number): void {
    if (this.slipping) {
      if (!this.rolling && !this.censoring) this.slipping = false;
      else this.slipPos = frame;
    }
    this.place(frame);
  }

  beatJump(beats: number): void {
    let to = this.pos / this.beat + beats;
    if (to < 0) to += Math.ceil(-to);
    const last = this.frames / this.beat;
    if (to > last) to -= Math.ceil(to - last);
    this.place(this.pos + (to - this.pos / this.beat) * this.beat);
  }

  loopBeats(beats: number): void {
    this.settle();
    const start = this.loopOn && this.engaged ? this.loopIn : Math.max(0, this.pos);
    this.enterLoop(start, start + beats * this.beat);
    this.wrapInto();
  }

  loopExit(): void {
    if (!this.loopOn) return;
    if (this.slipping && !this.rolling && !this.censoring) {
      const { loopIn, loopOut } = this;
      this.endSlip();
      if (!this.loopOn) {
        this.loopIn = loopIn;
        this.loopOut = loopOut;
      }
    } else this.setLoop(false, this.loopIn, this.loopOut);
  }

  rollStart(beats: number): void {
    if (!this.playing) return;
    const start = this.rolling ? this.loopIn : Math.max(0, this.pos);
    this.beginSlip();
    this.rolling = true;
    this.setLoop(true, start, start + beats * this.beat);
    this.wrapInto();
  }

  rollEnd(): void {
    if (this.rolling) this.endSlip();
  }

  censorStart(): void {
    if (!this.playing || this.censoring) return;
    this.beginSlip();
    this.censoring = true;
  }

  censorEnd(): void {
    if (this.censoring) this.endSlip();
  }

  setReverse(on: boolean): void {
    if (on === this.reverse) return;
    if (on && this.slip && this.playing) this.beginSlip();
    this.reverse = on;
    if (!on && this.slipping && !this.rolling && !this.censoring) this.endSlip();
  }

  setSlip(on: boolean): void {
    if (this.slip && !on && !this.rolling && !this.censoring) this.slipping = false;
    this.slip = on;
  }
}
