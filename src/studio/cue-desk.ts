/**
 * A hand's edits of cues, saved loops and markers: shown on every deck that holds the track at once, then kept in the
 * library. While one is being written, what the library tells of the track does not undo it on screen.
 * Thread: main, at human rate.
 */
import { DECK_COUNT } from '../control-bus/constants.ts';
import { byHand, Origin, type TrackChange, type TrackRecord } from '../media/library/client.ts';
import type { MarkChange, MarkerName } from '../ui-shell/port.ts';
import {
  cuesOfPads,
  type HandCues,
  type HandMarkers,
  withCue,
  withLoop,
  withMarker,
  withoutLoop,
  withSavedLoop,
} from './cue-edits.ts';
import type { DeckSlot } from './decks.ts';
import { markersOf } from './phrases.ts';

export interface CueDeskPorts {
  readonly slot: (deck: number) => DeckSlot | null;
  readonly learn: (deck: number, token: number, change: { readonly record: TrackRecord }) => void;
  /** Writes a hand's work; never rejects, and tells the performer when it failed. */
  readonly write: (record: TrackRecord, changes: readonly TrackChange[]) => Promise<void>;
}

export class CueDesk {
  private readonly ports: CueDeskPorts;
  /** Edits on their way into the library, by track. */
  private readonly writes = new Map<string, number>();

  constructor(ports: CueDeskPorts) {
    this.ports = ports;
  }

  /** A record from the library as a deck should show it. */
  newest(shown: TrackRecord, record: TrackRecord): TrackRecord {
    return this.writes.has(record.key) ? { ...record, cues: shown.cues, markers: shown.markers } : record;
  }

  /** What the pads of a deck hold now. */
  padsChanged(deck: number, frames: readonly number[]): void {
    this.editCues(deck, (cues) => cuesOfPads(cues, frames));
  }

  editCue(deck: number, slot: number, change: MarkChange): void {
    this.editCues(deck, (cues) => withCue(cues, slot, change));
  }

  saveLoop(deck: number, pad: number, startFrame: number, endFrame: number): void {
    this.editCues(deck, (cues) => withSavedLoop(cues, pad, startFrame, endFrame));
  }

  editLoop(deck: number, id: string, change: MarkChange): void {
    this.editCues(deck, (cues) => withLoop(cues, id, change));
  }

  removeLoop(deck: number, id: string): void {
    this.editCues(deck, (cues) => withoutLoop(cues, id));
  }

  setMarker(deck: number, marker: MarkerName, frame: number | null): void {
    const record = this.ports.slot(deck)?.record;
    if (record === undefined) return;
    const { introStart, introEnd, outroStart, outroEnd } = markersOf(record);
    const shown: HandMarkers = {
      introStartFrame: introStart,
      introEndFrame: introEnd,
      outroStartFrame: outroStart,
      outroEndFrame: outroEnd,
    };
    const value = withMarker(shown, marker, frame);
    const change: TrackChange = { kind: 'hand', group: 'markers', value };
    this.keep({ ...record, markers: { ...value, by: byHand(Date.now()) } }, change);
  }

  releaseMarkers(deck: number): void {
    const record = this.ports.slot(deck)?.record;
    if (record === undefined) return;
    const { markers } = record;
    const released = { ...record, markers: { ...markers, by: { ...markers.by, origin: Origin.none } } };
    this.keep(released, { kind: 'release', group: 'markers' });
  }

  private editCues(deck: number, edit: (cues: HandCues) => HandCues): void {
    const record = this.ports.slot(deck)?.record;
    if (record === undefined) return;
    const value = edit(record.cues);
    const change: TrackChange = { kind: 'hand', group: 'cues', value };
    this.keep({ ...record, cues: { ...value, by: byHand(Date.now()) } }, change);
  }

  private keep(record: TrackRecord, change: TrackChange): void {
    const { key, cues, markers } = record;
    for (let deck = 0; deck < DECK_COUNT; deck++) {
      const slot = this.ports.slot(deck);
      if (slot?.record.key === key) this.ports.learn(deck, slot.token, { record: { ...slot.record, cues, markers } });
    }
    this.writes.set(key, (this.writes.get(key) ?? 0) + 1);
    void this.ports.write(record, [change]).then(() => {
      const left = (this.writes.get(key) ?? 1) - 1;
      if (left > 0) this.writes.set(key, left);
      else this.writes.delete(key);
    });
  }
}
