/**
 * What drums do, told from the onset curves: how strong they are, in which seconds they play, and snares without the
 * clicks of kicks; and, beside them, all that begins in the bass.
 *
 * Thread: analysis worker. Everything here allocates.
 */
import { HOP_FRAMES, type OnsetFeatures } from './onsets.ts';

/** Drums are there in a second that has an onset of this share of their strength within two seconds around. */
const ACTIVE_SHARE = 0.5;
const ACTIVE_REACH_S = 2;

/** Strongest onset of each second. */
function tops(curve: Float32Array, rateHz: number): number[] {
  const hops = Math.ceil(rateHz / HOP_FRAMES);
  const out: number[] = [];
  for (let at = 0; at < curve.length; at += hops) out.push(Math.max(...curve.subarray(at, at + hops)));
  return out;
}

/** The strength that a drum's onsets reach in a curve: exceeded in a quarter of all seconds. */
function drumStrength(curve: Float32Array, rateHz: number): number {
  const sorted = tops(curve, rateHz).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.75)] ?? 0;
}

/** 1 for each second in which drums play, by the kick. */
function drumSeconds(curve: Float32Array, rateHz: number, strength: number): Uint8Array {
  const peaks = tops(curve, rateHz);
  return Uint8Array.from(peaks, (_, i) =>
    Math.max(...peaks.slice(Math.max(0, i - ACTIVE_REACH_S), i + ACTIVE_REACH_S + 1)) > ACTIVE_SHARE * strength ? 1 : 0,
  );
}

/** A kick this strong beside the strongest shows how much of its click is in the snare's range. */
const CLEAR_KICK = 0.5;
const CLICK_QUANTILE = 0.45;

/**
 * The snare curve without what the kicks' clicks add to it: a little less than the median of their ratio, so that claps
 * falling on every second kick do not pass for clicks.
 */
function snaresAlone(kick: Float32Array, snare: Float32Array, strength: number): Float32Array {
  const clear = CLEAR_KICK * strength;
  const near = (curve: Float32Array, i: number): number =>
    Math.max(curve[i - 1] ?? 0, curve[i] as number, curve[i + 1] ?? 0);
  const ratios: number[] = [];
  for (let i = 1; i + 1 < kick.length; i++) {
    const k = kick[i] as number;
    if (k > clear && k >= (kick[i - 1] as number) && k > (kick[i + 1] as number)) ratios.push(near(snare, i) / k);
  }
  ratios.sort((a, b) => a - b);
  const leak = ratios[Math.floor(ratios.length * CLICK_QUANTILE)] ?? 0;
  return snare.map((s, i) => Math.max(0, s - leak * near(kick, i)));
}

/** Curves have one value per HOP_FRAMES; 1 is a drum's usual strength. */
export interface Drums {
  readonly kick: Float32Array;
  readonly snare: Float32Array;
  readonly high: Float32Array;
  /** Onsets of all that is low: bass notes count nearly as much as kicks. */
  readonly bass: Float32Array;
  /** 1 where drums play, by second. */
  readonly seconds: Uint8Array;
  readonly hopsPerSecond: number;
}

function scaled(curve: Float32Array, by: number): Float32Array {
  const scale = 1 / (by + 1e-9);
  return curve.map((v) => Math.min(1.2, v * scale));
}

export function hearDrums(features: OnsetFeatures): Drums {
  const { kick, snare, high, low, rateHz } = features;
  const kickStrength = drumStrength(kick, rateHz);
  const alone = snaresAlone(kick, snare, kickStrength);
  return {
    kick: scaled(kick, kickStrength),
    snare: scaled(alone, drumStrength(alone, rateHz)),
    high: scaled(high, drumStrength(high, rateHz)),
    bass: scaled(low, drumStrength(low, rateHz)),
    seconds: drumSeconds(kick, rateHz, kickStrength),
    hopsPerSecond: rateHz / HOP_FRAMES,
  };
}

export function arePlaying({ seconds, hopsPerSecond }: Drums, hop: number): boolean {
  return seconds[Math.floor(hop / hopsPerSecond)] === 1;
}

/** Strongest value within `reach` values of `hop` (fractional). */
export function strengthAt(curve: Float32Array, hop: number, reach: number): number {
  const at = Math.round(hop);
  let top = 0;
  for (let h = at - reach; h <= at + reach; h++) top = Math.max(top, curve[h] ?? 0);
  return top;
}

/** Pulses moved on by `part` of their distance to the next. */
export function shifted(pulses: readonly number[], part: number): number[] {
  return pulses.map((p, i) => {
    const next = pulses[i + 1] ?? 2 * p - (pulses[i - 1] ?? p - 1);
    return p + part * (next - p);
  });
}
