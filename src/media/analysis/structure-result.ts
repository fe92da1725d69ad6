/**
 * What is said of a track's form: sections with labels, phrases with lengths, how energetic it is. Every statement
 * carries its producer, version and confidence, and all positions are beats, so that they move with a corrected grid.
 * Thread: any; pure data, stored with the track.
 */

/**
 * 'body' is music at full strength that neither builds up nor breaks down around it: verses, choruses and long grooves
 * are not told apart.
 */
export type SectionLabel = 'intro' | 'build' | 'drop' | 'break' | 'body' | 'outro';

export interface SectionEstimate {
  readonly kind: SectionLabel;
  /** Beats from the grid's downbeat; a multiple of a bar, negative where music precedes that downbeat. */
  readonly startBeat: number;
  readonly beats: number;
  /** 0…1: how clearly the music changes where the section starts. The first section's is 1. */
  readonly boundaryConfidence: number;
  /** 0…1: how well the label fits. */
  readonly labelConfidence: number;
  /** Mean level, dB below the track's loudest bars (0 or negative). */
  readonly levelDb: number;
  /** Share of its bars, 0…1, with a kick drum and with bass. */
  readonly kick: number;
  readonly bass: number;
}

export interface PhraseEstimate {
  readonly startBeat: number;
  /** 4, 8, 16 or 32; the last of a section that does not divide so holds the rest. */
  readonly bars: number;
  /** 0…1: how clearly the music changes where the phrase starts. */
  readonly confidence: number;
}

export interface StructureResult {
  readonly producer: string;
  readonly version: number;
  readonly beatsPerBar: number;
  /** In order, without gaps, from the first bar that sounds to the end of the track. */
  readonly sections: readonly SectionEstimate[];
  /** In order, without gaps, each within one section. */
  readonly phrases: readonly PhraseEstimate[];
}

export interface EnergyResult {
  readonly producer: string;
  readonly version: number;
  /** 1 (calm) … 5 (peak time). */
  readonly figure: number;
  /** The same before rounding, for sorting. */
  readonly value: number;
  /** Each 0…1: what the figure was made of. */
  readonly loudness: number;
  readonly onsets: number;
  readonly low: number;
  readonly brightness: number;
}

/** Energy along a track: one byte a beat, 255 = the track's loudest. */
export interface EnergyCurve {
  /** Beat of the first value. */
  readonly firstBeat: number;
  readonly values: Uint8Array;
}

/** Where beats lie: the frame of beat `beat` (fractional beats and frames allowed), rising with it. */
export interface BeatMap {
  readonly beatsPerBar: number;
  frameOf(beat: number): number;
}
