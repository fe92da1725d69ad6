/** Cues, loops and markers that last as long as the page. Development and tests only. Thread: main. */
import { Value } from '../../control-bus/observable.ts';
import type { Audition, CueEntry, CuePort, DeckTrack, LoopEntry, MarkChange, Observable } from '../port.ts';

interface Held extends Observable<DeckTrack | null> {
  set(value: DeckTrack | null): void;
}

export function createFakeCues(decks: readonly Held[]): CuePort {
  const auditioned = new Value<Audition | null>(null);
  const autoCue = new Value(true);
  const edit = (deck: number, change: (track: DeckTrack) => Partial<DeckTrack>): void => {
    const cell = decks[deck];
    const track = cell?.get() ?? null;
    if (track !== null) cell?.set({ ...track, ...change(track) });
  };
  const cueOf = (track: DeckTrack, slot: number): CueEntry =>
    track.cues.find((cue) => cue.slot === slot) ?? { slot, frame: 0, name: '', colour: null, quantised: true };
  const loops = (deck: number, change: (loops: readonly (LoopEntry | null)[]) => (LoopEntry | null)[]): void =>
    edit(deck, (track) => ({ loops: change(track.loops) }));
  return {
    editCue: (deck, slot, change: MarkChange) =>
      edit(deck, (track) => ({
        cues: [...track.cues.filter((cue) => cue.slot !== slot), { ...cueOf(track, slot), ...change }],
      })),
    saveLoop: (deck, pad, startFrame, endFrame) =>
      loops(deck, (held) =>
        held.map((loop, i) =>
          i + 1 === pad ? { id: `loop ${pad}`, startFrame, endFrame, name: '', colour: null, quantised: true } : loop,
        ),
      ),
    editLoop: (deck, id, change) =>
      loops(deck, (held) => held.map((loop) => (loop?.id === id ? { ...loop, ...change } : loop))),
    removeLoop: (deck, id) => loops(deck, (held) => held.map((loop) => (loop?.id === id ? null : loop))),
    setMarker: (deck, marker, frame) =>
      edit(deck, ({ markers }) => ({ markers: { ...markers, [marker]: frame, byHand: true } })),
    releaseMarkers: (deck) => edit(deck, ({ markers }) => ({ markers: { ...markers, byHand: false } })),
    audition: (trackId, fromFrame, toFrame) => {
      const now = auditioned.get();
      auditioned.set(now?.trackId === trackId && now.fromFrame === fromFrame ? null : { trackId, fromFrame, toFrame });
    },
    auditioned,
    autoCue,
    setAutoCue: (on) => autoCue.set(on),
  };
}
