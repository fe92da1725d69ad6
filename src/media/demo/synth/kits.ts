/**
 * Drum recipes of the demo tracks. Each function names its numbers and gives what `bake` takes. Thread: any.
 */
import type { DrumSpec } from '../score/types.ts';
import * as P from './assembly/params.ts';

/** Hz, seconds and levels; what is left out has the value of a plain drum. */
export function kick(o: {
  hz: number;
  from?: number;
  sweep?: number;
  decay?: number;
  hold?: number;
  click?: number;
  drive?: number;
  noise?: number;
  snapHz?: number;
  room?: number;
}): DrumSpec {
  const decay = o.decay ?? 0.32;
  return {
    kind: P.BAKE_KICK,
    seconds: (o.hold ?? 0.05) + decay * 1.1 + 0.05,
    numbers: [
      o.hz,
      o.from ?? 260,
      o.sweep ?? 0.09,
      decay,
      o.hold ?? 0.05,
      o.click ?? 0.3,
      o.drive ?? 0.8,
      o.noise ?? 0.05,
      o.snapHz ?? 900,
      o.room ?? 0,
    ],
  };
}

export function snare(o: {
  tone?: number;
  toneDecay?: number;
  toneLevel?: number;
  decay?: number;
  colour?: number;
  snap?: number;
  drive?: number;
  room?: number;
  roomS?: number;
  tail?: number;
}): DrumSpec {
  return {
    kind: P.BAKE_SNARE,
    seconds: Math.max(0.3, (o.decay ?? 0.2) * 1.6 + (o.room ? (o.roomS ?? 0.5) : 0)),
    numbers: [
      o.tone ?? 185,
      o.toneDecay ?? 0.14,
      o.toneLevel ?? 0.7,
      o.decay ?? 0.2,
      o.colour ?? 1500,
      o.snap ?? 0.5,
      o.drive ?? 0.6,
      o.room ?? 0.25,
      o.roomS ?? 0.5,
      o.tail ?? 0.05,
    ],
  };
}

export function clap(o: {
  hz?: number;
  bursts?: number;
  spacing?: number;
  decay?: number;
  drive?: number;
  room?: number;
  roomS?: number;
  width?: number;
  bright?: number;
}): DrumSpec {
  return {
    kind: P.BAKE_CLAP,
    seconds: (o.decay ?? 0.16) * 1.3 + 0.08 + (o.room ? (o.roomS ?? 0.5) * 0.9 : 0),
    numbers: [
      o.hz ?? 1250,
      o.bursts ?? 4,
      o.spacing ?? 0.0095,
      o.decay ?? 0.16,
      o.drive ?? 0.7,
      o.room ?? 0.3,
      o.roomS ?? 0.5,
      o.width ?? 0.6,
      o.bright ?? 0.35,
    ],
  };
}

export function hat(o: {
  decay: number;
  metal?: number;
  metalLevel?: number;
  noise?: number;
  highPass?: number;
  attack?: number;
  width?: number;
  tail?: number;
  ring?: number;
  drive?: number;
}): DrumSpec {
  return {
    kind: P.BAKE_HAT,
    seconds: Math.max(0.06, o.decay * (o.tail ? 2.6 : 1.25)),
    numbers: [
      o.decay,
      o.metal ?? 8.2,
      o.metalLevel ?? 0.6,
      o.noise ?? 0.45,
      o.highPass ?? 5600,
      o.attack ?? 0.0004,
      o.width ?? 0.5,
      o.tail ?? 0,
      o.ring ?? 6100,
      o.drive ?? 0.3,
    ],
  };
}

export function shaker(o: {
  attack?: number;
  decay?: number;
  highPass?: number;
  grain?: number;
  width?: number;
}): DrumSpec {
  return {
    kind: P.BAKE_SHAKER,
    seconds: (o.attack ?? 0.02) + (o.decay ?? 0.07) * 1.3,
    numbers: [o.attack ?? 0.02, o.decay ?? 0.07, o.highPass ?? 4200, o.grain ?? 0.5, o.width ?? 0.4],
  };
}

export function tom(o: {
  hz: number;
  bend?: number;
  sweep?: number;
  decay?: number;
  slap?: number;
  slapHz?: number;
  partial?: number;
  partialLevel?: number;
  room?: number;
  drive?: number;
}): DrumSpec {
  return {
    kind: P.BAKE_TOM,
    seconds: (o.decay ?? 0.25) * 1.2 + (o.room ? 0.35 : 0.03),
    numbers: [
      o.hz,
      o.bend ?? 1.5,
      o.sweep ?? 0.06,
      o.decay ?? 0.25,
      o.slap ?? 0.5,
      o.slapHz ?? 2200,
      o.partial ?? 1.52,
      o.partialLevel ?? 0.25,
      o.room ?? 0.15,
      o.drive ?? 0.4,
    ],
  };
}

export function rim(o: {
  hz: number;
  second: number;
  decay?: number;
  noise?: number;
  drive?: number;
  room?: number;
  roomS?: number;
  square?: number;
}): DrumSpec {
  return {
    kind: P.BAKE_RIM,
    seconds: (o.decay ?? 0.05) * 1.2 + 0.03 + (o.room ? (o.roomS ?? 0.4) * 0.8 : 0),
    numbers: [
      o.hz,
      o.second,
      o.decay ?? 0.05,
      o.noise ?? 0.4,
      o.drive ?? 0.6,
      o.room ?? 0.2,
      o.roomS ?? 0.4,
      o.square ?? 0,
    ],
  };
}

export function cymbal(o: {
  decay: number;
  metal?: number;
  metalLevel?: number;
  noise?: number;
  highPass?: number;
  bell?: number;
  bellLevel?: number;
  room?: number;
}): DrumSpec {
  return {
    kind: P.BAKE_CYMBAL,
    seconds: o.decay * 1.1,
    numbers: [
      o.decay,
      o.metal ?? 9,
      o.metalLevel ?? 0.7,
      o.noise ?? 0.6,
      o.highPass ?? 3400,
      o.bell ?? 3100,
      o.bellLevel ?? 0,
      o.room ?? 0.15,
      1.2,
    ],
  };
}

export function impact(o: {
  from?: number;
  to?: number;
  sweep?: number;
  decay?: number;
  noise?: number;
  noiseDecay?: number;
  room?: number;
  drive?: number;
}): DrumSpec {
  return {
    kind: P.BAKE_IMPACT,
    seconds: Math.max(o.decay ?? 1.2, (o.noiseDecay ?? 0.8) + 0.8) * 1.1,
    numbers: [
      o.from ?? 110,
      o.to ?? 34,
      o.sweep ?? 0.5,
      o.decay ?? 1.2,
      o.noise ?? 0.5,
      o.noiseDecay ?? 0.8,
      o.room ?? 0.4,
      1.8,
      o.drive ?? 0.6,
    ],
  };
}

export function crackle(o: { perSecond: number; hiss: number; seconds?: number }): DrumSpec {
  return { kind: P.BAKE_CRACKLE, seconds: o.seconds ?? 2, numbers: [o.perSecond, o.hiss, 0] };
}
