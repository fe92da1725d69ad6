/**
 * Drum one-shots with random timbre: every piece has a kit of its own. Attacks begin at the first sample.
 * Thread: Node. Everything here allocates.
 */
import { exp, sin, TAU } from '../../src/dsp-utils/portable-maths.ts';
import type { Random } from './random.ts';

export type DrumName = 'kick' | 'snare' | 'hat' | 'open' | 'perc' | 'perc2' | 'crash' | 'tom';
export type Kit = Readonly<Record<DrumName, Float32Array>>;
export type KitKind = 'electronic' | 'acoustic' | 'soft';

function shot(rateHz: number, seconds: number, sample: (t: number) => number): Float32Array {
  return Float32Array.from({ length: Math.ceil(seconds * rateHz) }, (_, i) => {
    const t = i / rateHz;
    return sample(t) * Math.min(1, (seconds - t) * 200);
  });
}

/** Noise with its lows taken away (`brightness` 0 … 0.98) by a one-pole high-pass. */
function noise(random: Random, brightness: number): () => number {
  let low = 0;
  const k = 1 - brightness;
  return () => {
    const x = random.next() * 2 - 1;
    low += (x - low) * (1 - k);
    return x - low * brightness;
  };
}

function kick(r: Random, rateHz: number, kind: KitKind): Float32Array {
  const base = r.range(42, 62);
  const sweep = kind === 'electronic' ? r.range(2, 6) : r.range(0.6, 2);
  const fast = r.range(18, 45);
  const decay = kind === 'electronic' ? r.range(6, 16) : r.range(10, 22);
  const click = kind === 'soft' ? 0.03 : r.range(0.05, 0.35);
  const hiss = noise(r.fork(1), 0.3);
  // Soft beaters take a few milliseconds to reach their height.
  const attack = kind === 'electronic' ? 2000 : r.range(250, 800);
  return shot(rateHz, 0.42, (t) => {
    const body = sin(TAU * (base * t + sweep * (1 - exp(-t * fast)))) * exp(-t * decay);
    return 0.9 * Math.min(1, t * attack) * body + click * hiss() * exp(-t * 300);
  });
}

function snare(r: Random, rateHz: number, kind: KitKind): Float32Array {
  const tone = r.range(160, 260);
  const body = r.range(0.1, 0.5);
  const hiss = noise(r.fork(2), r.range(0.1, 0.9));
  const decay = kind === 'acoustic' ? r.range(12, 22) : r.range(14, 40);
  const isClap = kind === 'electronic' && r.chance(0.45);
  return shot(rateHz, 0.35, (t) => {
    const bursts = isClap ? 0.35 + 0.65 * exp(-(t % 0.011) * 240) : 1;
    const wires = hiss() * exp(-t * decay) * (t < 0.034 ? bursts : 1);
    return (isClap ? 0.75 : 0.55) * wires + (isClap ? 0 : body) * sin(TAU * tone * t) * exp(-t * 26);
  });
}

function cymbal(r: Random, rateHz: number, seconds: number, decay: number, level: number): Float32Array {
  const hiss = noise(r, r.range(0.7, 0.95));
  const partials = Array.from({ length: 4 }, () => r.range(3200, 9500));
  const metal = r.range(0, 0.5);
  return shot(rateHz, seconds, (t) => {
    let ring = 0;
    for (const hz of partials) ring += sin(TAU * hz * t) > 0 ? 0.25 : -0.25;
    return level * (hiss() * (1 - metal) + ring * metal) * exp(-t * decay);
  });
}

/** Conga, rim, block or shaker. */
function percussion(r: Random, rateHz: number): Float32Array {
  if (r.chance(0.35)) {
    const hiss = noise(r.fork(3), 0.8);
    const rise = r.range(60, 400);
    const decay = r.range(30, 70);
    return shot(rateHz, 0.12, (t) => 0.3 * hiss() * Math.min(1, t * rise) * exp(-t * decay));
  }
  const tone = r.range(240, 1400);
  const decay = r.range(14, 60);
  const bend = r.range(0, 0.3);
  return shot(rateHz, 0.25, (t) => 0.4 * sin(TAU * tone * (t + bend * exp(-t * 60) * 0.01)) * exp(-t * decay));
}

/** A kit for one piece. */
export function makeKit(r: Random, rateHz: number, kind: KitKind): Kit {
  const hatDecay = r.range(35, 110);
  const tomHz = r.range(75, 130);
  return {
    kick: kick(r.fork(11), rateHz, kind),
    snare: snare(r.fork(12), rateHz, kind),
    hat: cymbal(r.fork(13), rateHz, 0.1, hatDecay, r.range(0.12, 0.32)),
    open: cymbal(r.fork(14), rateHz, 0.4, r.range(7, 14), r.range(0.12, 0.28)),
    perc: percussion(r.fork(15), rateHz),
    perc2: percussion(r.fork(16), rateHz),
    crash: cymbal(r.fork(17), rateHz, 1.8, r.range(1.8, 3), 0.32),
    tom: shot(rateHz, 0.4, (t) => 0.6 * sin(TAU * (tomHz * t + 0.8 * (1 - exp(-t * 20)))) * exp(-t * 10)),
  };
}
