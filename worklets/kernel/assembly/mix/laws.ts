/**
 * What raw control values mean: decibels, fader and crossfader laws. Called when a value changed, never per frame.
 * Thread: audio; no state but the crossfader's cached result.
 */
import {
  GC_MIXER_CROSSFADER,
  GC_MIXER_CROSSFADER_CURVE,
  GC_MIXER_CROSSFADER_REVERSE,
} from '../generated/layout';
import { controlValue } from '../shared';

const LN10_OVER_20: f64 = 0.11512925464970229;
const PI_4: f64 = 0.7853981633974483;
/** Level controls at or below this many dB are silent. */
const LEVEL_OFF_DB: f64 = -60.0;
/** Share of the crossfader's travel at each end in which the cut curve opens. */
const CUT_TRAVEL: f64 = 0.08;

/** Amplitude of a value in dB; exactly 1 at 0 dB. */
export function gainFromDb(db: f64): f64 {
  return db == 0.0 ? 1.0 : NativeMath.exp(db * LN10_OVER_20);
}

/** dB of an amplitude, not below −200. */
export function dbFromGain(gain: f64): f64 {
  return gain > 1e-10 ? 20.0 * NativeMath.log10(gain) : -200.0;
}

/** Master, booth, phones, preview and sampler levels: dB, with the bottom of the range (−60) silent. */
export function levelGain(db: f64): f64 {
  return db <= LEVEL_OFF_DB ? 0.0 : gainFromDb(db);
}

/** Channel fader: gain = travel². 0 → silence, ½ → −12 dB, 1 → 0 dB. */
export function faderGain(travel: f64): f64 {
  return travel * travel;
}

@unmanaged
class Crossfader {
  x: f64;
  curve: f64;
  reverse: f64;
  left: f64;
  right: f64;
}

const CROSSFADER: usize = memory.data(40, 16);

export function crossfaderInit(): void {
  const c = changetype<Crossfader>(CROSSFADER);
  c.x = NaN;
  crossfaderUpdate();
}

/**
 * Reads the crossfader's controls. Power: cos/sin of the travel, −3 dB each in the middle. Linear: amplitudes add to 1.
 * Cut: both sides full until the last 8 % of travel, where the far side closes linearly.
 */
export function crossfaderUpdate(): void {
  const c = changetype<Crossfader>(CROSSFADER);
  const x = controlValue(GC_MIXER_CROSSFADER);
  const curve = controlValue(GC_MIXER_CROSSFADER_CURVE);
  const reverse = controlValue(GC_MIXER_CROSSFADER_REVERSE);
  if (x == c.x && curve == c.curve && reverse == c.reverse) return;
  c.x = x;
  c.curve = curve;
  c.reverse = reverse;
  const at = reverse > 0.5 ? -x : x;
  if (curve < 0.5) {
    c.left = at >= 1.0 ? 0.0 : NativeMath.cos(PI_4 * (at + 1.0));
    c.right = at <= -1.0 ? 0.0 : NativeMath.sin(PI_4 * (at + 1.0));
  } else if (curve < 1.5) {
    c.left = 0.5 * (1.0 - at);
    c.right = 0.5 * (1.0 + at);
  } else {
    c.left = min<f64>(1.0, (1.0 - at) / CUT_TRAVEL);
    c.right = min<f64>(1.0, (1.0 + at) / CUT_TRAVEL);
  }
}

/** Gain of a crossfader side: 0 left, 1 thru, 2 right. */
export function crossfaderGain(side: f64): f64 {
  const c = changetype<Crossfader>(CROSSFADER);
  return side < 0.5 ? c.left : side < 1.5 ? 1.0 : c.right;
}
