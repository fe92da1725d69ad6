/**
 * What a score is. Thread: any.
 */
import type { Chord } from './theory.ts';

export type SectionKind = 'intro' | 'build' | 'drop' | 'break' | 'outro';

/** One note of a part, in beats from the start of its section. For drum channels `pitch` is the slot. */
export interface Note {
  beat: number;
  beats: number;
  pitch: number;
  /** 0 … 1. */
  velocity: number;
  /** Plays a one-shot backwards so that its start lands on beat + beats. */
  reversed?: boolean;
}

export interface PartContext {
  bars: number;
  /** The section's chords, repeated to its length. */
  chords: readonly Chord[];
  /** Slot of a drum by name. */
  slot(name: string): number;
  /** Seeded, 0 ≤ x < 1; its own sequence for every section and channel. */
  random(): number;
}

export type Part = (context: PartContext) => Note[];

/** A parameter moves linearly to `to`, from `from` when given, starting `bar` bars into the section. */
export interface Move {
  channel: string;
  param: number;
  from?: number;
  to: number;
  bar: number;
  bars: number;
}

export interface SectionSpec {
  kind: SectionKind;
  bars: number;
  chords: readonly Chord[];
  play: Readonly<Record<string, Part | readonly Part[]>>;
  moves?: readonly Move[];
  /** When things duck, as a sixteenth pattern; without it, on the kick. */
  duck?: string;
}

export type Params = Readonly<Record<number, number>>;

export interface ChannelSpec {
  instrument: number;
  params: Params;
  /** Milliseconds a note may fall early or late, and how much its velocity varies (0 … 1). */
  looseMs?: number;
  looseVelocity?: number;
  /** Not swung. */
  straight?: boolean;
}

/** A one-shot computed before the first frame: recipe, its numbers, its length. */
export interface DrumSpec {
  kind: number;
  seconds: number;
  numbers: readonly number[];
}

export interface Score {
  id: string;
  bpm: number;
  seed: number;
  /** Part of a sixteenth (unit 0.25) or an eighth (0.5) by which every second one is late. */
  swing: { unit: number; amount: number };
  master: Params;
  kit: Readonly<Record<string, DrumSpec>>;
  channels: Readonly<Record<string, ChannelSpec>>;
  /** Channel whose notes duck the others, and the drum that counts. */
  kick: { channel: string; drum: string };
  form: readonly SectionSpec[];
  /** Beats after the last section in which reverbs die away. */
  tailBeats: number;
}
