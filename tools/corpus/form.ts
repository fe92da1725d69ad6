/** The order of a piece's sections and who plays in each. Thread: Node; pure data. */
import type { Random } from './random.ts';
import type { Form } from './style.ts';

export type SectionKind = 'intro' | 'build' | 'drop' | 'break' | 'outro' | 'verse' | 'chorus' | 'bridge';

/** 0 … 1 for each layer; 0 is silent. */
export interface Layers {
  readonly kick: number;
  readonly snare: number;
  readonly hat: number;
  readonly perc: number;
  readonly bass: number;
  readonly chords: number;
  readonly melody: number;
}

export interface SectionPlan {
  readonly kind: SectionKind;
  readonly bars: number;
  readonly layers: Layers;
  readonly progression: 0 | 1;
}

const NONE: Layers = { kick: 0, snare: 0, hat: 0, perc: 0, bass: 0, chords: 0, melody: 0 };
const FULL: Layers = { kick: 1, snare: 1, hat: 1, perc: 1, bass: 1, chords: 1, melody: 0.8 };

function layersOf(kind: SectionKind, r: Random): Layers {
  switch (kind) {
    case 'intro':
      return r.pick<Layers>([
        { ...NONE, kick: 1, hat: 0.8, perc: 0.8 },
        { ...NONE, chords: 1, hat: 0.6 },
        { ...NONE, chords: 0.9, melody: 0.6 },
        { ...NONE, kick: 1, snare: 0.8, hat: 1, bass: 0.8 },
      ]);
    case 'outro':
      return r.pick<Layers>([
        { ...NONE, kick: 1, hat: 0.8, perc: 0.8 },
        { ...NONE, chords: 1, bass: 0.6 },
        { ...NONE, kick: 1, snare: 0.8, hat: 0.8, bass: 0.9 },
      ]);
    case 'build':
      return r.pick<Layers>([
        { ...FULL, kick: 0, bass: 0, melody: 0.5 },
        { ...NONE, chords: 1, hat: 0.8, snare: 0.9 },
        { ...FULL, bass: 0, melody: 0 },
      ]);
    case 'break':
    case 'bridge':
      return r.pick<Layers>([
        { ...NONE, chords: 1, melody: 1 },
        { ...NONE, chords: 1, bass: 0.7, hat: 0.5 },
        { ...NONE, chords: 1, melody: 0.8, perc: 0.7 },
      ]);
    case 'verse':
      return { ...FULL, perc: 0, chords: 0.8, melody: r.chance(0.6) ? 0.9 : 0, kick: 0.9, snare: 0.85, hat: 0.8 };
    default:
      return FULL;
  }
}

const FORMS: Readonly<Record<Form, readonly (readonly (readonly [SectionKind, number])[])[]>> = {
  club: [
    [
      ['intro', 8],
      ['build', 4],
      ['drop', 16],
      ['break', 8],
      ['build', 4],
      ['drop', 16],
      ['outro', 8],
    ],
    [
      ['intro', 16],
      ['drop', 16],
      ['break', 8],
      ['drop', 16],
      ['outro', 4],
    ],
    [
      ['break', 8],
      ['build', 4],
      ['drop', 16],
      ['break', 8],
      ['drop', 16],
      ['outro', 8],
    ],
    [
      ['intro', 8],
      ['drop', 8],
      ['build', 8],
      ['drop', 16],
      ['outro', 8],
    ],
  ],
  song: [
    [
      ['intro', 4],
      ['verse', 8],
      ['chorus', 8],
      ['verse', 8],
      ['chorus', 8],
      ['bridge', 4],
      ['chorus', 8],
      ['outro', 4],
    ],
    [
      ['verse', 8],
      ['chorus', 8],
      ['verse', 8],
      ['bridge', 8],
      ['chorus', 8],
      ['outro', 4],
    ],
    [
      ['intro', 8],
      ['verse', 16],
      ['chorus', 8],
      ['bridge', 8],
      ['chorus', 8],
    ],
  ],
  loop: [
    [
      ['intro', 8],
      ['drop', 16],
      ['break', 8],
      ['drop', 16],
      ['outro', 8],
    ],
    [
      ['intro', 8],
      ['drop', 32],
      ['outro', 8],
    ],
  ],
};

/** Plans sections until about `bars` bars are full, never ending within one. */
export function planForm(r: Random, form: Form, bars: number): SectionPlan[] {
  const plan: SectionPlan[] = [];
  const kinds = r.pick(FORMS[form]);
  const layers = new Map<SectionKind, Layers>();
  let total = 0;
  for (const [kind, length] of kinds) {
    if (total >= bars) break;
    const known = layers.get(kind) ?? layersOf(kind, r);
    layers.set(kind, known);
    plan.push({ kind, bars: length, layers: known, progression: kind === 'chorus' || kind === 'break' ? 1 : 0 });
    total += length;
  }
  return plan;
}
