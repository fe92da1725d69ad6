/**
 * What sits in each deck at human rate: its track, how far it is decoded, its grid and why there is none, its waveform.
 * Tells the painter what the snapshots do not say, and remembers grids and hot cues.
 *
 * Thread: main.
 */
import { gridCommands, sameGrid } from '../control-bus/beat-grid.ts';
import { type Command, SourceClass } from '../control-bus/commands.ts';
import { DECK_COUNT, HOT_CUE_COUNT, SESSION_RATE_HZ } from '../control-bus/constants.ts';
import { Value } from '../control-bus/observable.ts';
import { WaveformView } from '../control-bus/waveform-layout.ts';
import type { TrackRecord } from '../media/library/client.ts';
import type { DeckTrack, Grid, SlowState } from '../ui-shell/port.ts';
import type { DeckMeta } from '../viz/waveforms/client.ts';
import { loopsOnPads } from './cue-edits.ts';
import { type ChangedPads, PadWatch } from './pad-watch.ts';
import { markersOf, phrasesOf, powerFrom } from './phrases.ts';
import { entryOfRecord, gridOfRecord, hotCueFramesOf, sectionsOf } from './track-entry.ts';

export interface DeckSlot {
  readonly record: TrackRecord;
  readonly token: number;
  readonly source: number;
  readonly totalFrames: number;
  readonly grid: Grid | null;
  readonly gridReason: string | null;
  readonly waveform: SharedArrayBuffer | null;
  /** The waveform describes the whole track. */
  readonly isDrawn: boolean;
  /** Where the track was left before this load; null when that is not known. */
  readonly leftAtFrame: number | null;
}

export const WAITING_FOR_ESTIMATE = 'The tempo is being estimated; beat controls wait for it.';
export const NO_ESTIMATE = 'No steady tempo was found. Tap it in, then set the downbeat.';
export const TOO_LONG_FOR_ESTIMATE =
  'A mix has no one tempo to be found. Tap the tempo of this part, then set the downbeat.';
export const REMOVED_BY_HAND = 'The grid was removed. Tap the tempo, then set the downbeat.';

const AFTER_START_FRAMES = 5 * SESSION_RATE_HZ;
const BEFORE_END_FRAMES = 10 * SESSION_RATE_HZ;

export interface DeckPorts {
  readonly send: (command: Command) => void;
  readonly showMeta: (deck: number, meta: DeckMeta | null) => void;
}

export class DeckBook {
  readonly tracks: readonly Value<DeckTrack | null>[] = Array.from(
    { length: DECK_COUNT },
    () => new Value<DeckTrack | null>(null),
  );
  private readonly slots: (DeckSlot | null)[] = new Array<DeckSlot | null>(DECK_COUNT).fill(null);
  private readonly pads: PadWatch;
  private readonly ports: DeckPorts;

  constructor(ports: DeckPorts) {
    this.ports = ports;
    this.pads = new PadWatch(ports.send);
  }

  slot(deck: number): DeckSlot | null {
    return this.slots[deck] ?? null;
  }

  /** The engine has the track: sets its grid and cues, and shows it. */
  loaded(
    deck: number,
    load: Pick<DeckSlot, 'record' | 'token' | 'source' | 'totalFrames' | 'leftAtFrame'>,
    reason: string,
  ): void {
    const grid = gridOfRecord(load.record);
    const gridReason = grid === null ? reason : null;
    this.slots[deck] = { ...load, grid, gridReason, waveform: null, isDrawn: false };
    if (grid !== null) this.sendGrid(deck, grid);
    this.pads.loaded(deck, load.token, hotCueFramesOf(load.record, HOT_CUE_COUNT));
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
    if (change.record !== undefined) this.pads.expect(deck, token, hotCueFramesOf(change.record, HOT_CUE_COUNT));
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

  /** Pads that a hand has changed since the last look. */
  changedPads(slow: SlowState): ChangedPads[] {
    return this.pads.look(slow);
  }

  /** Notes waveforms that have become complete: what is read from them is shown. */
  lookAtWaveforms(): void {
    this.slots.forEach((slot, deck) => {
      if (slot === null || slot.isDrawn || slot.waveform === null) return;
      if (new WaveformView(slot.waveform).complete) this.learn(deck, slot.token, { isDrawn: true });
    });
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
    const { hotCues, loops } = record.cues;
    const markers = markersOf(record);
    value?.update((before) => ({
      track,
      decoded: before?.track.id === track.id ? before.decoded : 0,
      grid,
      gridReason,
      sections,
      cues: hotCues,
      loops: loopsOnPads(loops),
      phrases: phrasesOf(record, grid, powerFrom(waveform)),
      markers,
      leftAtFrame: worthGoingTo(slot),
    }));
    const bounds = [markers.introEnd, markers.outroStart].filter((frame) => frame !== null);
    this.ports.showMeta(deck, {
      loadToken: token,
      grid,
      sections,
      waveform,
      totalFrames,
      cues: hotCues,
      loops,
      bounds,
    });
  }
}

/** A place neither at the start nor at the end, to which it is worth going back. */
function worthGoingTo({ leftAtFrame, totalFrames }: DeckSlot): number | null {
  if (leftAtFrame === null) return null;
  return leftAtFrame > AFTER_START_FRAMES && leftAtFrame < totalFrames - BEFORE_END_FRAMES ? leftAtFrame : null;
}
