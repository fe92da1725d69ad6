/**
 * What the permission function may know of the present: the engine's snapshots, turned into words.
 * Thread: scheduler worker; reading reuses its objects.
 */
import { DECK_COUNT, TEMPO_RANGES } from '../control-bus/constants.ts';
import { controlIndex, deckControlIndex } from '../control-bus/controls.ts';
import { DeckFlag, FAST_STATE, SLOW_STATE } from '../control-bus/layouts.ts';
import { createStruct, readStruct } from '../shmem-ipc/layout.ts';
import { SeqlockReader } from '../shmem-ipc/seqlock.ts';

/** A deck is audible from this level of its meter up, if fader and crossfader let it through. */
export const AUDIBLE_LUFS = -60;
const CLOSED_FADER = 0.001;
const CLOSED_SIDE = 0.98;

const Side = { left: 0, thru: 1, right: 2 } as const;

export interface DeckWorld {
  loaded: boolean;
  playing: boolean;
  /** Playing, not faded out, and with a signal on its meter. */
  audible: boolean;
  hasGrid: boolean;
  /** Short-term loudness of the channel. */
  lufs: number;
  quantise: boolean;
  /** Index into QUANTISE_BEATS. */
  quantiseStep: number;
  /** Fraction, 0.08 for ±8 %. */
  tempoRange: number;
}

export interface World {
  readonly decks: readonly DeckWorld[];
  engineFrame: number;
}

const emptyDeck = (): DeckWorld => ({
  loaded: false,
  playing: false,
  audible: false,
  hasGrid: false,
  lufs: Number.NEGATIVE_INFINITY,
  quantise: false,
  quantiseStep: 2,
  tempoRange: TEMPO_RANGES[0],
});

/** A world in which nothing is loaded. */
export function emptyWorld(): World {
  return { decks: Array.from({ length: DECK_COUNT }, emptyDeck), engineFrame: 0 };
}

/** Whether channel fader and crossfader let a deck through. Pure. */
export function letsThrough(level: number, side: number, crossfader: number, reversed: boolean): boolean {
  if (level < CLOSED_FADER) return false;
  const at = reversed ? -crossfader : crossfader;
  if (side === Side.left) return at < CLOSED_SIDE;
  if (side === Side.right) return at > -CLOSED_SIDE;
  return true;
}

export class WorldReader {
  private readonly fastReader: SeqlockReader;
  private readonly slowReader: SeqlockReader;
  private readonly fast = createStruct(FAST_STATE);
  private readonly slow = createStruct(SLOW_STATE);
  private readonly world = emptyWorld();

  constructor(fast: SharedArrayBuffer, slow: SharedArrayBuffer) {
    this.fastReader = new SeqlockReader(fast, FAST_STATE.byteSize);
    this.slowReader = new SeqlockReader(slow, SLOW_STATE.byteSize);
  }

  /** The present world; the object is reused. When a snapshot was being written the whole time, the last one stands. */
  read(): World {
    if (this.fastReader.read()) readStruct(FAST_STATE, this.fastReader.view, 0, this.fast);
    if (this.slowReader.read()) readStruct(SLOW_STATE, this.slowReader.view, 0, this.slow);
    const controls = this.slow.controls;
    const crossfader = controls[controlIndex('mixer.crossfader')] ?? 0;
    const reversed = controls[controlIndex('mixer.crossfader.reverse')] === 1;
    this.world.engineFrame = this.fast.engineFrame;
    this.world.decks.forEach((deck, i) => {
      const state = this.fast.decks[i];
      if (state === undefined) return;
      const control = (key: Parameters<typeof deckControlIndex>[1]): number => controls[deckControlIndex(i, key)] ?? 0;
      deck.loaded = (state.flags & DeckFlag.loaded) !== 0;
      deck.playing = (state.flags & DeckFlag.playing) !== 0;
      deck.hasGrid = (state.flags & DeckFlag.hasGrid) !== 0;
      deck.lufs = state.meter.shortTermLufs;
      deck.audible =
        deck.playing &&
        deck.lufs > AUDIBLE_LUFS &&
        letsThrough(control('level'), control('crossfader.side'), crossfader, reversed);
      deck.quantise = control('quantise') === 1;
      deck.quantiseStep = control('quantise.step');
      deck.tempoRange = TEMPO_RANGES[control('tempo.range') as 0 | 1 | 2] ?? TEMPO_RANGES[0];
    });
    return this.world;
  }
}
