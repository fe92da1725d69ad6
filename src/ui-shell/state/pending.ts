/** Words and countdowns for pending commands. Thread: main; pure. */
import { Clock, Op } from '../../control-bus/commands.ts';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { CONTROLS } from '../../control-bus/controls.ts';
import { beatWords } from '../format.ts';
import type { DeckTrack, FastState } from '../port.ts';
import type { PendingView } from './signals.ts';

/** Beats until a pending command takes effect. Frame clocks are counted at the transport's tempo. */
export function beatsLeft(pending: PendingView, fast: FastState): number {
  switch (pending.clock) {
    case Clock.deckBeat:
      return Math.max(0, pending.time - (fast.decks[pending.deck]?.beat ?? pending.time));
    case Clock.transportBeat:
      return Math.max(0, pending.time - fast.transportBeat);
    case Clock.frame:
      return Math.max(0, ((pending.time - fast.engineFrame) / SESSION_RATE_HZ) * (fast.transportTempo / 60));
    default:
      return 0;
  }
}

/**
 * What waits together with an entry and means nothing without it: the loop that a jump into it sets. Both wait for the
 * same moment of the same deck.
 */
export function companions(entry: PendingView, all: readonly PendingView[]): readonly PendingView[] {
  if (entry.op !== Op.reloop) return [];
  const together = (other: PendingView): boolean =>
    other.op === Op.loopSet && other.deck === entry.deck && other.clock === entry.clock && other.time === entry.time;
  return all.filter(together);
}

/** Start and end of what is heard in the headphones wait for their frames as well: no hand's business. */
const isPreview = ({ op }: PendingView): boolean => op === Op.voicePlay || op === Op.voiceStop;

/** What is shown of everything that waits: companions are part of what they wait with. */
export function shownPending(all: readonly PendingView[]): readonly PendingView[] {
  const hidden = new Set(all.flatMap((entry) => (isPreview(entry) ? [entry] : companions(entry, all))));
  return hidden.size === 0 ? all : all.filter((entry) => !hidden.has(entry));
}

/** Frames within which a place is the one that has a name. */
const NEAR_FRAMES = 2;
const near = (a: number, b: number): boolean => Math.abs(a - b) < NEAR_FRAMES;

/** What gives places of a track a name. */
type Named = Pick<DeckTrack, 'loops' | 'phrases'> | null;

/** The name of the phrase that starts at a frame of a deck's track, or null. */
function phraseAt(track: Named, frame: number): string | null {
  return track?.phrases.find(({ startFrame }) => near(startFrame, frame))?.name ?? null;
}

function loopAt(track: Named, frame: number): string | null {
  const pad = track?.loops.findIndex((loop) => loop !== null && near(loop.startFrame, frame)) ?? -1;
  if (pad < 0) return phraseAt(track, frame);
  return track?.loops[pad]?.name || `saved loop ${pad + 1}`;
}

/** 'Hot cue 3', 'Loop of 8 beats': what a pending command will do. */
export function pendingWords(pending: PendingView, track: Named): string {
  switch (pending.op) {
    case Op.hotCueJump:
      return `Hot cue ${pending.target + 1}`;
    case Op.hotCueSet:
      return `Set hot cue ${pending.target + 1}`;
    case Op.beatJump:
      return `Jump ${pending.a < 0 ? 'back' : 'on'} ${beatWords(Math.abs(pending.a))}`;
    case Op.loopBeats:
      return `Loop of ${beatWords(pending.a)}`;
    case Op.rollStart:
      return `Roll of ${beatWords(pending.a)}`;
    case Op.loopIn:
      return 'Loop in';
    case Op.loopOut:
      return 'Loop out';
    case Op.loopExit:
      return 'Exit loop';
    case Op.reloop: {
      const name = pending.target === 0 ? null : loopAt(track, pending.a);
      return name === null ? 'Reloop' : `Loop ${name}`;
    }
    case Op.play:
      return 'Play';
    case Op.pause:
      return 'Pause';
    case Op.seek: {
      const name = phraseAt(track, pending.a);
      return name === null ? 'Seek' : `Jump to ${name}`;
    }
    case Op.syncOnce:
      return 'Sync';
    case Op.setControl:
      return CONTROLS[pending.target]?.label ?? 'Control';
    default:
      return 'Action';
  }
}
