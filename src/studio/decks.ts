/**
 * What sits in each deck at human rate: its track, how far it is decoded, its grid and why there is none, its waveform.
 * Tells the painter what the snapshots do not say, and remembers grids and hot cues.
 *
 * Thread: main.
 */
import { gridCommands, sameGrid } from '../control-bus/beat-grid.ts';
import { type Command, makeCommand, Op, SourceClass } from '../control-bus/commands.ts';
import { DECK_COUNT, HOT_CUE_COUNT } from '../control-bus/constants.ts';
import { Value } from '../control-bus/observable.ts';
import type { TrackRecord } from '../media/library/client.ts';
import type { DeckTrack, Grid, SlowState } from '../ui-shell/port.ts';
import type { DeckMeta } from '../viz/waveforms/client.ts';
import { entryOfRecord, gridOfRecord, hotCueFramesOf, sectionsOf } from './track-entry.ts';
import { cuesDiffer } from './track-keeper.ts';

export interface DeckSlot {
  readonly record: TrackRecord;
  readonly token: number;
  readonly source: number;
  readonly totalFrames: number;
  readonly grid: Grid | null;
  readonly gridReason: string | null;
  readonly waveform: SharedArrayBuffer | null;
}

export const WAITING_FOR_ESTIMATE = 'The tempo is being estimated; beat controls wait for it.';
export const NO_ESTIMATE = 'No steady tempo was found. Tap it in, then set the downbeat.';
export const REMOVED_BY_HAND = 'The grid was removed. Tap the tempo, then set the downbeat.';

/** Looks of a quarter of a second each: a pad the engine refused must not keep the others from being remembered. */
const LOOKS_UNTIL_SETTLED = 8;

export interface DeckPorts {
  readonly send: (command: Command) => void;
  readonly showMeta: (deck: number, meta: DeckMeta | null) => void;
}

const host = { source: SourceClass.host };

export class DeckBook {
  readonly tracks: readonly Value<DeckTrack | null>[] = Array.from(
    { length: DECK_COUNT },
    () => new Value<DeckTrack | null>(null),
  );
  private readonly slots: (DeckSlot | null)[] = new Array<DeckSlot | null>(DECK_COUNT).fill(null);
  /** Looks at a load's pads until they were first seen as remembered: until then their commands are on the way. */
  private readonly unsettled = new Map<number, number>();
  private readonly ports: DeckPorts;

  constructor(ports: DeckPorts) {
    this.ports = ports;
  }

  slot(deck: number): DeckSlot | null {
    return this.slots[deck] ?? null;
  }

  /** The engine has the track: sets its grid and cues, and shows it. */
  loaded(deck: number, record: TrackRecord, token: number, source: number, totalFrames: number, reason: string): void {
    const grid = gridOfRecord(record);
    const gridReason = grid === null ? reason : null;
    this.slots[deck] = { record, token, source, totalFrames, grid, gridReason, waveform: null };
    this.unsettled.set(deck, LOOKS_UNTIL_SETTLED);
    if (grid !== null) this.sendGrid(deck, grid);
    hotCueFramesOf(record, HOT_CUE_COUNT).forEach((a, target) => {
      if (a >= 0) this.ports.send(makeCommand({ ...host, op: Op.hotCueSet, deck, target, a }));
    });
    this.show(deck);
  }

  ejected(deck: number): void {
    this.slots[deck] = null;
    this.show(deck);
  }

  /** Changes what is known of a load, unless another has taken its place. */
  learn(deck: number, token: number, change: Partial<Omit<DeckSlot, 'token'>>): void {
    const slot = this.slots[deck];
    if (slot === null || slot === undefined || slot.token !== token) return;
    this.slots[deck] = { ...slot, ...change };
    if (change.grid !== undefined && change.grid !== slot.grid) this.sendGrid(deck, change.grid);
    this.show(deck);
  }

  /** The library knows something new of the track: its grid too, unless it is the one that is played. */
  known(deck: number, token: number, record: TrackRecord): void {
    const slot = this.slots[deck];
    if (slot === null || slot === undefined || slot.token !== token) return;
    const grid = gridOfRecord(record);
    if (grid === null || sameGrid(grid, slot.grid)) this.learn(deck, token, { record });
    else this.learn(deck, token, { record, grid, gridReason: null });
  }

  /** The decoder's progress, shown in steps of a per cent. */
  progress(deck: number, share: number): void {
    this.tracks[deck]?.update((t) =>
      t === null || Math.floor(t.decoded * 100) === Math.floor(share * 100) ? t : { ...t, decoded: share },
    );
  }

  /** Decks whose hot cues differ from what is remembered. */
  changedCues(slow: SlowState): { deck: number; hotCueFrames: number[] }[] {
    const changed: { deck: number; hotCueFrames: number[] }[] = [];
    this.slots.forEach((slot, deck) => {
      const state = slow.decks[deck];
      if (slot === null || state === undefined || state.loadToken !== slot.token) return;
      const differs = cuesDiffer(slot.record, state.hotCueFrames);
      const looks = this.unsettled.get(deck) ?? 0;
      if (looks > 0) this.unsettled.set(deck, differs ? looks - 1 : 0);
      else if (differs) changed.push({ deck, hotCueFrames: [...state.hotCueFrames] });
    });
    return changed;
  }

  private sendGrid(deck: number, grid: Grid | null): void {
    for (const command of gridCommands(deck, grid, SourceClass.host)) this.ports.send(command);
  }

  private show(deck: number): void {
    const slot = this.slots[deck] ?? null;
    const value = this.tracks[deck];
    if (slot === null) {
      value?.set(null);
      this.ports.showMeta(deck, null);
      return;
    }
    const { record, token, totalFrames, grid, gridReason, waveform } = slot;
    const track = entryOfRecord(record, true);
    const sections = sectionsOf(record);
    value?.update((before) => ({
      track,
      decoded: before?.track.id === track.id ? before.decoded : 0,
      grid,
      gridReason,
      sections,
    }));
    this.ports.showMeta(deck, { loadToken: token, grid, sections, waveform, totalFrames });
  }
}
