/** One command takes effect at the cursor. Thread: audio; no allocation. */
import {
  Command,
  CommandFlag,
  CONTROL_COUNT,
  DC_REVERSE,
  DC_SLIP,
  DECK_CONTROL_COUNT,
  EventType,
  GC_TRANSPORT_TEMPO,
  GLOBAL_CONTROL_FIRST,
  Op,
  Refusal,
  VOICE_COUNT,
} from './generated/layout';
import { deckAt, isDeck, Mode, motorAt, movesDeck, touchSlow } from './deck-state';
import { setGrid, stageChange } from './deck-beats';
import { heldInTrack, jumpTo, reviewVoice, startMotor, stopAt } from './deck-jump';
import {
  beatJump,
  beginSlip,
  censorEnd,
  censorStart,
  endSlip,
  loopBetween,
  loopExit,
  loopInHere,
  loopMove,
  loopOfBeats,
  loopOutHere,
  loopScale,
  reloop,
  rollEnd,
  rollStart,
  turnRound,
} from './deck-loop';
import { cutPlan } from './deck-motor';
import {
  brake,
  cuePress,
  cueRelease,
  hotCueClear,
  hotCueJump,
  hotCueSet,
  pause,
  play,
  scratchEnd,
  scratchMove,
  scratchStart,
  seek,
  spinBack,
} from './deck-play';
import { setTempo, syncOnce } from './deck-sync';
import { emitCommand } from './events';
import { ejectSource, loadSource, setLength } from './load';
import { setMetronome } from './metronome';
import { mixResetMeters } from './mix/index';
import { cancelPending, forgetTimes, reschedule, rescheduleTransport } from './pending';
import { controlValue, deckControl, storeControl } from './shared';
import { anchorTransport, cursor, nowFrame, seekTransport, startTransport, stopTransport } from './transport';

/** A deck's reverse control changed: play turns round, or with slip returns to where it would be. */
function turnReverse(d: i32, on: bool, index: i32, value: f64): void {
  const deck = deckAt(d);
  const slips = deckControl(d, DC_SLIP) != 0.0;
  if (on && slips && deck.mode == Mode.playing) beginSlip(d);
  turnRound(d);
  storeControl(index, value);
  if (!on && deck.slipping != 0 && deck.rolling == 0 && deck.censoring == 0) endSlip(d, false);
  reviewVoice(d);
  reschedule(d);
}

function setDeckControl(index: i32, value: f64): void {
  const d = index / DECK_CONTROL_COUNT;
  const key = index % DECK_CONTROL_COUNT;
  if (!movesDeck(key)) {
    storeControl(index, value);
    return;
  }
  cutPlan(d, cursor());
  const before = controlValue(index);
  if (key == DC_REVERSE && value >= 0.5 != before >= 0.5) {
    turnReverse(d, value >= 0.5, index, value);
    return;
  }
  storeControl(index, value);
  if (controlValue(index) == before) return;
  const deck = deckAt(d);
  if (key == DC_SLIP && before != 0.0 && deck.rolling == 0 && deck.censoring == 0) deck.slipping = 0;
  reviewVoice(d);
}

function setControl(index: i32, value: f64): i32 {
  if (index < 0 || index >= CONTROL_COUNT) return Refusal.badArgument;
  touchSlow();
  if (index < GLOBAL_CONTROL_FIRST) {
    setDeckControl(index, value);
    return 0;
  }
  if (index == GC_TRANSPORT_TEMPO) anchorTransport();
  storeControl(index, value);
  if (index == GC_TRANSPORT_TEMPO) forgetTimes();
  return 0;
}

/** Preview and sampler voices: from frame `frame`, over whatever the voice plays now. */
function voicePlay(d: i32, frame: f64, hard: bool): i32 {
  if (isDeck(d)) return Refusal.badArgument;
  if (deckAt(d).hasSource == 0) return Refusal.noSource;
  jumpTo(d, heldInTrack(d, Math.floor(frame + 0.5)), hard);
  if (deckAt(d).mode == Mode.stopped) startMotor(d, hard);
  return 0;
}

function voiceStop(d: i32, hard: bool): i32 {
  if (isDeck(d)) return Refusal.badArgument;
  if (deckAt(d).mode == Mode.stopped) return Refusal.nothingThere;
  stopAt(d, motorAt(d).pos, hard);
  return 0;
}

function onDeck(d: i32, command: Command, late: f64): i32 {
  const op = <i32>command.op;
  const a = command.a;
  const hard = ((<i32>command.flags) & CommandFlag.hardCut) != 0;
  if (op == Op.load) return loadSource(d, command.target, a);
  if (op == Op.eject) return ejectSource(d);
  if (op == Op.voicePlay) return voicePlay(d, a, hard);
  if (op == Op.voiceStop) return voiceStop(d, hard);
  if (!isDeck(d)) return Refusal.badArgument;
  if (deckAt(d).hasSource == 0) return Refusal.noSource;
  switch (op) {
    case Op.setGrid:
      return setGrid(d, a, command.b, command.c, command.target);
    case Op.play:
      return play(d, late, hard);
    case Op.pause:
      return pause(d, hard);
    case Op.cuePress:
      return cuePress(d, late, hard);
    case Op.cueRelease:
      return cueRelease(d, hard);
    case Op.setCuePoint:
      deckAt(d).cuePoint = heldInTrack(d, a);
      touchSlow();
      return 0;
    case Op.seek:
      return seek(d, command, late, hard);
    case Op.beatJump:
      return beatJump(d, a, hard);
    case Op.brake:
      return brake(d, a);
    case Op.spinBack:
      return spinBack(d, a, command.b);
    case Op.syncOnce:
      return syncOnce(d, command.target);
    case Op.setTempo:
      return setTempo(d, a);
    case Op.hotCueSet:
      return hotCueSet(d, command.target, a, late);
    case Op.hotCueJump:
      return hotCueJump(d, command.target, command, late, hard);
    case Op.hotCueClear:
      return hotCueClear(d, command.target);
    case Op.loopIn:
      return loopInHere(d, late);
    case Op.loopOut:
      return loopOutHere(d, late, hard);
    case Op.loopBeats:
      return loopOfBeats(d, a, late, hard);
    case Op.loopSet:
      return loopBetween(d, a, command.b, command.c != 0.0);
    case Op.loopExit:
      return loopExit(d, hard);
    case Op.reloop:
      return reloop(d, late, hard);
    case Op.loopHalve:
      return loopScale(d, 0.5, hard);
    case Op.loopDouble:
      return loopScale(d, 2.0, hard);
    case Op.loopMove:
      return loopMove(d, a, hard);
    case Op.rollStart:
      return rollStart(d, a, late, hard);
    case Op.rollEnd:
      return rollEnd(d, hard);
    case Op.censorStart:
      return censorStart(d);
    case Op.censorEnd:
      return censorEnd(d, hard);
    case Op.scratchStart:
      return scratchStart(d);
    case Op.scratchMove:
      return scratchMove(d, a, command.b);
    case Op.scratchEnd:
      return scratchEnd(d, hard);
    default:
      return Refusal.badArgument;
  }
}

/** Operations that move no deck: on the mixer, the transport, the tables and the metronome; −1 when `op` is none of them. */
function onEngine(command: Command): i32 {
  switch (<i32>command.op) {
    case Op.setControl:
      return setControl(command.target, command.a);
    case Op.cancel:
      if (!(command.a >= 0.0 && command.a < 4294967296.0)) return Refusal.badArgument;
      return cancelPending(<u32>command.a) ? 0 : Refusal.notFound;
    case Op.resetMeters:
      mixResetMeters();
      return 0;
    case Op.transportPlay:
      startTransport();
      forgetTimes();
      return 0;
    case Op.transportStop:
      stopTransport();
      forgetTimes();
      return 0;
    case Op.transportSeek:
      seekTransport(command.a);
      rescheduleTransport();
      return 0;
    case Op.sourceLength:
      return setLength(command.target, command.a);
    case Op.gridSegment:
      if (!isDeck(<i32>command.deck)) return Refusal.badArgument;
      return stageChange(<i32>command.deck, command.target, command.a, command.b);
    case Op.metronome:
      return setMetronome(<i32>command.deck, command.a != 0.0);
    default:
      return -1;
  }
}

/**
 * Executes `command` at the cursor and reports it. `late`: engine frames since the moment it belongs to, 0 when it is
 * on time or lateness does not matter to it.
 */
export function execute(command: Command, late: f64): void {
  const d = <i32>command.deck;
  let refusal = onEngine(command);
  let position = 0.0;
  if (refusal == -1) {
    if (d < 0 || d >= VOICE_COUNT) refusal = Refusal.badArgument;
    else {
      cutPlan(d, cursor());
      refusal = onDeck(d, command, late);
      touchSlow();
      position = motorAt(d).pos;
    }
  }
  if (refusal != 0) emitCommand(EventType.refused, refusal, command, nowFrame(), 0.0);
  else emitCommand(EventType.executed, 0, command, nowFrame(), position);
}
