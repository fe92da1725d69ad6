/**
 * Heartbeats, deck states and intents as record bodies.
 * Thread: any off the audio thread.
 */
import { HOT_CUE_COUNT } from '../../control-bus/constants.ts';
import { type ByteReader, type ByteWriter, MalformedBytes, type NumberForm, numberForm } from './byte-codec.ts';
import { type DeltaState, readCommand, readFrame, writeCommand, writeFrame } from './command-codec.ts';
import type { DeckState, Heartbeat, HeartbeatDeck, LoggedIntent } from './format.ts';

/** Decks one heartbeat can list; more than any engine has. */
const DECKS_MAX = 32;

/** A number in its own form, the form in one byte before it. */
function writeNumber(w: ByteWriter, value: number): void {
  const form = numberForm(value);
  w.u8(form);
  w.numberAs(form, value);
}

const readNumber = (r: ByteReader): number => r.numberAs((r.u8() & 3) as NumberForm);

const whole = (value: number): number => (Number.isFinite(value) ? Math.round(value) : 0);

export function writeHeartbeat(w: ByteWriter, state: DeltaState, h: Heartbeat): void {
  writeFrame(w, state, h.engineFrame);
  w.varint(whole(h.wallMs));
  w.u8(h.transportPlaying ? 1 : 0);
  writeNumber(w, h.transportBeat);
  w.varint(h.slowVersion);
  w.varint(h.decks.length);
  for (const d of h.decks) {
    const looped = d.loopOutFrame > d.loopInFrame;
    w.varint(d.deck * 2 + (looped ? 1 : 0));
    w.varint(d.flags);
    writeNumber(w, d.loadToken);
    w.zigzag(whole(d.positionFrames));
    if (!looped) continue;
    writeNumber(w, d.loopInFrame);
    writeNumber(w, d.loopOutFrame);
  }
}

export function readHeartbeat(r: ByteReader, state: DeltaState): Heartbeat {
  const engineFrame = readFrame(r, state);
  const wallMs = r.varint();
  const transportPlaying = (r.u8() & 1) !== 0;
  const transportBeat = readNumber(r);
  const slowVersion = r.varint();
  const at = r.at;
  const count = r.varint();
  if (count > DECKS_MAX) throw new MalformedBytes(`a heartbeat lists ${count} decks`, at);
  const decks: HeartbeatDeck[] = [];
  for (let i = 0; i < count; i++) {
    const head = r.varint();
    const flags = r.varint();
    const loadToken = readNumber(r);
    const positionFrames = r.zigzag();
    const looped = head % 2 === 1;
    const loopInFrame = looped ? readNumber(r) : -1;
    const loopOutFrame = looped ? readNumber(r) : -1;
    decks.push({ deck: Math.floor(head / 2), loadToken, positionFrames, flags, loopInFrame, loopOutFrame });
  }
  return { engineFrame, wallMs, transportBeat, transportPlaying, slowVersion, decks };
}

const DECK_NUMBERS = [
  'loadToken',
  'sourceSlot',
  'sourceFrames',
  'gridDownbeatFrame',
  'gridTempo',
  'gridBeatsPerBar',
  'cuePointFrame',
  'loopBeats',
] as const;

export function writeDeckState(w: ByteWriter, state: DeltaState, d: DeckState): void {
  w.varint(d.deck);
  writeFrame(w, state, d.engineFrame);
  for (const field of DECK_NUMBERS) writeNumber(w, d[field]);
  w.varint(d.hotCueFrames.length);
  for (const frame of d.hotCueFrames) writeNumber(w, frame);
}

export function readDeckState(r: ByteReader, state: DeltaState): DeckState {
  const deck = r.varint();
  const engineFrame = readFrame(r, state);
  const out: DeckState = {
    deck,
    engineFrame,
    loadToken: 0,
    sourceSlot: 0,
    sourceFrames: 0,
    gridDownbeatFrame: 0,
    gridTempo: 0,
    gridBeatsPerBar: 0,
    cuePointFrame: 0,
    hotCueFrames: [],
    loopBeats: 0,
  };
  for (const field of DECK_NUMBERS) out[field] = readNumber(r);
  const at = r.at;
  const count = r.varint();
  if (count > HOT_CUE_COUNT * 8) throw new MalformedBytes(`a deck lists ${count} hot cues`, at);
  for (let i = 0; i < count; i++) out.hotCueFrames.push(readNumber(r));
  return out;
}

export function writeIntent(w: ByteWriter, state: DeltaState, intent: LoggedIntent): void {
  const us = whole(intent.eventTimeMs * 1000);
  w.zigzag(us - state.timeUs);
  state.timeUs = us;
  w.varint(intent.gesture);
  writeCommand(w, state, intent.command, false);
}

export function readIntent(r: ByteReader, state: DeltaState): LoggedIntent {
  state.timeUs += r.zigzag();
  const gesture = r.varint();
  return { eventTimeMs: state.timeUs / 1000, gesture, command: readCommand(r, state).command };
}
