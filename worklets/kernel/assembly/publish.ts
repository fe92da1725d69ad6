/** The snapshots: what moves, every block; what steps, when it changed. Thread: audio; no allocation. */
import {
  Clock,
  CONTROL_COUNT,
  DECK_COUNT,
  DECK_FAST_BEAT,
  DECK_FAST_FLAGS,
  DECK_FAST_LOOP_IN_FRAME,
  DECK_FAST_LOOP_OUT_FRAME,
  DECK_FAST_METER,
  DECK_FAST_POSITION,
  DECK_FAST_RATE,
  DECK_FAST_SLIP_POSITION,
  DECK_FAST_TEMPO,
  DECK_SLOW_CUE_POINT_FRAME,
  DECK_SLOW_GRID_BEATS_PER_BAR,
  DECK_SLOW_GRID_DOWNBEAT_FRAME,
  DECK_SLOW_GRID_TEMPO,
  DECK_SLOW_HOT_CUE_FRAMES,
  DECK_SLOW_LOAD_TOKEN,
  DECK_SLOW_LOOP_BEATS,
  DECK_SLOW_SOURCE_FRAMES,
  DECK_SLOW_SOURCE_SLOT,
  DeckFlag,
  FAST_STATE_BYTES,
  FAST_STATE_DECKS,
  FAST_STATE_DECKS_STRIDE,
  FAST_STATE_ENGINE_FRAME,
  FAST_STATE_PENDING_COUNT,
  FAST_STATE_TRANSPORT_BEAT,
  FAST_STATE_TRANSPORT_PLAYING,
  FAST_STATE_TRANSPORT_TEMPO,
  FAST_STATE_VOICES_PLAYING,
  GC_TRANSPORT_TEMPO,
  HOT_CUE_COUNT,
  METER_RMS_L,
  METER_RMS_R,
  Pending,
  PENDING_BYTES,
  PENDING_MAX,
  SLOW_STATE_BYTES,
  SLOW_STATE_CONTROLS,
  SLOW_STATE_DECKS,
  SLOW_STATE_DECKS_STRIDE,
  SLOW_STATE_PENDING,
  SLOW_STATE_PENDING_STRIDE,
  SLOW_STATE_VERSION,
  VOICE_COUNT,
} from './generated/layout';
import { beatOf, gridTempoAt, hasGrid } from './deck-beats';
import { deckAt, hotCue, isReversed, Mode, motorAt, nominalRate, takeSlow } from './deck-state';
import { LayerKind, topKind } from './deck-layers';
import { pendingAt, pendingCommand, pendingCount } from './pending';
import { CONTROL_VALUES, controlValue } from './shared';
import { blockFrame, transportBeatAt, transportPlaying } from './transport';

export const FAST: usize = memory.data(<i32>FAST_STATE_BYTES, 16);
export const SLOW: usize = memory.data(<i32>SLOW_STATE_BYTES, 16);

/** Level of a deck as last metered, linear. */
export function deckLoudness(d: i32): f64 {
  const meter = FAST + FAST_STATE_DECKS + <usize>d * FAST_STATE_DECKS_STRIDE + DECK_FAST_METER;
  return <f64>load<f32>(meter + METER_RMS_L) + <f64>load<f32>(meter + METER_RMS_R);
}

function flagsOf(d: i32): u32 {
  const deck = deckAt(d);
  let flags = 0;
  if (deck.playing != 0 && deck.cueHeld == 0) flags |= DeckFlag.playing;
  if (deck.cueHeld != 0) flags |= DeckFlag.cueHeld | DeckFlag.playing;
  if (deck.loopOn != 0) flags |= DeckFlag.loopActive;
  if (deck.rolling != 0) flags |= DeckFlag.rolling;
  if (deck.slipping != 0) flags |= DeckFlag.slipping;
  if (isReversed(d)) flags |= DeckFlag.reversed;
  if (deck.mode == Mode.scratch) flags |= DeckFlag.scratching;
  if (topKind(d) == LayerKind.stretched) flags |= DeckFlag.stretched;
  if (deck.hasSource != 0 && motorAt(d).pos >= deck.frames) flags |= DeckFlag.atEnd;
  if (hasGrid(d)) flags |= DeckFlag.hasGrid;
  if (deck.hasSource != 0) flags |= DeckFlag.loaded;
  if (deck.mode == Mode.ramp) flags |= DeckFlag.ramping;
  if (deck.censoring != 0) flags |= DeckFlag.censoring;
  if (deck.metronome != 0) flags |= DeckFlag.metronome;
  return <u32>flags;
}

function publishDeck(d: i32): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  const at = FAST + FAST_STATE_DECKS + <usize>d * FAST_STATE_DECKS_STRIDE;
  const looped = deck.loopOut > deck.loopIn;
  store<f64>(at + DECK_FAST_POSITION, motor.pos);
  store<f64>(at + DECK_FAST_RATE, deck.mode == Mode.stopped ? 0.0 : motor.rate);
  store<f64>(at + DECK_FAST_BEAT, hasGrid(d) ? beatOf(d, motor.pos) : 0.0);
  store<f64>(at + DECK_FAST_SLIP_POSITION, deck.slipping != 0 ? motor.slipPos : motor.pos);
  store<f64>(at + DECK_FAST_LOOP_IN_FRAME, looped ? deck.loopIn : deck.loopMark);
  store<f64>(at + DECK_FAST_LOOP_OUT_FRAME, looped ? deck.loopOut : -1.0);
  store<f64>(at + DECK_FAST_TEMPO, hasGrid(d) ? gridTempoAt(d, motor.pos) * nominalRate(d) : 0.0);
  store<u32>(at + DECK_FAST_FLAGS, flagsOf(d));
}

/** Everything that moves, as of the next block's first frame. The meters are the mixer's. */
export function publishFast(): void {
  const frame = blockFrame();
  store<f64>(FAST + FAST_STATE_ENGINE_FRAME, frame);
  store<f64>(FAST + FAST_STATE_TRANSPORT_BEAT, transportBeatAt(frame));
  store<f64>(FAST + FAST_STATE_TRANSPORT_TEMPO, controlValue(GC_TRANSPORT_TEMPO));
  store<u32>(FAST + FAST_STATE_TRANSPORT_PLAYING, transportPlaying() ? 1 : 0);
  store<u32>(FAST + FAST_STATE_PENDING_COUNT, <u32>pendingCount());
  for (let d = 0; d < DECK_COUNT; d++) publishDeck(d);
  let playing: u32 = 0;
  for (let v = 0; v < VOICE_COUNT; v++) if (deckAt(v).mode != Mode.stopped) playing |= (<u32>1) << v;
  store<u32>(FAST + FAST_STATE_VOICES_PLAYING, playing);
}

function publishPending(i: i32): void {
  const at = SLOW + SLOW_STATE_PENDING + <usize>i * SLOW_STATE_PENDING_STRIDE;
  if (i >= pendingCount()) {
    memory.fill(at, 0, PENDING_BYTES);
    return;
  }
  const command = pendingCommand(i);
  const entry = pendingAt(i);
  const out = changetype<Pending>(at);
  out.id = command.id;
  out.op = command.op;
  out.deck = command.deck;
  out.clock = command.clock;
  out.target = command.target;
  out.time = entry.boundary;
  out.totalBeats = <i32>command.clock == Clock.frame ? 0.0 : entry.totalBeats;
  out.a = command.a;
}

/** Everything that steps, when any of it did. */
export function publishSlow(): void {
  if (!takeSlow()) return;
  store<f64>(SLOW + SLOW_STATE_VERSION, load<f64>(SLOW + SLOW_STATE_VERSION) + 1.0);
  memory.copy(SLOW + SLOW_STATE_CONTROLS, CONTROL_VALUES, CONTROL_COUNT << 3);
  for (let d = 0; d < DECK_COUNT; d++) {
    const deck = deckAt(d);
    const at = SLOW + SLOW_STATE_DECKS + <usize>d * SLOW_STATE_DECKS_STRIDE;
    store<f64>(at + DECK_SLOW_LOAD_TOKEN, deck.hasSource != 0 ? deck.loadToken : 0.0);
    store<i32>(at + DECK_SLOW_SOURCE_SLOT, deck.source);
    store<f64>(at + DECK_SLOW_SOURCE_FRAMES, deck.hasSource != 0 ? deck.frames : 0.0);
    store<f64>(at + DECK_SLOW_GRID_DOWNBEAT_FRAME, deck.downbeat);
    store<f64>(at + DECK_SLOW_GRID_TEMPO, deck.gridTempo);
    store<f64>(at + DECK_SLOW_GRID_BEATS_PER_BAR, deck.beatsPerBar);
    store<f64>(at + DECK_SLOW_CUE_POINT_FRAME, deck.cuePoint);
    for (let pad = 0; pad < HOT_CUE_COUNT; pad++)
      store<f64>(at + DECK_SLOW_HOT_CUE_FRAMES + (<usize>pad << 3), hotCue(d, pad));
    store<f64>(at + DECK_SLOW_LOOP_BEATS, deck.loopBeats);
  }
  for (let i = 0; i < PENDING_MAX; i++) publishPending(i);
}
