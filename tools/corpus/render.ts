/**
 * Mixes a composition to stereo and treats it as the world does: pumping, echo, loudness, clipping, worn records, fades,
 * offsets, mono, other sample rates.
 * Thread: Node. Everything here allocates.
 */
import { exp, fromDecibels, sin, TAU, tanh } from '../../src/dsp-utils/portable-maths.ts';
import type { Annotation } from '../evaluate/annotation.ts';
import type { Composition } from './compose.ts';
import type { Random } from './random.ts';

export interface Treatment {
  readonly pump: number;
  /** 0 … 1 of what echoes. */
  readonly echo: number;
  /** Decibels into the clipper; 0 leaves a little room. */
  readonly driveDb: number;
  readonly clip: 'hard' | 'soft' | 'none';
  /** Depth of a record's wow, a fraction of speed; 0 for none. Brings crackle with it. */
  readonly wow: number;
  readonly noiseDb: number;
  readonly fadeInS: number;
  readonly fadeOutS: number;
  readonly offset: number;
  readonly isMono: boolean;
}

export interface Rendered {
  readonly rateHz: number;
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly annotation: Annotation;
}

/** One turn of a record at 33⅓. */
const WOW_HZ = 100 / 180;

function mix(
  composition: Composition,
  rateHz: number,
  frames: number,
  treatment: Treatment,
): [Float32Array, Float32Array] {
  const left = new Float32Array(frames);
  const right = new Float32Array(frames);
  const add = (bus: 'drums' | 'tones'): void => {
    for (const { atS, samples, gain, pan, bus: where } of composition.soundings) {
      if (where !== bus) continue;
      const exact = atS * rateHz;
      const first = Math.floor(exact);
      const part = exact - first;
      const toLeft = gain * Math.min(1, 1 - pan);
      const toRight = gain * Math.min(1, 1 + pan);
      const n = Math.min(samples.length, frames - first - 1);
      let before = 0;
      // Between two frames, straight interpolation places the attack to a fraction of a frame.
      for (let i = 0; i <= n; i++) {
        const now = i < n ? (samples[i] as number) : 0;
        const v = now * (1 - part) + before * part;
        before = now;
        left[first + i] = (left[first + i] as number) + v * toLeft;
        right[first + i] = (right[first + i] as number) + v * toRight;
      }
    }
  };
  add('tones');
  if (treatment.echo > 0) echo(left, right, rateHz, treatment.echo);
  if (treatment.pump > 0) pump(left, right, composition.kicks, rateHz, treatment.pump);
  add('drums');
  return [left, right];
}

/** Four feedback delays across the channels: enough to smear tones as a room does. */
function echo(left: Float32Array, right: Float32Array, rateHz: number, amount: number): void {
  const lengths = [0.0297, 0.0371, 0.0411, 0.0437].map((s) => Math.round(s * rateHz));
  const lines = lengths.map((length) => new Float32Array(length));
  const at = [0, 0, 0, 0];
  for (let n = 0; n < left.length; n++) {
    const input = ((left[n] as number) + (right[n] as number)) * 0.25;
    for (let k = 0; k < 4; k++) {
      const line = lines[k] as Float32Array;
      const i = at[k] as number;
      const out = line[i] as number;
      line[i] = input + out * 0.78;
      at[k] = i + 1 < line.length ? i + 1 : 0;
      if (k % 2 === 0) left[n] = (left[n] as number) + out * amount;
      else right[n] = (right[n] as number) + out * amount;
    }
  }
}

function pump(left: Float32Array, right: Float32Array, kicks: readonly number[], rateHz: number, depth: number): void {
  const length = Math.round(0.25 * rateHz);
  const curve = Float32Array.from({ length }, (_, n) => 1 - depth * exp(-n / (0.09 * rateHz)) * (1 - n / length));
  let end = 0;
  for (const atS of [...kicks].sort((a, b) => a - b)) {
    const first = Math.max(end, Math.round(atS * rateHz));
    end = Math.min(left.length, Math.round(atS * rateHz) + length);
    for (let n = first; n < end; n++) {
      const g = curve[n - end + length] ?? 1;
      left[n] = (left[n] as number) * g;
      right[n] = (right[n] as number) * g;
    }
  }
}

/** Frame of the source that a worn record plays at `n`. */
function worn(n: number, rateHz: number, wow: number): number {
  return n + ((wow * rateHz) / (TAU * WOW_HZ)) * sin((TAU * WOW_HZ * n) / rateHz);
}

function wowed(x: Float32Array, rateHz: number, wow: number): Float32Array {
  return Float32Array.from(x, (_, n) => {
    const at = worn(n, rateHz, wow);
    const i = Math.floor(at);
    const a = x[i] ?? 0;
    return a + ((x[i + 1] ?? 0) - a) * (at - i);
  });
}

function master(channel: Float32Array, treatment: Treatment, peak: number, rateHz: number, r: Random): void {
  const gain = (fromDecibels(treatment.driveDb) * 0.9) / peak;
  const hiss = treatment.noiseDb > -90 ? fromDecibels(treatment.noiseDb) : 0;
  const fadeIn = treatment.fadeInS * rateHz;
  const fadeOut = treatment.fadeOutS * rateHz;
  const crackle = treatment.wow > 0 ? 6 / rateHz : 0;
  for (let n = 0; n < channel.length; n++) {
    let v = (channel[n] as number) * gain;
    if (treatment.clip === 'soft') v = tanh(v);
    if (n < fadeIn) v *= n / fadeIn;
    if (channel.length - n < fadeOut) v *= (channel.length - n) / fadeOut;
    if (hiss > 0) v += hiss * (r.next() - 0.5);
    if (crackle > 0 && r.next() < crackle) v += r.range(-0.08, 0.08);
    v += treatment.offset;
    channel[n] = Math.max(-1, Math.min(1, v));
  }
}

/** Mixes and treats a piece; its annotation follows what was done to time. */
export function render(composition: Composition, rateHz: number, treatment: Treatment, r: Random): Rendered {
  const frames = Math.round(composition.seconds * rateHz);
  let [left, right] = mix(composition, rateHz, frames, treatment);
  let { annotation } = composition;
  if (treatment.wow > 0) {
    left = wowed(left, rateHz, treatment.wow);
    right = wowed(right, rateHz, treatment.wow);
    annotation = moved(annotation, treatment.wow);
  }
  if (treatment.isMono) {
    left = left.map((v, n) => 0.5 * (v + (right[n] as number)));
    right = left.slice();
  }
  let peak = 0.01;
  for (let n = 0; n < frames; n++) peak = Math.max(peak, Math.abs(left[n] as number), Math.abs(right[n] as number));
  master(left, treatment, peak, rateHz, r.fork(1));
  if (treatment.isMono) right = left.slice();
  else master(right, treatment, peak, rateHz, r.fork(2));
  return { rateHz, left, right, annotation };
}

/** Times of a worn record: what sounded at s sounds where its groove position reaches s. */
function moved(annotation: Annotation, wow: number): Annotation {
  const when = (s: number): number => {
    let t = s;
    for (let k = 0; k < 4; k++) t = s - (worn(t, 1, wow) - t);
    return t;
  };
  return {
    ...annotation,
    beats: (annotation.beats ?? []).map(when),
    downbeats: (annotation.downbeats ?? []).map(when),
    sections: (annotation.sections ?? []).map((s) => ({ ...s, startS: when(s.startS) })),
  };
}
