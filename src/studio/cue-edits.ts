/**
 * A hand's changes to the cues, saved loops and markers of a track, each as the group that then stands.
 * Thread: main; pure.
 */
import type { CueGroup, HotCue, MarkerGroup, SavedLoop } from '../media/library/client.ts';
import type { MarkChange, MarkerName } from '../ui-shell/port.ts';

/** A group as a hand leaves it: who made it is added where it is stored. */
export type HandCues = Omit<CueGroup, 'by'>;
export type HandMarkers = Omit<MarkerGroup, 'by'>;

/** Cues as the pads hold them now; a pad that did not move keeps its name and colour. */
export function cuesOfPads(cues: HandCues, frames: readonly number[]): HandCues {
  const hotCues = frames.flatMap((frame, pad): HotCue[] => {
    if (frame < 0) return [];
    const slot = pad + 1;
    const standing = cues.hotCues.find((cue) => cue.slot === slot && cue.frame === frame);
    return [standing ?? { slot, frame, name: '', colour: null, quantised: true }];
  });
  return { hotCues, loops: cues.loops };
}

export function withCue({ hotCues, loops }: HandCues, slot: number, change: MarkChange): HandCues {
  return { hotCues: hotCues.map((cue) => (cue.slot === slot ? { ...cue, ...change } : cue)), loops };
}

export function withLoop({ hotCues, loops }: HandCues, id: string, change: MarkChange): HandCues {
  return { hotCues, loops: loops.map((loop) => (loop.id === id ? { ...loop, ...change } : loop)) };
}

export function withoutLoop({ hotCues, loops }: HandCues, id: string): HandCues {
  return { hotCues, loops: loops.filter((loop) => loop.id !== id) };
}

/** Saved loops have eight pads; what another program knows beyond them stays in the library. */
export const LOOP_PADS = 8;
const loopId = (pad: number): string => `loop ${pad}`;

/** Which loop each pad 1…8 holds: ours by their id, the others in the pads that are left, from the start of the track. */
export function loopsOnPads(loops: readonly SavedLoop[]): (SavedLoop | null)[] {
  const pads = Array.from({ length: LOOP_PADS }, (_, i) => loops.find(({ id }) => id === loopId(i + 1)) ?? null);
  const others = loops.filter((loop) => !pads.includes(loop)).toSorted((a, b) => a.startFrame - b.startFrame);
  return pads.map((loop) => loop ?? others.shift() ?? null);
}

/** Keeps a loop on a pad, in place of what was there. */
export function withSavedLoop(cues: HandCues, pad: number, startFrame: number, endFrame: number): HandCues {
  const before = loopsOnPads(cues.loops)[pad - 1] ?? null;
  const saved: SavedLoop = { id: loopId(pad), startFrame, endFrame, name: '', colour: null, quantised: true };
  const others = cues.loops.filter((loop) => loop !== before && loop.id !== saved.id);
  return { hotCues: cues.hotCues, loops: [...others, saved] };
}

const FIELD = {
  introStart: 'introStartFrame',
  introEnd: 'introEndFrame',
  outroStart: 'outroStartFrame',
  outroEnd: 'outroEndFrame',
} as const satisfies Record<MarkerName, keyof HandMarkers>;

/** Sets one marker over what stood (`shown`, which may come from the sections); null takes it away. */
export function withMarker(shown: HandMarkers, marker: MarkerName, frame: number | null): HandMarkers {
  return { ...shown, [FIELD[marker]]: frame };
}
