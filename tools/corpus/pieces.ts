/**
 * The corpus: which pieces there are, in two halves that share neither styles nor seeds nor ranges. Analysis may be
 * developed on the first; the second only measures.
 * Thread: Node. A piece takes some tenths of a second to render.
 */
import { compose } from './compose.ts';
import { Random } from './random.ts';
import { type Rendered, render, type Treatment } from './render.ts';
import type { Style } from './style.ts';
import { DEVELOPMENT_STYLES } from './styles-development.ts';
import { HELD_OUT_STYLES } from './styles-held-out.ts';
import type { TempoKind } from './time-map.ts';

export type Half = 'development' | 'held out';

export interface Piece {
  readonly name: string;
  readonly half: Half;
  readonly style: string;
  readonly tempo: TempoKind;
  readonly rateHz: number;
  /** What was done to it: 'wow', 'mono', 'clipped' … */
  readonly tags: readonly string[];
  render(): Rendered;
}

interface HalfPlan {
  readonly styles: readonly Style[];
  readonly perStyle: number;
  readonly seed: number;
  readonly seconds: readonly [number, number];
  readonly wow: readonly [number, number];
  readonly detuneCents: number;
  readonly driveDb: readonly [number, number];
}

const HALVES: Readonly<Record<Half, HalfPlan>> = {
  development: {
    styles: DEVELOPMENT_STYLES,
    perStyle: 9,
    seed: 20_260_101,
    seconds: [62, 95],
    wow: [0.0008, 0.002],
    detuneCents: 35,
    driveDb: [6, 12],
  },
  'held out': {
    styles: HELD_OUT_STYLES,
    perStyle: 9,
    seed: 777_000_001,
    seconds: [68, 105],
    wow: [0.001, 0.0026],
    detuneCents: 45,
    driveDb: [4, 14],
  },
};

/** Turns 0, 1, 2 … into evenly spread places of 0 … 1 (multiples of the golden section). */
const spread = (k: number): number => (k * 0.618_034) % 1;

function tempoOf(r: Random, style: Style): TempoKind {
  if (style.isLive === true && r.chance(0.55)) return 'wander';
  return r.chance(0.06) ? 'drift' : r.chance(0.03) ? 'step' : 'constant';
}

function treatmentOf(r: Random, style: Style, plan: HalfPlan): { treatment: Treatment; tags: string[] } {
  const tags: string[] = [];
  const one = (tag: string, probability: number): boolean => {
    const isSo = r.chance(probability);
    if (isSo) tags.push(tag);
    return isSo;
  };
  const isClipped = one('clipped', 0.15);
  const treatment: Treatment = {
    pump: r.chance(0.7) ? (style.pump ?? 0) : 0,
    echo: r.chance(0.6) ? r.range(0.05, 0.3) : 0,
    driveDb: isClipped ? r.range(...plan.driveDb) : 0,
    clip: isClipped ? r.pick(['hard', 'soft'] as const) : 'none',
    wow: one('wow', 0.1) ? r.range(...plan.wow) : 0,
    noiseDb: one('noise', 0.15) ? r.range(-55, -32) : -100,
    fadeInS: one('fade in', 0.08) ? r.range(4, 12) : 0,
    fadeOutS: one('fade out', 0.15) ? r.range(5, 15) : 0,
    offset: one('offset', 0.07) ? r.range(0.02, 0.15) : 0,
    isMono: one('mono', 0.1),
  };
  return { treatment, tags };
}

function pieceOf(half: Half, plan: HalfPlan, style: Style, index: number, number: number): Piece {
  const r = new Random(plan.seed + number * 7919);
  const tempo = tempoOf(r, style);
  const { treatment, tags } = treatmentOf(r, style, plan);
  const rateHz = r.pick([48_000, 48_000, 48_000, 44_100, 44_100, 44_100, 22_050, 96_000]);
  if (rateHz === 22_050 || rateHz === 96_000) tags.push(`${rateHz / 1000} kHz`);
  const exact = style.bpm[0] + (style.bpm[1] - style.bpm[0]) * ((spread(number) + index / plan.perStyle) % 1);
  // Producers set whole tempi; players and turntables do not.
  const bpm = style.isLive === true || treatment.wow > 0 || r.chance(0.2) ? exact : Math.round(exact);
  const isDetuned = r.chance(0.2);
  if (isDetuned) tags.push('detuned');
  const startS = r.chance(0.25) ? r.range(0.5, 4) : r.range(0, 0.3);
  if (startS > 0.3) tags.push('silence');
  const seconds = r.range(...plan.seconds);
  const tuningCents = isDetuned ? r.range(-plan.detuneCents, plan.detuneCents) : 0;
  return {
    name: `${half === 'development' ? 'd' : 'h'}${String(number).padStart(3, '0')} ${style.name} ${bpm.toFixed(1)}`,
    half,
    style: style.name,
    tempo,
    rateHz,
    tags,
    render: () => {
      const composed = compose(r.fork(1), { style, bpm, tempo, rateHz, startS, seconds, tuningCents });
      return render(composed, rateHz, treatment, r.fork(2));
    },
  };
}

/** All pieces of a half, in order. */
export function piecesOf(half: Half): Piece[] {
  const plan = HALVES[half];
  return plan.styles.flatMap((style, s) =>
    Array.from({ length: plan.perStyle }, (_, i) => pieceOf(half, plan, style, i, s * plan.perStyle + i)),
  );
}
