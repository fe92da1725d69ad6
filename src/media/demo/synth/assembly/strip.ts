// A channel strip: drive, high-pass, low-pass, bell, vowel filter, chorus, tremolo, duck, fader, pan, sends.
import { param } from './channel-params';
import { Chorus } from './echo';
import { BAND, Biquad, HIGH, LOW, StereoFilter } from './filter';
import * as P from './params';
import { BLOCK, decibels, noteTangent, sin1, soft4 } from './tables';

/** Formants of a e i o u (tenor, after Csound's table): three bands each, Hz and level. */
const vowelHz: StaticArray<f32> = [650, 1080, 2650, 400, 1700, 2600, 290, 1870, 2800, 400, 800, 2600, 350, 600, 2700];
const vowelLevel: StaticArray<f32> = [1, 0.5, 0.4, 1, 0.2, 0.25, 1, 0.18, 0.13, 1, 0.32, 0.25, 1, 0.1, 0.14];
const work = memory.data(4 * 512, 16);

export class Strip {
  drive: f32 = 0;
  high: StereoFilter = new StereoFilter();
  low: StereoFilter = new StereoFilter();
  bellL: Biquad = new Biquad();
  bellR: Biquad = new Biquad();
  vowel0: StereoFilter = new StereoFilter();
  vowel1: StereoFilter = new StereoFilter();
  vowel2: StereoFilter = new StereoFilter();
  chorus: Chorus = new Chorus();
  quiet: i32 = 1000;
  lastHigh: f32 = -1;
  lastLow: f32 = -1;
  lastGain: f32 = -1;
  lastPanL: f32 = -1;
  lastPanR: f32 = -1;
  lastBellDb: f32 = 0;
  lastBellNote: f32 = 0;
  lastTremL: f32 = 1;
  lastTremR: f32 = 1;
  tremolo: f64 = 0;

  /** In place on the channel's planar buffers, then adds to the buses (dry, hall, room, delay: L and R each). */
  process(c: i32, left: usize, right: usize, duck: usize, buses: usize): void {
    const n = BLOCK;
    const drive = param(c, P.DRIVE);
    if (drive > 0) {
      const d = f32x4.splat(<f32>decibels(drive));
      const back = f32x4.splat(<f32>decibels(-0.6 * <f64>drive));
      for (let o: usize = 0; o < 512; o += 16) {
        v128.store(left + o, f32x4.mul(back, soft4(f32x4.mul(d, v128.load(left + o)))));
        v128.store(right + o, f32x4.mul(back, soft4(f32x4.mul(d, v128.load(right + o)))));
      }
    }
    const highPass = param(c, P.HIGH_PASS);
    if (highPass > 0) {
      const g = noteTangent(highPass);
      this.high.process(left, right, n, this.lastHigh < 0 ? g : this.lastHigh, g, 1.35, HIGH, false);
      this.lastHigh = g;
    }
    const lowPass = param(c, P.LOW_PASS);
    if (lowPass < 135.9 || this.lastLow >= 0) {
      const g = noteTangent(min<f32>(lowPass, 135.9));
      const k: f32 = <f32>1.4 - <f32>1.3 * param(c, P.LOW_PASS_RES);
      this.low.process(left, right, n, this.lastLow < 0 ? g : this.lastLow, g, k, LOW, true);
      this.lastLow = g;
    }
    const bellDb = param(c, P.BELL_DB);
    if (bellDb != 0) {
      const note = param(c, P.BELL_NOTE);
      if (bellDb != this.lastBellDb || note != this.lastBellNote) {
        const hz = 440 * NativeMath.exp2((<f64>note - 69) / 12);
        this.bellL.bell(hz, max<f64>(0.2, param(c, P.BELL_Q)), bellDb);
        this.lastBellDb = bellDb;
        this.lastBellNote = note;
      }
      this.bellL.processPair(this.bellR, left, right, 512);
    }
    const vowelMix = param(c, P.VOWEL_MIX);
    if (vowelMix > 0) this.vowels(c, left, right, vowelMix);
    const chorus = param(c, P.CHORUS);
    if (chorus > 0) this.chorus.process(left, right, chorus, param(c, P.CHORUS_RATE_HZ), param(c, P.CHORUS_DEPTH_MS));

    let tremL: f32 = 1;
    let tremR: f32 = 1;
    const tremolo = param(c, P.TREMOLO);
    if (tremolo > 0) {
      this.tremolo += (<f64>param(c, P.TREMOLO_RATE_HZ) * <f64>n) / 48000;
      this.tremolo -= floor(this.tremolo);
      const s = sin1(<f32>this.tremolo);
      tremL = <f32>1 - tremolo * (<f32>0.5 + <f32>0.5 * s);
      tremR = <f32>1 - tremolo * (<f32>0.5 + (param(c, P.TREMOLO_PAN) > 0 ? <f32>-0.5 : <f32>0.5) * s);
    }

    const gain = <f32>decibels(param(c, P.GAIN));
    const pan = param(c, P.PAN);
    // constant power within 0.1 dB, 0 dB at the centre
    const panL: f32 = <f32>1.41421356 * sqrt<f32>(max<f32>(0, (<f32>1 - pan) * <f32>0.5));
    const panR: f32 = <f32>1.41421356 * sqrt<f32>(max<f32>(0, (<f32>1 + pan) * <f32>0.5));
    if (this.lastGain < 0) {
      this.lastGain = gain;
      this.lastPanL = panL;
      this.lastPanR = panR;
    }
    const part: f32 = <f32>1 / <f32>n;
    let gl = this.lastGain * this.lastPanL * this.lastTremL;
    let gr = this.lastGain * this.lastPanR * this.lastTremR;
    const stepL: f32 = (gain * panL * tremL - gl) * part;
    const stepR: f32 = (gain * panR * tremR - gr) * part;
    this.lastGain = gain;
    this.lastPanL = panL;
    this.lastPanR = panR;
    this.lastTremL = tremL;
    this.lastTremR = tremR;
    const duckDepth = param(c, P.DUCK);
    const width = param(c, P.WIDTH);
    const same: f32 = <f32>0.5 + <f32>0.5 * width;
    const cross: f32 = <f32>0.5 - <f32>0.5 * width;
    const hall = f32x4.splat(param(c, P.SEND_HALL));
    const roomSend = f32x4.splat(param(c, P.SEND_ROOM));
    const delay = f32x4.splat(param(c, P.SEND_DELAY));
    const depth = f32x4.splat(duckDepth);
    const ramp = f32x4(1, 2, 3, 4);
    const sameV = f32x4.splat(same);
    const crossV = f32x4.splat(cross);
    for (let o: usize = 0; o < 512; o += 16) {
      const d = f32x4.sub(f32x4.splat(1), f32x4.mul(depth, v128.load(duck + o)));
      const xl = v128.load(left + o);
      const xr = v128.load(right + o);
      const wl = f32x4.add(f32x4.mul(xl, sameV), f32x4.mul(xr, crossV));
      const wr = f32x4.add(f32x4.mul(xr, sameV), f32x4.mul(xl, crossV));
      const l = f32x4.mul(f32x4.mul(wl, d), f32x4.add(f32x4.splat(gl), f32x4.mul(f32x4.splat(stepL), ramp)));
      const r = f32x4.mul(f32x4.mul(wr, d), f32x4.add(f32x4.splat(gr), f32x4.mul(f32x4.splat(stepR), ramp)));
      gl += stepL * 4;
      gr += stepR * 4;
      v128.store(buses + o, f32x4.add(v128.load(buses + o), l));
      v128.store(buses + o, f32x4.add(v128.load(buses + o, 512), r), 512);
      v128.store(buses + o, f32x4.add(v128.load(buses + o, 1024), f32x4.mul(l, hall)), 1024);
      v128.store(buses + o, f32x4.add(v128.load(buses + o, 1536), f32x4.mul(r, hall)), 1536);
      v128.store(buses + o, f32x4.add(v128.load(buses + o, 2048), f32x4.mul(l, roomSend)), 2048);
      v128.store(buses + o, f32x4.add(v128.load(buses + o, 2560), f32x4.mul(r, roomSend)), 2560);
      v128.store(buses + o, f32x4.add(v128.load(buses + o, 3072), f32x4.mul(l, delay)), 3072);
      v128.store(buses + o, f32x4.add(v128.load(buses + o, 3584), f32x4.mul(r, delay)), 3584);
    }
  }

  private vowels(c: i32, left: usize, right: usize, mix: f32): void {
    const v = min<f32>(max<f32>(param(c, P.VOWEL), 0), 3.999);
    const i = <i32>v;
    const f: f32 = v - <f32>i;
    const wl: usize = work;
    const wr: usize = work + 512;
    const sl: usize = work + 1024;
    const sr: usize = work + 1536;
    memory.fill(sl, 0, 1024);
    for (let k = 0; k < 3; k++) {
      const hz = unchecked(vowelHz[i * 3 + k]) * (<f32>1 - f) + unchecked(vowelHz[i * 3 + 3 + k]) * f;
      const level = unchecked(vowelLevel[i * 3 + k]) * (<f32>1 - f) + unchecked(vowelLevel[i * 3 + 3 + k]) * f;
      memory.copy(wl, left, 512);
      memory.copy(wr, right, 512);
      const g = <f32>NativeMath.tan((NativeMath.PI * <f64>hz) / 48000);
      const filter = k == 0 ? this.vowel0 : k == 1 ? this.vowel1 : this.vowel2;
      filter.process(wl, wr, BLOCK, g, g, 0.16, BAND, false);
      const by = f32x4.splat(level * 2);
      for (let o: usize = 0; o < 512; o += 16) {
        v128.store(sl + o, f32x4.add(v128.load(sl + o), f32x4.mul(v128.load(wl + o), by)));
        v128.store(sr + o, f32x4.add(v128.load(sr + o), f32x4.mul(v128.load(wr + o), by)));
      }
    }
    const dry = f32x4.splat(<f32>1 - mix);
    const wet = f32x4.splat(mix);
    for (let o: usize = 0; o < 512; o += 16) {
      v128.store(left + o, f32x4.add(f32x4.mul(v128.load(left + o), dry), f32x4.mul(v128.load(sl + o), wet)));
      v128.store(right + o, f32x4.add(f32x4.mul(v128.load(right + o), dry), f32x4.mul(v128.load(sr + o), wet)));
    }
  }
}
