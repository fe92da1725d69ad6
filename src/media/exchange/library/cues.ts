/**
 * Cues between a document and the library: eight pads, loops, and the four marks of intro and outro.
 * Thread: exchange worker; pure.
 */
import { type CueGroup, HOT_CUE_COUNT, type HotCue, type MarkerGroup, type SavedLoop } from '../../library/model.ts';
import { SPOKEN } from '../cues.ts';
import type { Cue, CueKind } from '../document.ts';
import type { Notes } from '../notes.ts';
import { hexText, nanoseconds } from '../numbers.ts';
import { frameOf, secondsOf } from './grid.ts';
import { clipped } from './texts.ts';

/** As many as a backup takes. */
const LOOPS_MAX = 1000;
/** A memory cue this near to a pad's is the same one, kept twice by the other program. */
const SAME_PLACE_FRAMES = 48;

const MARKERS = {
  introStart: 'introStartFrame',
  introEnd: 'introEndFrame',
  outroStart: 'outroStartFrame',
  outroEnd: 'outroEndFrame',
} as const;
type MarkerKind = keyof typeof MARKERS;
const isMarker = (kind: CueKind): kind is MarkerKind => kind in MARKERS;

export const colourText = (colour: number | null): string | null =>
  colour === null ? null : `#${hexText(colour).toLowerCase()}`;
export const colourNumber = (colour: string | null): number | null =>
  colour === null ? null : Number.parseInt(colour.slice(1), 16);

/** Formats without a mark for it write it as a memory cue of its name (`inKnownKinds`): read back, it is that mark. */
function kindOf({ kind, name }: Cue): CueKind {
  if (kind !== 'memory') return kind;
  return (Object.keys(MARKERS) as MarkerKind[]).find((marker) => SPOKEN[marker] === name) ?? kind;
}

export interface TakenCues {
  /** Null where the document has none, so that what stands stays. */
  readonly cues: Omit<CueGroup, 'by'> | null;
  readonly markers: Omit<MarkerGroup, 'by'> | null;
}

/** `lengthFrames`: of the track, 0 when it is not known. Whole frames, as the pads of a deck report them. */
export function takenCues(cues: readonly Cue[], lengthFrames: number, notes: Notes, track: string): TakenCues {
  const pads = new Map<number, HotCue>();
  const spare: { frame: number; cue: Cue }[] = [];
  const loops: SavedLoop[] = [];
  const markers: { [kind in MarkerKind]?: number } = {};
  const textOf = (name: string): string => clipped(name, notes, track);
  const place = (slot: number, frame: number, { name, colour }: Cue): void => {
    pads.set(slot, { slot, frame, name: textOf(name), colour: colourText(colour), quantised: true });
  };
  for (const cue of cues) {
    const frame = Math.round(frameOf(Math.max(0, cue.positionS)));
    if (cue.positionS < 0) notes.add('changed', 'Cues before the start stand at the start.', track);
    if (lengthFrames > 0 && frame > lengthFrames) {
      notes.add('missing', 'Cues past the end of the track.', track);
      continue;
    }
    const kind = kindOf(cue);
    if (isMarker(kind)) markers[kind] ??= frame;
    else if (kind === 'load')
      notes.add('missing', 'Marks of where a track is loaded; here it is the first beat.', track);
    else if (kind === 'loop') {
      const endFrame = Math.round(frameOf(Math.max(0, cue.positionS) + (cue.lengthS ?? 0)));
      if (endFrame <= frame || loops.length >= LOOPS_MAX) {
        notes.add('missing', `Loops without a length, and more than ${LOOPS_MAX} in a track.`, track);
        continue;
      }
      if (cue.index !== null) notes.add('missing', 'The pads of loops; here loops are a list.', track);
      const { name, colour } = cue;
      const id = `exchange ${loops.length + 1}`;
      loops.push({ id, startFrame: frame, endFrame, name: textOf(name), colour: colourText(colour), quantised: true });
    } else {
      const slot = kind === 'hotCue' && cue.index !== null ? cue.index + 1 : null;
      if (slot !== null && slot <= HOT_CUE_COUNT && !pads.has(slot)) place(slot, frame, cue);
      else spare.push({ frame, cue });
    }
  }
  for (const { frame, cue } of spare) {
    if ([...pads.values()].some((pad) => Math.abs(pad.frame - frame) <= SAME_PLACE_FRAMES)) continue;
    let slot = 1;
    while (pads.has(slot)) slot++;
    if (slot > HOT_CUE_COUNT) notes.add('missing', `Cues beyond the ${HOT_CUE_COUNT} pads.`, track);
    else {
      notes.add('changed', 'Memory cues, and cues on pads beyond the eighth, stand on free pads.', track);
      place(slot, frame, cue);
    }
  }
  const hotCues = [...pads.values()].sort((a, b) => a.slot - b.slot);
  return {
    cues: hotCues.length + loops.length === 0 ? null : { hotCues, loops },
    markers:
      Object.keys(markers).length === 0
        ? null
        : {
            introStartFrame: markers.introStart ?? null,
            introEndFrame: markers.introEnd ?? null,
            outroStartFrame: markers.outroStart ?? null,
            outroEndFrame: markers.outroEnd ?? null,
          },
  };
}

/** In order of position. */
export function givenCues({ hotCues, loops }: CueGroup, markers: MarkerGroup, notes: Notes, track: string): Cue[] {
  const cues: Cue[] = hotCues.map(({ slot, frame, name, colour }) => ({
    kind: 'hotCue',
    index: slot - 1,
    positionS: secondsOf(frame),
    lengthS: null,
    name,
    colour: colourNumber(colour),
  }));
  for (const { startFrame, endFrame, name, colour } of loops) {
    const positionS = secondsOf(startFrame);
    const lengthS = nanoseconds(secondsOf(endFrame) - positionS);
    cues.push({ kind: 'loop', index: null, positionS, lengthS, name, colour: colourNumber(colour) });
  }
  for (const [kind, field] of Object.entries(MARKERS) as [MarkerKind, (typeof MARKERS)[MarkerKind]][]) {
    const frame = markers[field];
    if (frame !== null)
      cues.push({ kind, index: null, positionS: secondsOf(frame), lengthS: null, name: '', colour: null });
  }
  if ([...hotCues, ...loops].some(({ quantised }) => !quantised))
    notes.add('missing', 'That a cue or loop does not wait for the beat.', track);
  return cues.sort((a, b) => a.positionS - b.positionS);
}
