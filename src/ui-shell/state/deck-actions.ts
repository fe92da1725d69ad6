/**
 * What a hand can ask of a deck, one function each: buttons, pads and keys all call these. Thread: main.
 */
import { Op } from '../../control-bus/commands.ts';
import { JUMP_BEATS, LOOP_BEATS, NO_DECK, TEMPO_RANGES } from '../../control-bus/constants.ts';
import { CONTROLS, type DeckControlKey, deckControlIndex } from '../../control-bus/controls.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import type { Desk } from './desk.ts';

export const NO_GRID = 'Needs a beat grid: use the grid pads to tap one.';
export const NO_TRACK = 'Needs a track: press Load in the library.';

const has = (desk: Desk, deck: number, flag: number): boolean => (desk.slow.flags(deck) & flag) !== 0;
export const isPlaying = (desk: Desk, deck: number): boolean => has(desk, deck, DeckFlag.playing);
export const isLoaded = (desk: Desk, deck: number): boolean =>
  has(desk, deck, DeckFlag.loaded) || desk.track(deck) !== null;
export const isLooping = (desk: Desk, deck: number): boolean => has(desk, deck, DeckFlag.loopActive);
export const hasGrid = (desk: Desk, deck: number): boolean =>
  has(desk, deck, DeckFlag.hasGrid) || desk.slow.deck(deck).gridTempo > 0;

/** The shown deck that a track goes to when nobody names one: an empty one, else one that stands. */
export function firstFreeDeck(desk: Desk): number {
  const shown = desk.layout.shown();
  const isFree = (deck: number): boolean => !isPlaying(desk, deck);
  return shown.find((deck) => isFree(deck) && desk.track(deck) === null) ?? shown.find(isFree) ?? shown[0] ?? 0;
}

/** Why a transport control cannot be used, or null. */
export const withoutTrack = (desk: Desk, deck: number): string | null => (isLoaded(desk, deck) ? null : NO_TRACK);

/** Why a beat control cannot be used, or null. */
export function withoutGrid(desk: Desk, deck: number): string | null {
  if (!isLoaded(desk, deck)) return NO_TRACK;
  if (hasGrid(desk, deck)) return null;
  return desk.track(deck)?.gridReason ?? NO_GRID;
}

export function togglePlay(desk: Desk, deck: number, timeMs: number): void {
  desk.studio.send({ op: isPlaying(desk, deck) ? Op.pause : Op.play, deck }, timeMs);
}

export function toggleControl(desk: Desk, deck: number, key: DeckControlKey, timeMs: number): void {
  desk.setControl(deckControlIndex(deck, key), desk.control(deck, key) === 1 ? 0 : 1, timeMs);
}

/** Next choice of a control, around the end. */
export function cycleControl(desk: Desk, deck: number, key: DeckControlKey, timeMs: number): void {
  const index = deckControlIndex(deck, key);
  const choices = CONTROLS[index]?.choices?.length ?? 1;
  desk.setControl(index, (desk.control(deck, key) + 1) % choices, timeMs);
}

/** Moves a deck's control by a share of its range. */
export function stepControl(desk: Desk, deck: number, key: DeckControlKey, share: number, timeMs: number): void {
  const index = deckControlIndex(deck, key);
  const spec = CONTROLS[index];
  if (spec === undefined) return;
  const next = desk.control(deck, key) + share * (spec.max - spec.min);
  desk.setControl(index, Math.min(spec.max, Math.max(spec.min, next)), timeMs);
}

/** Bends the speed while held: −1 slower, 1 faster, 0 lets go. */
export function nudge(desk: Desk, deck: number, bend: -1 | 0 | 1, timeMs: number): void {
  desk.setControl(deckControlIndex(deck, 'nudge'), bend, timeMs);
}

/** Moves the tempo by a number of hundredths of a percent. */
export function stepTempo(desk: Desk, deck: number, percent: number, timeMs: number): void {
  const range = TEMPO_RANGES[Math.round(desk.control(deck, 'tempo.range'))] ?? TEMPO_RANGES[0];
  stepControl(desk, deck, 'tempo', percent / 100 / range / 2, timeMs);
}

export function sync(desk: Desk, deck: number, timeMs: number): void {
  desk.studio.send({ op: Op.syncOnce, deck, target: NO_DECK }, timeMs);
}

export function toggleLoop(desk: Desk, deck: number, timeMs: number): void {
  if (isLooping(desk, deck)) desk.studio.send({ op: Op.loopExit, deck }, timeMs);
  else desk.studio.send({ op: Op.loopBeats, deck, a: desk.slow.deck(deck).loopBeats }, timeMs);
}

/** Next loop length down or up, for the title of ½ and ×2; null at the end of the list. */
export function neighbourLoop(beats: number, direction: -1 | 1): number | null {
  const at = (LOOP_BEATS as readonly number[]).indexOf(beats);
  return at < 0 ? null : (LOOP_BEATS[at + direction] ?? null);
}

export function jump(desk: Desk, deck: number, direction: -1 | 1, timeMs: number): void {
  desk.studio.send({ op: Op.beatJump, deck, a: direction * desk.jumpBeats(deck) }, timeMs);
}

export function resizeJump(desk: Desk, deck: number, direction: -1 | 1): void {
  const at = (JUMP_BEATS as readonly number[]).indexOf(desk.jumpBeats(deck));
  const next = JUMP_BEATS[at + direction];
  if (next !== undefined) desk.setJumpBeats(deck, next);
}

export function brake(desk: Desk, deck: number, seconds: number, timeMs: number): void {
  desk.studio.send({ op: Op.brake, deck, a: seconds }, timeMs);
}

export function spinBack(desk: Desk, deck: number, seconds: number, timeMs: number): void {
  desk.studio.send({ op: Op.spinBack, deck, a: seconds, b: 3 }, timeMs);
}

/** Turns the crossfader's position by a share of its travel, or to a place. */
export function setGlobal(desk: Desk, index: number, value: number, timeMs: number): void {
  const spec = CONTROLS[index];
  if (spec !== undefined) desk.setControl(index, Math.min(spec.max, Math.max(spec.min, value)), timeMs);
}
