/**
 * What a style of music is to the corpus: tempo, metre, patterns and forms. Patterns are one bar of equal steps, or two
 * bars parted by a bar line: 'x' accented, 'o' plain, '-' soft, '.' rest.
 * Thread: Node; pure data.
 */
import type { KitKind } from './drums.ts';
import type { Mood } from './harmony.ts';

/** How chords are played: held, off the beat, strummed in eighths, broken in sixteenths, struck once a bar, with the bass. */
export type ChordPlay = 'pad' | 'stab' | 'strum' | 'arpeggio' | 'block' | 'skank' | 'none';
export type Form = 'club' | 'song' | 'loop';

export interface Style {
  readonly name: string;
  readonly bpm: readonly [number, number];
  readonly beatsPerBar: number;
  readonly form: Form;
  readonly kit: KitKind;
  readonly mood: Mood;
  readonly kick: readonly string[];
  readonly snare: readonly string[];
  readonly hat: readonly string[];
  readonly open?: readonly string[];
  readonly perc?: readonly string[];
  readonly bass: readonly string[];
  readonly chords: readonly ChordPlay[];
  /** Where every second step lies between its neighbours: 0.5 straight, 0.667 triplets; and which steps swing. */
  readonly swing?: readonly [number, number];
  readonly swung?: 'eighths' | 'sixteenths';
  /** Timing of hands, milliseconds (deviation); 0 for machines. */
  readonly jitterMs?: readonly [number, number];
  /** Tempo wanders as bands do. */
  readonly isLive?: boolean;
  /** 0 … 1: how much the kick pushes the rest down. */
  readonly pump?: number;
  readonly melody?: number;
  /** Hats sometimes roll in thirty-seconds or triplets. */
  readonly rolls?: boolean;
  /** Bars that one chord lasts. */
  readonly chordBars?: number;
}
