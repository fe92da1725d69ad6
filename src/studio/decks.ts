/**
 * What sits in each deck at human rate: its track, how far it is decoded, its grid and why there is none, its waveform.
 * Tells the painter what the snapshots do not say, and remembers grids and hot cues.
 *
 * Thread: main.
 */
import { type Command, makeCommand, Op, SourceClass } from '../control-bus/commands.ts';
import { DECK_COUNT } from '../control-bus/constants.ts';
import { Value } from '../control-bus/observable.ts';
import type { DeckTrack, Grid, SlowState } from '../ui-shell/port.ts';
import type { DeckMeta } from '../viz/waveforms/client.ts';
import type { ShelfItem } from './shelf.ts';

export interface DeckSlot {
  readonly item: ShelfItem;
  readonly token: number;
  readonly source: number;
  readonly totalFrames: number;
  readonly grid: Grid | null;
  readonly gridReason: string | null;
  readonly waveform: SharedArrayBuffer | null;
}

const WAITING_FOR_ESTIMATE = 'The tempo is being estimated; beat controls wait for it.';
export const NO_ESTIMATE = 'No steady tempo was found. Tap it in, then set the downbeat.';
export const REMOVED_BY_HAND = 'The grid was removed. Tap the tempo, then set the downbeat.';

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
  private readonly ports: DeckPorts;

  constructor(ports: DeckPorts) {
    this.ports = ports;
  }

  slot(deck: number): DeckSlot | null {
    return this.slots[deck] ?? null;
  }

  /** The engine has the track: sets its grid and cues, and shows it. */
  loaded(deck: number, item: ShelfItem, token: number, source: number, totalFrames: number): void {
    const reason = item.grid === null ? WAITING_FOR_ESTIMATE : null;
    this.slots[deck] = { item, token, source, totalFrames, grid: item.grid, gridReason: reason, waveform: null };
    if (item.grid !== null) this.sendGrid(deck, item.grid);
    item.record?.hotCueFrames.forEach((a, target) => {
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
      const remembered = slot.item.record?.hotCueFrames ?? [];
      if (state.hotCueFrames.some((frame, i) => frame !== (remembered[i] ?? -1)))
        changed.push({ deck, hotCueFrames: [...state.hotCueFrames] });
    });
    return changed;
  }

  private sendGrid(deck: number, grid: Grid | null): void {
    this.ports.send(
      makeCommand({
        ...host,
        op: Op.setGrid,
        deck,
        a: grid?.downbeatFrame ?? 0,
        b: grid?.bpm ?? 0,
        c: grid?.beatsPerBar ?? 4,
      }),
    );
  }

  private show(deck: number): void {
    const slot = this.slots[deck] ?? null;
    const value = this.tracks[deck];
    if (slot === null) {
      value?.set(null);
      this.ports.showMeta(deck, null);
      return;
    }
    const { item, token, totalFrames, grid, gridReason, waveform } = slot;
    value?.update((before) => ({
      track: item.entry,
      decoded: before?.track.id === item.entry.id ? before.decoded : 0,
      grid,
      gridReason,
    }));
    this.ports.showMeta(deck, {
      loadToken: token,
      grid: item.grid ?? grid,
      sections: item.entry.sections,
      waveform,
      totalFrames,
    });
  }
}
