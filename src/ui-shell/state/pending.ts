/** Words and countdowns for pending commands. Thread: main; pure. */
import { Clock, Op } from '../../control-bus/commands.ts';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { CONTROLS } from '../../control-bus/controls.ts';
import { beatWords } from '../format.ts';
import type { FastState } from '../port.ts';
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

/** 'Hot cue 3', 'Loop of 8 beats': what a pending command will do. */
export function pendingWords(pending: PendingView): string {
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
    case Op.reloop:
      return 'Reloop';
    case Op.play:
      return 'Play';
    case Op.pause:
      return 'Pause';
    case Op.seek:
      return 'Seek';
    case Op.syncOnce:
      return 'Sync';
    case Op.setControl:
      return CONTROLS[pending.target]?.label ?? 'Control';
    default:
      return 'Action';
  }
}
