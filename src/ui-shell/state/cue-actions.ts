/**
 * What a hand can ask of cues, saved loops and phrases, one function each: pads, keys and the phrase view call these.
 * Thread: main.
 */
import { Clock, type Command, CommandFlag, Op } from '../../control-bus/commands.ts';
import { QUANTISE_BEATS, SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { deckName } from '../deck-names.ts';
import type { Audition, CueEntry, LoopEntry, PhraseEntry, PhrasePart } from '../port.ts';
import { hasGrid, isPlaying } from './deck-actions.ts';
import type { Desk } from './desk.ts';
import type { DeckView, LoopView, PendingView } from './signals.ts';

type When = Partial<Pick<Command, 'clock' | 'flags' | 'time' | 'step'>>;

/** Targets of jumps and loops say which control asked: the kernel does not read them, the pending ring does. */
export const LOOP_PAD_TARGET = 1;
export const PHRASE_LOOP_TARGET = 100;
export const PHRASE_JUMP_TARGET = 1000;
export const PHRASE_NEXT_TARGET = 10_000;

/** Now, whatever the deck's quantise says: the frame that is being rendered while the hand presses. */
const atOnce = (desk: Desk): When => ({ clock: Clock.frame, time: desk.studio.fast.engineFrame });

/** The deck's next beat of its quantise step. */
function atNextStep(desk: Desk, deck: number): When {
  const step = QUANTISE_BEATS[desk.control(deck, 'quantise.step')] ?? 1;
  return { clock: Clock.deckBeat, flags: CommandFlag.nextBoundary | CommandFlag.phaseTrue, step };
}

/** When a jump to a mark happens: on the beat where both the deck and the mark wait for it. */
function whenFor(desk: Desk, deck: number, quantised: boolean): When {
  const waits = quantised && desk.control(deck, 'quantise') === 1 && hasGrid(desk, deck) && isPlaying(desk, deck);
  return waits ? atNextStep(desk, deck) : atOnce(desk);
}

/** The library's words on the cue of pad 0…7, or null where none is set. */
export const cueOn = (desk: Desk, deck: number, pad: number): CueEntry | null =>
  desk.track(deck)?.cues.find(({ slot }) => slot === pad + 1) ?? null;
export const loopOn = (desk: Desk, deck: number, pad: number): LoopEntry | null => desk.track(deck)?.loops[pad] ?? null;
export const isSet = (desk: Desk, deck: number, pad: number): boolean =>
  (desk.slow.deck(deck).hotCueFrames[pad] ?? -1) >= 0;

/** Sets the cue where none is, else plays from it. */
export function hotCue(desk: Desk, deck: number, pad: number, timeMs: number): void {
  if (!isSet(desk, deck, pad)) {
    desk.studio.send({ op: Op.hotCueSet, deck, target: pad, a: -1 }, timeMs);
    return;
  }
  // A cue that waits is left to the scheduler, as every press is.
  const when = cueOn(desk, deck, pad)?.quantised === false ? atOnce(desk) : {};
  desk.studio.send({ op: Op.hotCueJump, deck, target: pad, ...when }, timeMs);
}

/** Asks, then clears. */
export function askClearHotCue(desk: Desk, deck: number, pad: number): void {
  if (!isSet(desk, deck, pad)) return;
  const name = cueOn(desk, deck, pad)?.name ?? '';
  desk.messages.ask({
    deck,
    what: `Clear hot cue ${pad + 1} of deck ${deckName(deck)}?`,
    why: `${name === '' ? 'The place' : `“${name}”`} is forgotten; the music plays on.`,
    confirm: 'Clear',
    entry: null,
    act: () => {
      desk.studio.send({ op: Op.hotCueClear, deck, target: pad });
    },
  });
}

/** Asks, then forgets a saved loop. */
export function askRemoveLoop(desk: Desk, deck: number, pad: number): void {
  const loop = loopOn(desk, deck, pad);
  if (loop === null) return;
  desk.messages.ask({
    deck,
    what: `Clear saved loop ${pad + 1} of deck ${deckName(deck)}?`,
    why: `${loop.name === '' ? 'The loop' : `“${loop.name}”`} is forgotten; a loop that runs goes on.`,
    confirm: 'Clear',
    entry: null,
    act: () => desk.studio.cues.removeLoop(deck, loop.id),
  });
}

/** Keeps the running loop on pad 0…7. */
export function saveLoop(desk: Desk, deck: number, pad: number): void {
  const running = desk.slow.loop(deck);
  if (running !== null) desk.studio.cues.saveLoop(deck, pad + 1, running.startFrame, running.endFrame);
}

const SAME_FRAMES = 1;
/** Whether a loop is the one the deck runs in. */
export function isRunning(desk: Desk, deck: number, loop: LoopView): boolean {
  const now = desk.slow.loop(deck);
  return (
    now !== null &&
    Math.abs(now.startFrame - loop.startFrame) < SAME_FRAMES &&
    Math.abs(now.endFrame - loop.endFrame) < SAME_FRAMES
  );
}

/**
 * Loops between two frames: a deck that plays outside jumps to the start on its beat, one inside stays where it is, one
 * that stands starts there. The loop that runs already is left.
 * @param target names the control that asked
 */
export function loopBetween(
  desk: Desk,
  deck: number,
  loop: LoopView & { readonly quantised: boolean },
  target: number,
  timeMs: number,
): void {
  const { send } = desk.studio;
  const { startFrame: a, endFrame: b } = loop;
  if (isRunning(desk, deck, loop)) send({ op: Op.loopExit, deck }, timeMs);
  else if (isPlaying(desk, deck)) {
    const when = whenFor(desk, deck, loop.quantised);
    send({ op: Op.loopSet, deck, a, b, c: 0, ...when }, timeMs);
    send({ op: Op.reloop, deck, target, a, ...when }, timeMs);
  } else {
    send({ op: Op.seek, deck, a }, timeMs);
    send({ op: Op.loopSet, deck, a, b, c: 1 }, timeMs);
    send({ op: Op.play, deck }, timeMs);
  }
}

/** Source frames to beats of the deck's grid; a place within a fiftieth of a beat is that beat. */
export function beatAt({ gridDownbeatFrame, gridTempo }: DeckView, frame: number): number {
  const beat = ((frame - gridDownbeatFrame) * gridTempo) / (60 * SESSION_RATE_HZ);
  return Math.abs(beat - Math.round(beat)) < 0.02 ? Math.round(beat) : beat;
}

/** Goes to a frame: on the deck's next step while it plays on a grid, at once where it stands. */
export function goTo(desk: Desk, deck: number, frame: number, target: number, timeMs: number): void {
  const when = isPlaying(desk, deck) && hasGrid(desk, deck) ? atNextStep(desk, deck) : {};
  desk.studio.send({ op: Op.seek, deck, target, a: frame, ...when }, timeMs);
}

/** Whether a phrase is what is heard in the headphones. */
export function isAuditioned(now: Audition | null, trackId: string, { startFrame }: PhrasePart): boolean {
  const from = now?.trackId === trackId ? now.fromFrame : null;
  return from !== null && Math.abs(from - startFrame) < SAME_FRAMES;
}

/** Index of the innermost phrase or section at a frame; −1 outside all of them. */
export function phraseIndexAt(phrases: readonly PhraseEntry[], frame: number): number {
  return phrases.findLastIndex(({ startFrame, endFrame }) => frame >= startFrame && frame < endFrame);
}

/** The jump that is to follow the present phrase of a deck, or undefined. */
const queuedNext = (desk: Desk, deck: number): PendingView | undefined =>
  desk.slow.pending().find((e) => e.op === Op.seek && e.deck === deck && e.target >= PHRASE_NEXT_TARGET);

/** Why nothing can be put behind the present phrase, or null. */
export function cannotQueue(desk: Desk, deck: number): string | null {
  return hasGrid(desk, deck) ? null : 'Needs a beat grid: the jump is counted in beats.';
}

/**
 * Plays a phrase when the present one ends: a jump on the exact beat, in place of one queued before. Where the present one
 * ends with the track, on its last whole beat.
 */
export function queueNext(desk: Desk, deck: number, phrase: PhrasePart, target: number, timeMs: number): void {
  const track = desk.track(deck);
  const present = track?.phrases[phraseIndexAt(track.phrases, desk.fast(deck).position)];
  if (present === undefined) {
    desk.messages.notify(
      `Deck ${deckName(deck)} stands outside its phrases: nothing ends after which ${phrase.name} could start.`,
    );
    return;
  }
  const before = queuedNext(desk, deck);
  if (before !== undefined) desk.cancelPending(before.id, timeMs);
  const view = desk.slow.deck(deck);
  const time = Math.min(beatAt(view, present.endFrame), Math.ceil(beatAt(view, view.sourceFrames)) - 1);
  desk.studio.send(
    {
      op: Op.seek,
      deck,
      target,
      a: phrase.startFrame,
      clock: Clock.deckBeat,
      flags: CommandFlag.phaseTrue,
      step: 1,
      time,
    },
    timeMs,
  );
}
