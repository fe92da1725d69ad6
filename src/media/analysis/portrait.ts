/**
 * What is told of a whole track beside tempo and key: loudness, energy, sections and phrases, and the features they
 * were found from. Listens while the track decodes; decides at the end, when the grid is known.
 *
 * Thread: analysis worker; runs anywhere. `push` allocates only when a list outgrows its room.
 */
import { energyCurve, energyOf } from './energy.ts';
import { FeatureStream } from './feature-stream.ts';
import { type LoudnessResult, LoudnessStream } from './loudness.ts';
import type { ConstantGrid } from './result.ts';
import { constantBeats, estimateStructure } from './structure.ts';
import type { EnergyCurve, EnergyResult, StructureResult } from './structure-result.ts';

export interface Portrait {
  readonly loudness: LoudnessResult;
  /** Null for a silent track. */
  readonly energy: EnergyResult | null;
  /** Null without a grid. */
  readonly energyCurve: EnergyCurve | null;
  /** Null without a grid, or where there is too little music. */
  readonly structure: StructureResult | null;
  /** To be stored with the track: `structureFor` reads it when the grid is corrected. */
  readonly features: Uint8Array;
}

export class PortraitStream {
  private readonly rateHz: number;
  private readonly loudness: LoudnessStream;
  private readonly features: FeatureStream;

  constructor(rateHz: number) {
    this.rateHz = rateHz;
    this.loudness = new LoudnessStream(rateHz);
    this.features = new FeatureStream(rateHz);
  }

  /** Appends `n` frames of interleaved stereo from `stereo[0…]`. */
  push(stereo: Float32Array, n: number): void {
    this.loudness.push(stereo, n);
    this.features.push(stereo, n);
  }

  /** Decides, yielding between its steps; returns the portrait. `grid` null: only what needs no beats. */
  *finish(grid: ConstantGrid | null): Generator<void, Portrait> {
    const loudness = this.loudness.finish();
    yield;
    const summary = this.features.finish();
    yield;
    const energy = energyOf(summary, loudness);
    const map = grid === null ? null : constantBeats(grid, this.rateHz);
    yield;
    return {
      loudness,
      energy,
      energyCurve: map === null ? null : energyCurve(summary, map),
      structure: map === null ? null : estimateStructure(summary, map),
      features: summary.bytes,
    };
  }
}
