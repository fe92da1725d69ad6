/**
 * The form of a track: sections and phrases on its bars, from the stored feature summary and any beat grid, constant or
 * not. A corrected grid needs no decoding: call again with the same summary.
 *
 * Method and figures: docs/structure.md. Thread: analysis worker; runs anywhere; a few milliseconds for a five-minute
 * track. Deterministic.
 */
import { type BarFeatures, barFeatures } from './bar-features.ts';
import { type FeatureSummary, readSummary } from './feature-summary.ts';
import { type Novelty, novelty } from './novelty.ts';
import { phrasesOf } from './phrases.ts';
import { STRUCTURE_PRODUCER, STRUCTURE_VERSION } from './producers.ts';
import type { ConstantGrid } from './result.ts';
import { labelSections, type SectionFacts, sectionFacts } from './section-labels.ts';
import { BOUNDARY_COST, chooseBoundaries } from './segments.ts';
import type { BeatMap, PhraseEstimate, SectionEstimate, StructureResult } from './structure-result.ts';

/** Novelty that leaves no doubt. */
const SURE = 3 * BOUNDARY_COST;

/** The map of a constant grid. */
export function constantBeats(grid: ConstantGrid, rateHz: number): BeatMap {
  const beatFrames = (60 * rateHz) / grid.bpm;
  return { beatsPerBar: grid.beatsPerBar, frameOf: (beat) => grid.downbeatFrame + beat * beatFrames };
}

function confidence(value: number): number {
  return Math.max(0, Math.min(1, value / SURE));
}

interface Placed {
  readonly startBar: number;
  readonly estimate: SectionEstimate;
}

/** Neighbours with the same label become one: where they meet, only a phrase begins. */
function merge(facts: readonly SectionFacts[], changes: Float64Array, bars: BarFeatures, perBar: number): Placed[] {
  const labels = labelSections(facts);
  const merged: Placed[] = [];
  facts.forEach((section, i) => {
    const label = labels[i] as (typeof labels)[number];
    const last = merged[merged.length - 1];
    const beats = section.bars * perBar;
    if (last?.estimate.kind === label.kind) {
      const { estimate } = last;
      const share = beats / (estimate.beats + beats);
      const mix = (a: number, b: number): number => a + (b - a) * share;
      merged[merged.length - 1] = {
        startBar: last.startBar,
        estimate: {
          ...estimate,
          beats: estimate.beats + beats,
          labelConfidence: mix(estimate.labelConfidence, label.confidence),
          levelDb: mix(estimate.levelDb, section.levelDb),
          kick: mix(estimate.kick, section.kick),
          bass: mix(estimate.bass, section.bass),
        },
      };
      return;
    }
    merged.push({
      startBar: section.startBar,
      estimate: {
        kind: label.kind,
        startBeat: (bars.firstBar + section.startBar) * perBar,
        beats,
        boundaryConfidence: i === 0 ? 1 : confidence(changes[section.startBar] as number),
        labelConfidence: label.confidence,
        levelDb: section.levelDb,
        kick: section.kick,
        bass: section.bass,
      },
    });
  });
  return merged;
}

function phrases(sections: readonly Placed[], change: Novelty, bars: BarFeatures, perBar: number): PhraseEstimate[] {
  return sections.flatMap(({ startBar, estimate }) =>
    phrasesOf(startBar, estimate.beats / perBar, change.short).map((phrase) => ({
      startBeat: (bars.firstBar + phrase.startBar) * perBar,
      bars: phrase.bars,
      confidence:
        phrase.startBar === startBar
          ? estimate.boundaryConfidence
          : confidence(change.short[phrase.startBar] as number),
    })),
  );
}

/** Structure on a corrected grid from stored features. Throws a FeatureFormatError when they cannot be read. */
export function structureFor(features: Uint8Array, map: BeatMap): StructureResult | null {
  return estimateStructure(readSummary(features), map);
}

/** Sections and phrases, or null for a track too short or too quiet to have any. */
export function estimateStructure(summary: FeatureSummary, map: BeatMap): StructureResult | null {
  const bars = barFeatures(summary, map);
  if (bars === null) return null;
  const change = novelty(bars.vectors, bars.count);
  const facts = sectionFacts(bars, chooseBoundaries(change.both, bars.firstBar));
  const sections = merge(facts, change.both, bars, map.beatsPerBar);
  return {
    producer: STRUCTURE_PRODUCER,
    version: STRUCTURE_VERSION,
    beatsPerBar: map.beatsPerBar,
    sections: sections.map(({ estimate }) => estimate),
    phrases: phrases(sections, change, bars, map.beatsPerBar),
  };
}
