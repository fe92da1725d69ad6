/**
 * Cues that a format has no kind for, said with those it has. rekordbox, Traktor and Serato know no end of an intro or
 * outro; such a cue becomes a memory cue of that name. Thread: any.
 */
import type { Cue, CueKind } from './document.ts';
import type { Notes } from './notes.ts';

export const SPOKEN: { readonly [K in CueKind]: string } = {
  hotCue: 'Hot cue',
  memory: 'Memory cue',
  loop: 'Loop',
  introStart: 'Intro start',
  introEnd: 'Intro end',
  outroStart: 'Outro start',
  outroEnd: 'Outro end',
  load: 'Load',
};

/** The cue as a memory cue that tells by its name what it was. */
function asMemory(cue: Cue): Cue {
  return { ...cue, kind: 'memory', index: null, lengthS: null, name: cue.name === '' ? SPOKEN[cue.kind] : cue.name };
}

/** `cues` with each kind outside `known` said as a memory cue, and noted. */
export function inKnownKinds(cues: readonly Cue[], known: readonly CueKind[], losses: Notes, track: string): Cue[] {
  return cues.map((cue) => {
    if (cue.kind === 'hotCue' && cue.index === null) return { ...cue, kind: 'memory' };
    if (cue.kind === 'loop' && !(cue.lengthS !== null && cue.lengthS > 0)) {
      losses.add('changed', 'Loops without a length become memory cues.', track);
      return asMemory(cue);
    }
    if (known.includes(cue.kind)) return cue;
    losses.add('changed', `${SPOKEN[cue.kind]} has no place of its own and becomes a memory cue of that name.`, track);
    return asMemory(cue);
  });
}

/** A cue as read: what has a length is a loop, what has a pad is a hot cue, the rest is a memory cue. */
export function pointOrLoop(cue: Omit<Cue, 'kind'>): Cue {
  if (cue.lengthS !== null) return { ...cue, kind: 'loop' };
  return { ...cue, kind: cue.index === null ? 'memory' : 'hotCue' };
}
