/**
 * Pieces of music with known form, for the tests and the evaluation of structure: seeded forms in several manners, with
 * fills, pauses before drops, layers that enter inside sections, tags of odd length and metres other than four.
 * Thread: Node. Allocates.
 */
import { exp, pow, sin, TAU } from '../../dsp-utils/portable-maths.ts';
import type { SectionLabel } from './structure-result.ts';

export const FORM_RATE = 48_000;

export type Manner = 'club' | 'trance' | 'breaks' | 'band' | 'flat' | 'halfTime';

export interface FormSection {
  readonly kind: SectionLabel;
  readonly startBeat: number;
  readonly beats: number;
}

export interface FormPiece {
  readonly name: string;
  /** Interleaved stereo at FORM_RATE; to be called once. */
  readonly render: () => Float32Array;
  readonly bpm: number;
  readonly beatsPerBar: number;
  readonly downbeatFrame: number;
  readonly sections: readonly FormSection[];
}

/** How loud each layer is in a section, 0…1; a pair moves from the first to the second. */
interface Layers {
  readonly kick?: number;
  readonly snare?: number;
  readonly hat?: number | readonly [number, number];
  readonly bass?: number;
  readonly pad?: number | readonly [number, number];
  readonly lead?: number;
  readonly noise?: readonly [number, number];
  readonly roll?: boolean;
}

interface Plan {
  readonly kind: SectionLabel;
  readonly bars: number;
  readonly layers: Layers;
  /** Layers of the second half, where they differ. */
  readonly later?: Layers;
}

class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = (seed * 2_654_435_761) >>> 0;
    for (let i = 0; i < 4; i++) this.next();
  }
  /** 0 ≤ x < 1. */
  next(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return this.state / 4294967296;
  }
  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)] as T;
  }
}

const FULL: Layers = { kick: 1, snare: 1, hat: 1, bass: 1, pad: 0.8, lead: 0.8 };

function clubForm(dice: Dice): Plan[] {
  const drumsOnly: Layers = { kick: 1, hat: dice.pick([0, 0.5]) };
  const rest = dice.pick([8, 16, 16, 32]);
  const wide = dice.next() < 0.5;
  return [
    { kind: 'intro', bars: dice.pick([8, 16, 32]), layers: drumsOnly, later: { ...drumsOnly, hat: 0.8, snare: 0.5 } },
    { kind: 'build', bars: dice.pick([8, 16]), layers: { kick: 0.9, hat: [0.4, 0.9], bass: 0.4, pad: [0.2, 0.5] } },
    { kind: 'drop', bars: dice.pick([16, 32, 32, 48]), layers: { ...FULL, lead: wide ? 0 : 0.8 }, later: FULL },
    { kind: 'break', bars: rest, layers: { pad: 0.9, lead: 0.4 }, later: { pad: 0.9, lead: 0.6, hat: 0.3 } },
    { kind: 'build', bars: dice.pick([4, 8, 8, 16]), layers: { pad: [0.5, 0.9], noise: [0, 0.5], roll: true } },
    { kind: 'drop', bars: dice.pick([16, 32, 32]), layers: FULL },
    { kind: 'outro', bars: dice.pick([8, 16, 32]), layers: { kick: 1, hat: 0.7, bass: dice.pick([0, 0.3]) } },
  ];
}

function tranceForm(dice: Dice): Plan[] {
  return [
    {
      kind: 'intro',
      bars: dice.pick([16, 32]),
      layers: { kick: 1, hat: 0.7 },
      later: { kick: 1, hat: 0.9, bass: 0.5 },
    },
    { kind: 'drop', bars: 16, layers: { ...FULL, lead: 0 } },
    { kind: 'break', bars: dice.pick([16, 24, 32]), layers: { pad: [0.3, 0.8] }, later: { pad: 0.8, lead: 0.7 } },
    { kind: 'build', bars: dice.pick([8, 16]), layers: { pad: 0.9, hat: [0.2, 1], noise: [0, 0.6], roll: true } },
    { kind: 'drop', bars: dice.pick([32, 48]), layers: FULL },
    {
      kind: 'outro',
      bars: dice.pick([16, 32]),
      layers: { kick: 1, hat: 0.8, bass: 0.6 },
      later: { kick: 1, hat: 0.5 },
    },
  ];
}

function breaksForm(dice: Dice): Plan[] {
  return [
    { kind: 'intro', bars: dice.pick([8, 16, 32]), layers: { hat: 0.6, pad: [0.2, 0.7] } },
    { kind: 'drop', bars: dice.pick([32, 48]), layers: { ...FULL, lead: 0.3 }, later: FULL },
    { kind: 'break', bars: dice.pick([16, 32]), layers: { pad: 0.8, lead: 0.5 } },
    { kind: 'drop', bars: dice.pick([32, 48]), layers: FULL },
    { kind: 'outro', bars: dice.pick([8, 16]), layers: { kick: 0.7, snare: 0.7, hat: 0.6 } },
  ];
}

/** Verses and choruses are one kind here: 'body'. */
function bandForm(dice: Dice): Plan[] {
  const verse: Layers = { kick: 0.8, snare: 0.8, hat: 0.6, bass: 0.8, pad: 0.4, lead: 0.4 };
  return [
    { kind: 'intro', bars: dice.pick([4, 8]), layers: { pad: 0.5, hat: 0.4 } },
    { kind: 'body', bars: dice.pick([32, 40]), layers: verse, later: { ...FULL, kick: 0.9 } },
    { kind: 'body', bars: dice.pick([16, 32]), layers: verse, later: FULL },
    { kind: 'outro', bars: dice.pick([4, 8]), layers: { pad: [0.5, 0.1] } },
  ];
}

/** One groove from beginning to end, with a thin start and end. */
function flatForm(dice: Dice): Plan[] {
  return [
    { kind: 'intro', bars: dice.pick([16, 32]), layers: { kick: 1 } },
    { kind: 'body', bars: dice.pick([64, 96]), layers: { kick: 1, hat: 0.8, bass: 0.9, pad: 0.3, snare: 0.6 } },
    { kind: 'outro', bars: dice.pick([16, 32]), layers: { kick: 1, hat: 0.2 } },
  ];
}

const FORMS: Readonly<Record<Manner, (dice: Dice) => Plan[]>> = {
  club: clubForm,
  trance: tranceForm,
  breaks: breaksForm,
  band: bandForm,
  flat: flatForm,
  halfTime: clubForm,
};
const TEMPI: Readonly<Record<Manner, readonly [number, number]>> = {
  club: [115, 132],
  trance: [130, 142],
  breaks: [165, 178],
  band: [85, 135],
  flat: [122, 140],
  halfTime: [70, 100],
};
/** Onsets in beats of a four-beat bar; other metres keep those that fit. */
const KICKS: Readonly<Record<Manner, readonly number[]>> = {
  club: [0, 1, 2, 3],
  trance: [0, 1, 2, 3],
  breaks: [0, 2.5],
  band: [0, 2],
  flat: [0, 1, 2, 3],
  halfTime: [0, 0.75, 2.5],
};

export interface FormSpec {
  readonly manner: Manner;
  readonly seed: number;
  readonly beatsPerBar?: number;
}

function level(value: number | readonly [number, number] | undefined, share: number): number {
  if (value === undefined) return 0;
  return typeof value === 'number' ? value : value[0] + (value[1] - value[0]) * share;
}

/** Plans a piece. The same spec gives the same samples. */
export function planForm({ manner, seed, beatsPerBar = 4 }: FormSpec): FormPiece {
  const dice = new Dice(seed + 1);
  const [slow, fast] = TEMPI[manner];
  const bpm = slow + Math.round((fast - slow) * dice.next() * 100) / 100;
  const beatFrames = (60 * FORM_RATE) / bpm;
  const downbeatFrame = Math.round(dice.next() * FORM_RATE);
  // One piece in four has a tag of two bars, after which the raster of four bars has moved.
  const plans = FORMS[manner](dice).map((plan, i, all) =>
    i === Math.floor(all.length / 2) && seed % 4 === 3 ? { ...plan, bars: plan.bars + 2 } : plan,
  );
  const totalBars = plans.reduce((sum, plan) => sum + plan.bars, 0);
  const sections: FormSection[] = [];
  let startBeat = 0;
  for (const { kind, bars } of plans) {
    sections.push({ kind, startBeat, beats: bars * beatsPerBar });
    startBeat += bars * beatsPerBar;
  }
  const render = (): Float32Array => {
    const frames = Math.round(downbeatFrame + (totalBars * beatsPerBar + 2) * beatFrames);
    const pcm = new Float32Array(frames * 2);
    const sounds = new Sounds(dice, beatFrames, beatsPerBar, pcm);
    const kicks = KICKS[manner].filter((beat) => beat < beatsPerBar);
    let bar = 0;
    plans.forEach((plan, index) => {
      // Before most louder sections the drums pause for the last bar or its half.
      const pause = plan.kind === 'outro' ? 0 : dice.pick([0, 0, beatsPerBar / 2, beatsPerBar]);
      for (let b = 0; b < plan.bars; b++) {
        const share = plan.bars > 1 ? b / (plan.bars - 1) : 0;
        const layers = plan.later !== undefined && b >= plan.bars / 2 ? plan.later : plan.layers;
        const until = b === plan.bars - 1 ? beatsPerBar - pause : beatsPerBar;
        const at = downbeatFrame + (bar + b) * beatsPerBar * beatFrames;
        sounds.bar(at, bar + b, layers, share, { kicks, until, isStart: b === 0 && index > 0 });
      }
      bar += plan.bars;
    });
    for (let i = 0; i < pcm.length; i++) pcm[i] = Math.max(-1, Math.min(1, (pcm[i] as number) * 0.7));
    return pcm;
  };
  const name = `${manner} ${seed}${beatsPerBar === 4 ? '' : ` in ${beatsPerBar}`}`;
  return { name, render, bpm, beatsPerBar, downbeatFrame, sections };
}

/** The instruments of one piece, each rendered once. */
class Sounds {
  private readonly dice: Dice;
  private readonly beatFrames: number;
  private readonly beatsPerBar: number;
  private readonly pcm: Float32Array;
  private readonly kick: Float32Array;
  private readonly snare: Float32Array;
  private readonly hat: Float32Array;
  private readonly basses: Float32Array[];
  private readonly pads: Float32Array[];
  private readonly leads: Float32Array[];
  private readonly hiss: Float32Array;
  private readonly bassSteps: readonly number[];
  private readonly melody: readonly number[];
  private readonly pan: number;

  constructor(dice: Dice, beatFrames: number, beatsPerBar: number, pcm: Float32Array) {
    this.dice = dice;
    this.beatFrames = beatFrames;
    this.beatsPerBar = beatsPerBar;
    this.pcm = pcm;
    const beatS = beatFrames / FORM_RATE;
    const noise = (): number => dice.next() * 2 - 1;
    const [deep, sweep, decay] = [42 + 14 * dice.next(), 3 + 3 * dice.next(), 9 + 6 * dice.next()];
    this.kick = tone(0.35, (t) => 0.8 * exp(-t * decay) * sin(TAU * (deep * t + sweep * (1 - exp(-t * 24)))));
    const body = 160 + 60 * dice.next();
    this.snare = tone(0.2, (t) => 0.3 * noise() * exp(-t * 20) + 0.2 * exp(-t * 26) * sin(TAU * body * t));
    const ring = 40 + 60 * dice.next();
    this.hat = tone(0.07, (t) => 0.18 * noise() * exp(-t * ring));
    const tonic = 41.2 * pow(2, Math.floor(dice.next() * 12) / 12);
    const steps = dice.pick([
      [0, 8, 5, 7],
      [0, 0, 3, 10],
      [0, 5, 0, 7, 8, 8, 10, 10],
    ]);
    const roots = steps.map((step) => tonic * pow(2, step / 12));
    const long = dice.pick([0.45, 0.9]);
    this.basses = roots.map((hz) =>
      tone(
        beatS * long,
        (t) => 0.25 * Math.min(1, t * 200) * exp(-t * 2) * (sin(TAU * hz * t) + 0.4 * sin(2 * TAU * hz * t)),
      ),
    );
    const barS = beatS * beatsPerBar;
    this.pads = roots.map((hz) =>
      tone(barS, (t) => {
        const swell = Math.min(1, t * 15, Math.max(0, (barS - t) * 15));
        return 0.04 * swell * [4, 4.76, 6, 8.02].reduce((sum, of) => sum + sin(TAU * hz * of * t), 0);
      }),
    );
    this.leads = roots.map((hz) =>
      tone(beatS * 0.7, (t) => 0.09 * exp(-t * 5) * (sin(TAU * hz * 16 * t) + 0.5 * sin(TAU * hz * 24 * t))),
    );
    this.hiss = tone(barS, () => 0.25 * noise());
    this.bassSteps = dice.pick([
      [0.5, 1.5, 2.5, 3.5],
      [0, 0.75, 1.5, 2.75],
      [0, 1, 2, 3],
      [0.25, 0.5, 0.75, 1.25, 1.5, 1.75, 2.25, 2.5, 2.75, 3.25, 3.5, 3.75],
    ]);
    this.melody = dice.pick([
      [0, 1.5, 2.5],
      [0.5, 1, 2, 3.5],
      [0, 0.75, 1.5, 2.25, 3],
    ]);
    this.pan = 0.3 * dice.next();
  }

  bar(
    at: number,
    number: number,
    layers: Layers,
    share: number,
    { kicks, until, isStart }: { kicks: readonly number[]; until: number; isStart: boolean },
  ): void {
    const { beatsPerBar } = this;
    const chord = number % this.basses.length;
    const steps = (beats: readonly number[], what: Float32Array, gain: number, end = until): void => {
      for (const beat of beats)
        if (beat < end - 0.01) this.mix(at + beat * this.beatFrames, what, gain * (0.9 + 0.2 * this.dice.next()));
    };
    const eighths = Array.from({ length: beatsPerBar * 2 }, (_, i) => i / 2);
    steps(kicks, this.kick, layers.kick ?? 0);
    steps(beatsPerBar === 4 ? [1, 3] : [1], this.snare, layers.snare ?? 0);
    steps(eighths, this.hat, level(layers.hat, share));
    steps(
      this.bassSteps.filter((b) => b < beatsPerBar),
      this.basses[chord] as Float32Array,
      layers.bass ?? 0,
    );
    steps([0], this.pads[chord] as Float32Array, level(layers.pad, share), beatsPerBar);
    steps(
      this.melody.filter((b) => b < beatsPerBar),
      this.leads[(number * 3) % this.leads.length] as Float32Array,
      layers.lead ?? 0,
    );
    const noise = level(layers.noise, share);
    if (noise > 0) this.mix(at, this.hiss, noise * noise);
    if (layers.roll) steps(share > 0.5 ? eighths : eighths.filter((b) => b % 1 === 0), this.snare, 0.3 + 0.6 * share);
    // A cymbal marks the start of most sections.
    if (isStart && this.dice.next() < 0.7) for (let k = 0; k < 3; k++) this.mix(at + k * 900, this.hat, 1.5);
  }

  private mix(first: number, what: Float32Array, gain: number): void {
    if (gain === 0) return;
    const from = Math.round(first);
    const end = Math.min(what.length, this.pcm.length / 2 - from);
    for (let i = 0; i < end; i++) {
      const v = (what[i] as number) * gain;
      const at = (from + i) * 2;
      this.pcm[at] = (this.pcm[at] as number) + v * (1 + this.pan);
      this.pcm[at + 1] = (this.pcm[at + 1] as number) + v * (1 - this.pan);
    }
  }
}

function tone(seconds: number, sample: (t: number) => number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * FORM_RATE) }, (_, i) => sample(i / FORM_RATE));
}
