/**
 * What analysis says about a track: the final form, whoever produced it. Every statement carries its producer, version
 * and confidence, so that a better analysis may replace a weaker one and nothing replaces a hand.
 * Thread: any; pure data, stored with the track.
 */

import type { LoudnessResult } from './loudness.ts';
import type { EnergyCurve, EnergyResult, StructureResult } from './structure-result.ts';

/** Beats at exact, constant distance. */
export interface ConstantGrid {
  /** Source frame of the first downbeat that is heard; fractional. */
  readonly downbeatFrame: number;
  readonly bpm: number;
  readonly beatsPerBar: number;
}

/** Beats where the tempo changes: each at its own place. */
export interface VariableGrid {
  /** Source frame of each beat, ascending, fractional; all that are heard, and none before or after the music. */
  readonly beatFrames: readonly number[];
  /** Index in `beatFrames` of a bar's first beat, less than `beatsPerBar`. */
  readonly downbeatIndex: number;
  readonly beatsPerBar: number;
  /** Typical tempo: 60 over the median interval. */
  readonly bpm: number;
  /** 0…1. */
  readonly confidence: number;
}

export interface TempoAlternative {
  readonly bpm: number;
  readonly relation: 'half' | 'double' | 'other';
  /** 0…1, comparable with the chosen tempo's. */
  readonly confidence: number;
}

export interface KeyEstimate {
  readonly producer: string;
  readonly version: number;
  /** 0…1. */
  readonly confidence: number;
  /** Pitch class 0 (C) … 11 (B). */
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
  /** 'A minor' */
  readonly name: string;
  /** '8A' */
  readonly camelot: string;
  /** Distance of the track's tuning from A = 440 Hz. */
  readonly tuningCents: number;
  /** The second best key, and how far behind it is (difference of correlations). */
  readonly runnerUp: string;
  readonly margin: number;
}

export interface AnalysisResult {
  /** Who made the grid: 'tempo'. */
  readonly producer: string;
  readonly version: number;
  /** Of the grid, 0…1; also given when it was too low for a grid. */
  readonly confidence: number;
  /** What was analysed. */
  readonly frames: number;
  readonly rateHz: number;
  /** Null when no constant grid is believable; `gridReason` then says why, for the performer. */
  readonly grid: ConstantGrid | null;
  readonly gridReason: string | null;
  /** Beats one by one where the tempo is not constant (`grid` is then null); absent or null otherwise. */
  readonly variableGrid?: VariableGrid | null;
  /** 0…1: how clearly one beat of four is the first. */
  readonly downbeatConfidence: number;
  /** Typical distance between a heard attack and the grid, milliseconds; null without a fit. */
  readonly residualMs: number | null;
  /** Best first. Without a grid, the tempi that came nearest. */
  readonly alternatives: readonly TempoAlternative[];
  /** Null when the track has too little tone to tell. */
  readonly key: KeyEstimate | null;
  /** What follows is absent from results of versions that did not measure it. */
  readonly loudness?: LoudnessResult;
  readonly energy?: EnergyResult | null;
  readonly energyCurve?: EnergyCurve | null;
  readonly structure?: StructureResult | null;
  /** Feature summary from which structure is found again on a corrected grid (`structureFor`). */
  readonly features?: Uint8Array;
}
