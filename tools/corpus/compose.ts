/**
 * Writes one piece: a list of sounds with their moments, and the annotation that goes with it.
 * Thread: Node. Everything here allocates.
 */
import type { Annotation, Section } from '../evaluate/annotation.ts';
import { type DrumName, type Kit, makeKit } from './drums.ts';
import { planForm, type SectionPlan } from './form.ts';
import { chordOf, type Harmony, makeHarmony, pitchOf } from './harmony.ts';
import type { Random } from './random.ts';
import type { ChordPlay, Style } from './style.ts';
import { type TempoKind, TimeMap } from './time-map.ts';
import { Instrument } from './tones.ts';

export type Bus = 'drums' | 'tones';

export interface Sounding {
  readonly atS: number;
  readonly samples: Float32Array;
  readonly gain: number;
  /** −1 left … 1 right. */
  readonly pan: number;
  readonly bus: Bus;
}

export interface Composition {
  readonly soundings: readonly Sounding[];
  /** Moments of kicks, for pumping. */
  readonly kicks: readonly number[];
  readonly seconds: number;
  readonly annotation: Annotation;
}

export interface ComposeOptions {
  readonly style: Style;
  readonly bpm: number;
  readonly tempo: TempoKind;
  readonly rateHz: number;
  readonly startS: number;
  readonly seconds: number;
  readonly tuningCents: number;
}

const VELOCITIES: Readonly<Record<string, number>> = { x: 1, o: 0.72, '-': 0.36 };

class Composer {
  readonly soundings: Sounding[] = [];
  readonly kicks: number[] = [];
  private readonly r: Random;
  private readonly style: Style;
  private readonly options: ComposeOptions;
  private readonly map: TimeMap;
  private readonly kit: Kit;
  private readonly harmony: Harmony;
  private readonly swing: number;
  private readonly jitterS: number;
  private readonly patterns: Readonly<Partial<Record<DrumName | 'bass', string>>>;
  private readonly instruments: Readonly<Record<'bass' | 'chords' | 'melody', Instrument>>;
  private readonly play: ChordPlay;
  private readonly phrase: readonly { readonly step: number; readonly degree: number; readonly steps: number }[];
  private readonly pans: ReadonlyMap<string, number>;
  private readonly hasMelody: boolean;

  constructor(r: Random, options: ComposeOptions, map: TimeMap) {
    const { style, rateHz, tuningCents } = options;
    this.r = r;
    this.options = options;
    this.style = style;
    this.map = map;
    this.kit = makeKit(r.fork(1), rateHz, style.kit);
    this.harmony = makeHarmony(r, style.mood);
    this.swing = style.swing === undefined ? 0.5 : r.range(...style.swing);
    this.jitterS = style.jitterMs === undefined ? 0 : r.range(...style.jitterMs) / 1000;
    const some = (list: readonly string[] | undefined): string => (list === undefined ? '' : r.pick(list));
    this.patterns = {
      kick: some(style.kick),
      snare: some(style.snare),
      hat: some(style.hat),
      open: some(style.open),
      perc: some(style.perc),
      bass: some(style.bass),
    };
    this.play = r.pick(style.chords);
    const chordTone =
      this.play === 'pad' ? 'pad' : this.play === 'block' ? 'keys' : r.pick(['stab', 'keys', 'pluck'] as const);
    this.instruments = {
      bass: new Instrument('bass', r.fork(2), rateHz, tuningCents),
      chords: new Instrument(chordTone, r.fork(3), rateHz, tuningCents),
      melody: new Instrument(r.pick(['lead', 'pluck', 'keys'] as const), r.fork(4), rateHz, tuningCents),
    };
    this.hasMelody = r.chance(style.melody ?? 0);
    this.phrase = this.makePhrase();
    this.pans = new Map(['hat', 'open', 'perc', 'perc2', 'chords', 'melody'].map((n) => [n, r.range(-0.5, 0.5)]));
  }

  get key(): Harmony {
    return this.harmony;
  }

  /** Two bars of melody, syncopated as often as not. */
  private makePhrase(): { step: number; degree: number; steps: number }[] {
    const { r } = this;
    const steps = this.stepsPerBar * 2;
    const out: { step: number; degree: number; steps: number }[] = [];
    let degree = r.pick([0, 2, 4, 7]);
    for (let step = r.int(0, 3); step < steps; ) {
      const length = r.pick([1, 2, 2, 3, 3, 4, 6]);
      if (!r.chance(0.25)) out.push({ step, degree, steps: length });
      degree = Math.max(-3, Math.min(9, degree + r.pick([-2, -1, -1, 0, 1, 1, 2])));
      step += length;
    }
    return out;
  }

  private get stepsPerBar(): number {
    return (this.style.kick[0] as string).split('|')[0]?.length ?? 16;
  }

  private get stepsPerBeat(): number {
    return this.stepsPerBar / this.style.beatsPerBar;
  }

  /** Beats from the bar's first for a step, swung. */
  private place(step: number): number {
    const perBeat = this.stepsPerBeat;
    const { swung } = this.style;
    if (swung === undefined) return step / perBeat;
    const pair = swung === 'eighths' ? perBeat : perBeat / 2;
    const within = (step % pair) / pair;
    const warped = within < 0.5 ? within * 2 * this.swing : this.swing + (within - 0.5) * 2 * (1 - this.swing);
    return (step - (step % pair) + warped * pair) / perBeat;
  }

  private sound(beat: number, samples: Float32Array, gain: number, bus: Bus, pan: number, isLoose = true): number {
    const loose = isLoose ? this.r.normal() * this.jitterS : 0;
    const atS = Math.max(0, this.map.at(beat) + loose);
    this.soundings.push({ atS, samples, gain, pan, bus });
    return atS;
  }

  private drums(name: DrumName, pattern: string | undefined, bar: number, beat: number, level: number): void {
    if (pattern === undefined || pattern === '' || level === 0) return;
    const bars = pattern.split('|');
    const steps = bars[bar % bars.length] as string;
    const accent = this.jitterS > 0 ? 0.12 : 0.03;
    for (let step = 0; step < steps.length; step++) {
      const velocity = VELOCITIES[steps[step] as string];
      if (velocity === undefined) continue;
      const gain = level * velocity * (1 + accent * this.r.normal());
      const at = this.sound(beat + this.place(step), this.kit[name], gain, 'drums', this.pans.get(name) ?? 0);
      if (name === 'kick') this.kicks.push(at);
    }
  }

  private roll(beat: number): void {
    const { r } = this;
    const count = r.pick([3, 4, 6, 8]);
    const from = r.pick([1, 1.5, 2.5, 3, 3.5]);
    for (let k = 0; k < count; k++)
      this.sound(beat + from + (k * 0.5) / count, this.kit.hat, 0.6 + 0.4 * (k / count), 'drums', 0.2);
  }

  private chordBar(root: number, bar: number, beat: number, level: number): void {
    const { play, stepsPerBar, style } = this;
    if (play === 'none' || level === 0) return;
    const per = style.chordBars ?? 1;
    const beats = style.beatsPerBar;
    const secondsPerBeat = this.map.at(beat + 1) - this.map.at(beat);
    const notes = chordOf(root, this.harmony.third === 'minor' && root % 2 === 1).map((d) => {
      const pitch = pitchOf(this.harmony, d, 4);
      return pitch > 72 ? pitch - 12 : pitch;
    });
    const strike = (at: number, length: number, gain: number, which: readonly number[] = notes): void => {
      for (const pitch of which)
        this.sound(
          beat + at,
          this.instruments.chords.note(pitch, length * secondsPerBeat),
          gain * level,
          'tones',
          this.pans.get('chords') ?? 0,
        );
    };
    if (play === 'pad') {
      if (bar % per === 0) strike(0, beats * per * 0.97, 1);
    } else if (play === 'block') strike(0, beats * 0.9, 1);
    else if (play === 'skank')
      for (let k = 0; k < beats; k++) {
        if (beats === 3 ? k > 0 : true)
          strike(beats === 3 ? k : this.place(k * this.stepsPerBeat + this.stepsPerBeat / 2), 0.3, 1);
      }
    else if (play === 'stab') {
      const steps = bar % 2 === 0 ? [2, 5, 10] : [2, 5, 8, 13];
      for (const step of steps) if (step < stepsPerBar) strike(this.place(step), 0.35, 1);
    } else if (play === 'strum')
      for (let step = 0; step < stepsPerBar; step += 2)
        strike(this.place(step), 0.45, step % this.stepsPerBeat === 0 ? 0.9 : this.r.pick([0, 0.6, 0.8]));
    else
      for (let step = 0; step < stepsPerBar; step += style.bpm[1] > 150 ? 2 : 1)
        strike(this.place(step), 0.24, step % 4 === 0 ? 1.5 : 1.1, [
          (notes[step % notes.length] as number) + (step % 8 > 4 ? 12 : 0),
        ]);
  }

  private bassBar(root: number, bar: number, beat: number, level: number): void {
    const pattern = this.patterns.bass ?? '';
    if (level === 0 || pattern === '') return;
    const bars = pattern.split('|');
    const steps = bars[bar % bars.length] as string;
    const secondsPerBeat = this.map.at(beat + 1) - this.map.at(beat);
    const walks = this.style.name === 'swing';
    for (let step = 0; step < steps.length; step++) {
      const velocity = VELOCITIES[steps[step] as string];
      if (velocity === undefined) continue;
      let next = step + 1;
      while (next < steps.length && steps[next] === '.') next++;
      const length = Math.min(2, ((next - step) / this.stepsPerBeat) * 0.85) * secondsPerBeat;
      const walk = walks ? ([0, 2, 4, 6][(step / 4) % 4] as number) : 0;
      const degree = root + (step > 0 && this.r.chance(0.12) ? this.r.pick([4, 2, -1, 7]) : walk);
      const pitch = pitchOf(this.harmony, degree, 2);
      const low = pitch > 48 ? pitch - 12 : pitch;
      this.sound(beat + this.place(step), this.instruments.bass.note(low, length), velocity * level, 'tones', 0);
    }
  }

  private melodyBar(root: number, bar: number, beat: number, level: number): void {
    if (level === 0 || !this.hasMelody) return;
    const half = this.stepsPerBar;
    const secondsPerBeat = this.map.at(beat + 1) - this.map.at(beat);
    for (const { step, degree, steps } of this.phrase) {
      const within = step - (bar % 2) * half;
      if (within < 0 || within >= half) continue;
      const near = bar % 4 === 3 && within > half / 2 ? root : degree;
      const pitch = pitchOf(this.harmony, near, 5);
      const length = (steps / this.stepsPerBeat) * 0.9 * secondsPerBeat;
      this.sound(
        beat + this.place(within),
        this.instruments.melody.note(pitch, length),
        level,
        'tones',
        this.pans.get('melody') ?? 0,
      );
    }
  }

  private fill(beat: number): void {
    const { r, style } = this;
    const from = style.beatsPerBar - r.pick([1, 1, 2]);
    for (let step = 0; step < (style.beatsPerBar - from) * 4; step++)
      if (r.chance(0.75))
        this.sound(
          beat + from + step / 4,
          this.kit[r.pick(['snare', 'tom', 'tom'] as const)],
          r.range(0.5, 0.9),
          'drums',
          0,
        );
  }

  section(plan: SectionPlan, firstBar: number): void {
    const { r, style, patterns } = this;
    const { layers } = plan;
    const beatsPerBar = style.beatsPerBar;
    const progression = this.harmony.progressions[plan.progression] as readonly number[];
    if (firstBar > 0 && layers.kick > 0 && r.chance(0.6))
      this.sound(firstBar * beatsPerBar, this.kit.crash, 0.8, 'drums', 0);
    for (let b = 0; b < plan.bars; b++) {
      const bar = firstBar + b;
      const beat = bar * beatsPerBar;
      const isLast = b === plan.bars - 1;
      const isFill = (isLast || b % 8 === 7) && layers.snare > 0 && r.chance(0.6);
      // Now and then the kick rests for the last bar before something new.
      const kick = isLast && r.chance(0.25) ? 0 : layers.kick;
      this.drums('kick', patterns.kick, bar, beat, kick);
      this.drums('snare', patterns.snare, bar, beat, isFill ? layers.snare * 0.8 : layers.snare);
      this.drums('hat', patterns.hat, bar, beat, layers.hat);
      this.drums('open', patterns.open, bar, beat, layers.hat * 0.8);
      this.drums('perc', patterns.perc, bar, beat, layers.perc);
      if (style.rolls && layers.hat > 0 && r.chance(0.4)) this.roll(beat);
      if (isFill) this.fill(beat);
      if (plan.kind === 'build' && b >= plan.bars / 2) {
        const per = isLast ? 4 : 2;
        for (let k = 0; k < beatsPerBar * per; k++)
          this.sound(beat + k / per, this.kit.snare, 0.3 + (0.5 * b) / plan.bars, 'drums', 0);
      }
      const root = progression[Math.floor(bar / (style.chordBars ?? 1)) % progression.length] as number;
      this.chordBar(root, bar, beat, layers.chords);
      this.bassBar(root, bar, beat, layers.bass);
      this.melodyBar(root, bar, beat, layers.melody);
    }
  }

  /** Whether there is enough tone for a key to be heard. */
  get isTonal(): boolean {
    return this.play !== 'none' || this.hasMelody;
  }

  get bpm(): number {
    return this.options.bpm;
  }
}

/** Writes a piece. */
export function compose(r: Random, options: ComposeOptions): Composition {
  const { style, bpm, seconds, startS } = options;
  const bars = Math.max(16, Math.round((seconds * bpm) / 60 / style.beatsPerBar));
  const plan = planForm(r.fork(5), style.form, bars);
  const allBars = plan.reduce((sum, s) => sum + s.bars, 0);
  const beats = allBars * style.beatsPerBar;
  const stepBeat = (plan[0]?.bars ?? 0) * style.beatsPerBar + (plan[1]?.bars ?? 0) * style.beatsPerBar;
  const map = new TimeMap(r.fork(6), options.tempo, bpm, beats, startS, stepBeat);
  const composer = new Composer(r.fork(7), options, map);
  const sections: Section[] = [];
  let bar = 0;
  for (const section of plan) {
    sections.push({ startS: map.at(bar * style.beatsPerBar), kind: section.kind });
    composer.section(section, bar);
    bar += section.bars;
  }
  const times = Array.from({ length: beats }, (_, beat) => map.at(beat));
  const intervals = times.slice(1).map((t, i) => t - (times[i] as number));
  const middle = [...intervals].sort((a, b) => a - b)[intervals.length >> 1] as number;
  const { tonic, third } = composer.key;
  return {
    soundings: composer.soundings,
    kicks: composer.kicks,
    seconds: map.at(beats) + 1.5,
    annotation: {
      bpm: options.tempo === 'constant' ? bpm : 60 / middle,
      beats: times,
      downbeats: times.filter((_, beat) => beat % style.beatsPerBar === 0),
      ...(composer.isTonal ? { key: { tonic, mode: third } } : {}),
      sections,
      isConstant: options.tempo === 'constant',
    },
  };
}
