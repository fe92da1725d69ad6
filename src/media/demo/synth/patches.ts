/**
 * Instruments of the demo tracks: parameter sets that a score takes and adjusts. Thread: any.
 */
import { hz } from '../score/theory.ts';
import type { ChannelSpec, Params } from '../score/types.ts';
import * as P from './assembly/params.ts';

const OPEN = 136;

/** A strip at rest. */
const STRIP: Params = {
  [P.GAIN]: 0,
  [P.WIDTH]: 1,
  [P.LOW_PASS]: OPEN,
  [P.VELOCITY_AMP]: 0.7,
  [P.CHORUS_RATE_HZ]: 0.6,
  [P.CHORUS_DEPTH_MS]: 2.2,
  [P.BELL_Q]: 0.8,
};

const VOICE: Params = {
  [P.OSC_UNISON]: 1,
  [P.OSC_WIDTH]: 0.5,
  [P.SUB_WAVE]: P.WAVE_SINE,
  [P.SUB_SEMI]: -12,
  [P.FILTER_CUTOFF]: OPEN,
  [P.FENV_A]: 0.001,
  [P.FENV_D]: 0.3,
  [P.FENV_R]: 0.3,
  [P.AMP_A]: 0.002,
  [P.AMP_D]: 0.3,
  [P.AMP_S]: 1,
  [P.AMP_R]: 0.1,
  [P.VIBRATO_HZ]: 5.2,
  [P.PITCH_ENV_S]: 0.05,
};

/** Drums: one-shots by name. */
export function drums(params: Params, extra: Partial<ChannelSpec> = {}): ChannelSpec {
  return { instrument: P.INSTRUMENT_ONESHOT, params: { ...STRIP, ...params }, ...extra };
}

/** A subtractive instrument: a patch, then the track's own settings. */
export function poly(patch: Params, params: Params, extra: Partial<ChannelSpec> = {}): ChannelSpec {
  return { instrument: P.INSTRUMENT_POLY, params: { ...STRIP, ...VOICE, ...patch, ...params }, ...extra };
}

export function fm(patch: Params, params: Params, extra: Partial<ChannelSpec> = {}): ChannelSpec {
  return { instrument: P.INSTRUMENT_FM, params: { ...STRIP, ...patch, ...params }, ...extra };
}

export function string(patch: Params, params: Params, extra: Partial<ChannelSpec> = {}): ChannelSpec {
  return { instrument: P.INSTRUMENT_STRING, params: { ...STRIP, ...patch, ...params }, ...extra };
}

export const WARM_PAD: Params = {
  [P.OSC_UNISON]: 4,
  [P.OSC_DETUNE]: 0.2,
  [P.OSC_SPREAD]: 0.9,
  [P.PHASE_RANDOM]: 1,
  [P.FILTER_CUTOFF]: hz(1800),
  [P.FILTER_RES]: 0.1,
  [P.FILTER_ENV]: 8,
  [P.FENV_A]: 0.6,
  [P.FENV_D]: 2.5,
  [P.FENV_S]: 0.4,
  [P.FENV_R]: 1.5,
  [P.LFO_HZ]: 0.13,
  [P.LFO_CUTOFF]: 7,
  [P.AMP_A]: 0.3,
  [P.AMP_D]: 2,
  [P.AMP_S]: 0.85,
  [P.AMP_R]: 1,
  [P.HIGH_PASS]: hz(180),
  [P.VELOCITY_AMP]: 0.4,
};

export const SUPERSAW: Params = {
  [P.OSC_UNISON]: 8,
  [P.OSC_DETUNE]: 0.36,
  [P.OSC_SPREAD]: 1,
  [P.PHASE_RANDOM]: 1,
  [P.OSC2_WAVE]: P.WAVE_SAW,
  [P.OSC2_LEVEL]: 0.3,
  [P.OSC2_SEMI]: 12.03,
  [P.FILTER_TYPE]: P.FILTER_LP12,
  [P.FILTER_CUTOFF]: hz(9000),
  [P.FILTER_RES]: 0.05,
  [P.AMP_A]: 0.004,
  [P.AMP_D]: 0.8,
  [P.AMP_S]: 0.75,
  [P.AMP_R]: 0.35,
  [P.HIGH_PASS]: hz(160),
};

export const PLUCK: Params = {
  [P.OSC_UNISON]: 3,
  [P.OSC_DETUNE]: 0.14,
  [P.OSC_SPREAD]: 0.7,
  [P.PHASE_RANDOM]: 0.4,
  [P.OSC2_WAVE]: P.WAVE_PULSE,
  [P.OSC2_LEVEL]: 0.4,
  [P.OSC2_SEMI]: 12,
  [P.FILTER_CUTOFF]: hz(420),
  [P.FILTER_RES]: 0.25,
  [P.FILTER_ENV]: 52,
  [P.FILTER_KEY]: 0.4,
  [P.FILTER_VELOCITY]: 20,
  [P.FENV_D]: 0.22,
  [P.FENV_R]: 0.2,
  [P.AMP_D]: 0.55,
  [P.AMP_S]: 0,
  [P.AMP_R]: 0.3,
  [P.HIGH_PASS]: hz(160),
};

export const SUB_BASS: Params = {
  [P.OSC_WAVE]: P.WAVE_SINE,
  [P.OSC2_WAVE]: P.WAVE_TRIANGLE,
  [P.OSC2_LEVEL]: 0.22,
  [P.FILTER_CUTOFF]: hz(700),
  [P.FILTER_DRIVE]: 0.5,
  [P.AMP_A]: 0.004,
  [P.AMP_D]: 0.6,
  [P.AMP_S]: 0.85,
  [P.AMP_R]: 0.06,
  [P.MONO]: 1,
  [P.WIDTH]: 0,
  [P.VELOCITY_AMP]: 0.3,
};

/** Two oscillators and a sub through a driven ladder-like low-pass: round, with a bite. */
export const ANALOG_BASS: Params = {
  [P.OSC_WAVE]: P.WAVE_SAW,
  [P.OSC2_WAVE]: P.WAVE_PULSE,
  [P.OSC2_LEVEL]: 0.5,
  [P.OSC2_SEMI]: 0.05,
  [P.SUB_LEVEL]: 0.75,
  [P.SUB_SEMI]: 0,
  [P.FILTER_CUTOFF]: hz(300),
  [P.FILTER_RES]: 0.22,
  [P.FILTER_ENV]: 34,
  [P.FILTER_KEY]: 0.5,
  [P.FILTER_VELOCITY]: 14,
  [P.FILTER_DRIVE]: 0.8,
  [P.FENV_D]: 0.16,
  [P.FENV_S]: 0.12,
  [P.FENV_R]: 0.1,
  [P.AMP_A]: 0.002,
  [P.AMP_D]: 0.5,
  [P.AMP_S]: 0.75,
  [P.AMP_R]: 0.05,
  [P.MONO]: 1,
  [P.WIDTH]: 0.2,
  [P.VELOCITY_AMP]: 0.4,
};

/** Detuned saws that beat against each other: the mid layer; its lows are cut for a sub below. */
export const REESE: Params = {
  [P.OSC_UNISON]: 4,
  [P.OSC_DETUNE]: 0.5,
  [P.OSC_SPREAD]: 0.5,
  [P.PHASE_RANDOM]: 1,
  [P.FILTER_CUTOFF]: hz(650),
  [P.FILTER_RES]: 0.3,
  [P.FILTER_DRIVE]: 1.6,
  [P.LFO_HZ]: 0.35,
  [P.LFO_CUTOFF]: 10,
  [P.AMP_A]: 0.008,
  [P.AMP_S]: 1,
  [P.AMP_R]: 0.08,
  [P.HIGH_PASS]: hz(110),
  [P.MONO]: 1,
  [P.DRIVE]: 4,
};

export const ACID: Params = {
  [P.OSC_WAVE]: P.WAVE_SAW,
  [P.FILTER_CUTOFF]: hz(320),
  [P.FILTER_RES]: 0.82,
  [P.FILTER_ENV]: 30,
  [P.FILTER_VELOCITY]: 26,
  [P.FENV_D]: 0.22,
  [P.AMP_D]: 0.5,
  [P.AMP_S]: 0.6,
  [P.AMP_R]: 0.04,
  [P.GLIDE_S]: 0.05,
  [P.MONO]: 1,
  [P.DRIVE]: 7,
  [P.HIGH_PASS]: hz(120),
  [P.WIDTH]: 0,
};

export const LEAD: Params = {
  [P.OSC_UNISON]: 4,
  [P.OSC_DETUNE]: 0.16,
  [P.OSC_SPREAD]: 0.6,
  [P.PHASE_RANDOM]: 0.6,
  [P.OSC2_WAVE]: P.WAVE_PULSE,
  [P.OSC2_LEVEL]: 0.4,
  [P.FILTER_CUTOFF]: hz(4200),
  [P.FILTER_RES]: 0.15,
  [P.FILTER_ENV]: 16,
  [P.FILTER_KEY]: 0.4,
  [P.FENV_D]: 0.5,
  [P.FENV_S]: 0.4,
  [P.AMP_A]: 0.006,
  [P.AMP_D]: 0.6,
  [P.AMP_S]: 0.7,
  [P.AMP_R]: 0.25,
  [P.VIBRATO_SEMI]: 0.14,
  [P.VIBRATO_DELAY_S]: 0.35,
  [P.HIGH_PASS]: hz(220),
};

/** Noise through a band that opens over `seconds`: a riser. */
export function riser(seconds: number): Params {
  return {
    [P.OSC_WAVE]: P.WAVE_SINE,
    [P.OSC_UNISON]: 1,
    [P.TUNE]: -48,
    [P.NOISE_LEVEL]: 0.9,
    [P.FILTER_TYPE]: P.FILTER_BP,
    [P.FILTER_CUTOFF]: hz(260),
    [P.FILTER_RES]: 0.35,
    [P.FILTER_ENV]: 56,
    [P.FENV_A]: seconds,
    [P.FENV_S]: 1,
    [P.AMP_A]: seconds,
    [P.AMP_S]: 1,
    [P.AMP_R]: 0.25,
    [P.HIGH_PASS]: hz(220),
    [P.VELOCITY_AMP]: 0.5,
  };
}

/** Noise that falls and closes over `seconds`: after an impact. */
export function fallNoise(seconds: number): Params {
  return {
    [P.OSC_WAVE]: P.WAVE_SINE,
    [P.TUNE]: -48,
    [P.NOISE_LEVEL]: 0.9,
    [P.FILTER_TYPE]: P.FILTER_BP,
    [P.FILTER_CUTOFF]: hz(500),
    [P.FILTER_RES]: 0.2,
    [P.FILTER_ENV]: 42,
    [P.FENV_A]: 0.01,
    [P.FENV_D]: seconds,
    [P.AMP_A]: 0.01,
    [P.AMP_D]: seconds,
    [P.AMP_S]: 0,
    [P.AMP_R]: 0.4,
    [P.HIGH_PASS]: hz(300),
  };
}

interface Operator {
  ratio: number;
  level: number;
  a?: number;
  d: number;
  s?: number;
  r?: number;
}

function operators(ops: readonly [Operator, Operator, Operator, Operator]): Params {
  const params: Record<number, number> = {};
  ops.forEach((op, n) => {
    const at = P.FM_OP + n * P.FM_OP_STRIDE;
    params[at + P.FM_RATIO] = op.ratio;
    params[at + P.FM_LEVEL] = op.level;
    params[at + P.FM_A] = op.a ?? 0.001;
    params[at + P.FM_D] = op.d;
    params[at + P.FM_S] = op.s ?? 0;
    params[at + P.FM_R] = op.r ?? 0.25;
  });
  return params;
}

/** Tine and bar: a soft body whose bark follows the touch. */
export const E_PIANO: Params = {
  [P.FM_ALGORITHM]: 0,
  [P.FM_DETUNE]: 0.06,
  [P.FM_VELOCITY]: 0.85,
  [P.FM_KEY_DAMP]: 0.5,
  ...operators([
    { ratio: 1, level: 0.42, d: 2.6, r: 0.3 },
    { ratio: 14, level: 0.32, d: 0.22, r: 0.1 },
    { ratio: 1, level: 0.55, a: 0.002, d: 3.2, r: 0.35 },
    { ratio: 1, level: 1.25, d: 1.5, s: 0.1, r: 0.3 },
  ]),
  [P.TREMOLO]: 0.28,
  [P.TREMOLO_RATE_HZ]: 4.1,
  [P.TREMOLO_PAN]: 1,
  [P.HIGH_PASS]: hz(110),
};

export const BELL: Params = {
  [P.FM_ALGORITHM]: 0,
  [P.FM_DETUNE]: 0.08,
  [P.FM_VELOCITY]: 0.6,
  [P.FM_KEY_DAMP]: 0.6,
  ...operators([
    { ratio: 1, level: 0.5, d: 2.4, r: 1.2 },
    { ratio: 3.5, level: 1.1, d: 1.1, r: 0.8 },
    { ratio: 2.003, level: 0.25, d: 1.4, r: 0.9 },
    { ratio: 7.01, level: 0.6, d: 0.5, r: 0.4 },
  ]),
  [P.HIGH_PASS]: hz(240),
};

/** Thumb piano: round, short, with a metal tick. */
export const KALIMBA: Params = {
  [P.FM_ALGORITHM]: 0,
  [P.FM_DETUNE]: 0.04,
  [P.FM_VELOCITY]: 0.7,
  [P.FM_KEY_DAMP]: 0.4,
  ...operators([
    { ratio: 1, level: 0.7, d: 0.85, r: 0.4 },
    { ratio: 5.4, level: 0.7, d: 0.06, r: 0.05 },
    { ratio: 2.01, level: 0.14, d: 0.4, r: 0.2 },
    { ratio: 9.2, level: 0.8, d: 0.03, r: 0.03 },
  ]),
  [P.HIGH_PASS]: hz(150),
};

/** Drawbar-like organ with a percussive second harmonic: house chords. */
export const ORGAN: Params = {
  [P.FM_ALGORITHM]: 2,
  [P.FM_DETUNE]: 0.05,
  ...operators([
    { ratio: 0.5, level: 0.28, a: 0.003, d: 0.6, s: 0.7, r: 0.09 },
    { ratio: 2, level: 0.3, a: 0.001, d: 0.25, s: 0.35, r: 0.08 },
    { ratio: 4, level: 0.2, a: 0.001, d: 0.16, s: 0.14, r: 0.06 },
    { ratio: 1, level: 0.42, a: 0.002, d: 0.6, s: 0.7, r: 0.08 },
  ]),
  [P.FM_FEEDBACK]: 1.15,
  [P.HIGH_PASS]: hz(130),
};

export const FM_BASS: Params = {
  [P.FM_ALGORITHM]: 1,
  [P.FM_VELOCITY]: 0.5,
  [P.FM_FEEDBACK]: 0.6,
  ...operators([
    { ratio: 1, level: 0.9, d: 0.7, s: 0.7, r: 0.06 },
    { ratio: 1, level: 1.6, d: 0.25, s: 0.2, r: 0.05 },
    { ratio: 2, level: 0.7, d: 0.12, s: 0.05, r: 0.05 },
    { ratio: 3, level: 0.4, d: 0.07, r: 0.05 },
  ]),
  [P.MONO]: 1,
  [P.WIDTH]: 0,
};

/** Three modulators into one, with feedback: metallic growl for a moving low-pass or vowel. */
export const GROWL: Params = {
  [P.FM_ALGORITHM]: 3,
  [P.FM_FEEDBACK]: 1.1,
  [P.FM_DETUNE]: 0.1,
  [P.FM_VELOCITY]: 0.2,
  ...operators([
    { ratio: 1, level: 0.8, a: 0.004, d: 1, s: 1, r: 0.05 },
    { ratio: 1, level: 2.2, a: 0.01, d: 1, s: 0.8, r: 0.05 },
    { ratio: 2, level: 1.4, a: 0.005, d: 0.4, s: 0.5, r: 0.05 },
    { ratio: 3, level: 0.9, a: 0.02, d: 0.8, s: 0.6, r: 0.05 },
  ]),
  [P.MONO]: 1,
  [P.HIGH_PASS]: hz(100),
};

export const NYLON: Params = {
  [P.STRING_DECAY_S]: 4,
  [P.STRING_BRIGHT]: 0.62,
  [P.STRING_PLUCK]: 0.55,
  [P.STRING_POSITION]: 0.22,
  [P.STRING_RELEASE_S]: 0.25,
  [P.STRING_BODY]: 0.25,
  [P.HIGH_PASS]: hz(90),
};

export const HARP: Params = {
  [P.STRING_DECAY_S]: 7,
  [P.STRING_BRIGHT]: 0.85,
  [P.STRING_PLUCK]: 0.75,
  [P.STRING_POSITION]: 0.4,
  [P.STRING_RELEASE_S]: 1.2,
  [P.STRING_BODY]: 0.1,
  [P.HIGH_PASS]: hz(160),
};

/** Palm-muted guitar: skank and funk. */
export const MUTED: Params = {
  [P.STRING_DECAY_S]: 0.5,
  [P.STRING_BRIGHT]: 0.8,
  [P.STRING_PLUCK]: 0.9,
  [P.STRING_POSITION]: 0.13,
  [P.STRING_RELEASE_S]: 0.04,
  [P.STRING_BODY]: 0.2,
  [P.HIGH_PASS]: hz(260),
};

export const MASTER_DEFAULTS: Params = {
  [P.MASTER_GAIN]: 0,
  [P.MASTER_HIGH_PASS]: 14,
  [P.MASTER_LOW_PASS]: OPEN,
  [P.MASTER_DRIVE]: 0.85,
  [P.MASTER_MID_DB]: -1.5,
  [P.MASTER_GLUE_DB]: -14,
  [P.MASTER_CEILING_DB]: -0.9,
  [P.HALL_RT_S]: 2.6,
  [P.HALL_SIZE]: 1.3,
  [P.HALL_DAMP]: 0.4,
  [P.HALL_LEVEL]: 0.5,
  [P.ROOM_RT_S]: 0.6,
  [P.ROOM_SIZE]: 0.42,
  [P.ROOM_DAMP]: 0.3,
  [P.ROOM_LEVEL]: 0.5,
  [P.DELAY_LEFT]: 18_000,
  [P.DELAY_RIGHT]: 12_000,
  [P.DELAY_FEEDBACK]: 0.45,
  [P.DELAY_TONE]: hz(4200),
  [P.DELAY_LEVEL]: 0.6,
  [P.DELAY_TO_HALL]: 0.2,
  [P.RETURN_DUCK]: 0.5,
  [P.DUCK_S]: 0.3,
};

/** Echo times in sixteenths of the track's tempo. */
export function echo(bpm: number, left: number, right: number): Params {
  const sixteenth = (60 * 48_000) / bpm / 4;
  return { [P.DELAY_LEFT]: Math.round(sixteenth * left), [P.DELAY_RIGHT]: Math.round(sixteenth * right) };
}
