/**
 * Sections and phrases counted in beats become stretches of the source, which a corrected grid does not move.
 * Thread: any; pure.
 */
import type { StructureResult } from '../analysis/structure-result.ts';
import type { StructureGroup } from './model.ts';

/** `frameOf`: the source frame of a beat. `frames`: length of the track. */
export function stretchesOf(
  { sections, phrases, beatsPerBar }: StructureResult,
  frameOf: (beat: number) => number,
  frames: number,
): Omit<StructureGroup, 'by'> {
  const stretch = (startBeat: number, beats: number): { startFrame: number; endFrame: number } => {
    const [startFrame = 0, endFrame = 0] = [startBeat, startBeat + beats].map((beat) =>
      Math.min(frames, Math.max(0, frameOf(beat))),
    );
    return { startFrame, endFrame };
  };
  return {
    sections: sections.map(({ kind, startBeat, beats }) => ({ kind, ...stretch(startBeat, beats), name: '' })),
    phrases: phrases.map(({ startBeat, bars }) => ({ ...stretch(startBeat, bars * beatsPerBar), bars })),
  };
}
