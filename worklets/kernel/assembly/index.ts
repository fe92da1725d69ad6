/**
 * The kernel's border: what the shell calls (`KernelExports` in worklets/abi.ts). Thread: audio.
 * All state lives at static addresses in linear memory, so a copy of the memory is a checkpoint.
 */
import { BLOCK_FRAMES, DECK_COUNT, VOICE_COUNT } from './generated/layout';
import { COMMANDS, executeDue, takeCommands } from './commands';
import { handleInternal } from './deck-play';
import { clearDeck, deckAt, touchSlow } from './deck-state';
import { renderVoice, resetLayers } from './deck-layers';
import { cutPlan, planDeck } from './deck-motor';
import {
  endStretchBlock,
  serviceStretcher,
  setStretchLatencies,
  stretcherSounds,
  stretchInput,
  stretchOutput,
  stretchParamsOf,
  stretchTo,
} from './deck-stretch';
import { beginEvents, eventCount, EVENTS, eventsLostCount } from './events';
import { initFades } from './fade';
import { clearLengths, reportLeft } from './load';
import { metronomeBegin, metronomeInit, metronomeSpan } from './metronome';
import { mixInit, mixPublish, mixSpan } from './mix/index';
import { clearPending, forgetDeckTimes, forgetTimes, nextFire, nextOwnFire } from './pending';
import { FAST, publishFast, publishSlow, SLOW } from './publish';
import { BOOTH_OUT, initShared, MASTER_OUT, PHONES_OUT } from './shared';
import { reportGaps } from './source';
import { cursor, endBlock, setCursor } from './transport';

export function abiVersion(): i32 {
  return 1;
}

export function init(sampleRateHz: f64): void {
  initShared(sampleRateHz);
  initFades();
  clearPending();
  clearLengths();
  for (let v = 0; v < VOICE_COUNT; v++) {
    clearDeck(v);
    resetLayers(v);
  }
  mixInit(sampleRateHz);
  metronomeInit(sampleRateHz);
  touchSlow();
  publishFast();
  publishSlow();
}

export function commandBuffer(): usize {
  return COMMANDS;
}

export function eventBuffer(): usize {
  return EVENTS;
}

export function fastState(): usize {
  return FAST;
}

export function slowState(): usize {
  return SLOW;
}

export function masterOut(): usize {
  return MASTER_OUT;
}

export function boothOut(): usize {
  return BOOTH_OUT;
}

export function phonesOut(): usize {
  return PHONES_OUT;
}

export function stretchIn(deck: i32, channel: i32): usize {
  return stretchInput(channel);
}

export function stretchOut(deck: i32, channel: i32): usize {
  return stretchOutput(channel);
}

export function stretchParams(deck: i32): usize {
  return stretchParamsOf(deck);
}

export function setStretchLatency(inputFrames: f64, outputFrames: f64): void {
  setStretchLatencies(inputFrames, outputFrames);
}

export function eventsLost(): i32 {
  return eventsLostCount();
}

/** Plans every voice that something happened to, from the cursor on. */
function planVoices(): void {
  for (let v = 0; v < VOICE_COUNT; v++) {
    if (deckAt(v).planned != 0) continue;
    planDeck(v, cursor());
    if (v < DECK_COUNT) forgetDeckTimes(v);
  }
}

/** Handles what voices met by themselves at the cursor; true if any did. */
function meetInternals(): bool {
  let any = false;
  for (let v = 0; v < VOICE_COUNT; v++) {
    const deck = deckAt(v);
    if (deck.internalAt != cursor()) continue;
    const kind = deck.internalKind;
    cutPlan(v, cursor());
    handleInternal(v, kind);
    any = true;
  }
  return any;
}

/** First index after the cursor at which a voice meets something, or the block's end. */
function nextInternal(): i32 {
  let least = BLOCK_FRAMES;
  for (let v = 0; v < VOICE_COUNT; v++) least = min(least, deckAt(v).internalAt);
  return least;
}

function renderSpan(from: i32, to: i32): void {
  for (let v = 0; v < VOICE_COUNT; v++) {
    if (v < DECK_COUNT && stretcherSounds(v) && deckAt(v).stretchedTo < to) stretchTo(v, max(to, nextOwnFire(v, from)));
    renderVoice(v, from, to - from);
  }
  metronomeSpan(from, to);
  mixSpan(from, to - from);
  for (let v = 0; v < VOICE_COUNT; v++) reportLeft(v);
}

export function process(commandCount: i32): i32 {
  beginEvents();
  metronomeBegin();
  for (let v = 0; v < VOICE_COUNT; v++) deckAt(v).planned = 0;
  for (let d = 0; d < DECK_COUNT; d++) serviceStretcher(d);
  forgetTimes();
  takeCommands(commandCount);
  while (cursor() < BLOCK_FRAMES) {
    planVoices();
    const next = nextFire(cursor());
    if (next == cursor()) {
      executeDue(next);
      continue;
    }
    if (meetInternals()) continue;
    const to = min(min(next, nextInternal()), BLOCK_FRAMES);
    renderSpan(cursor(), to);
    setCursor(to);
  }
  for (let d = 0; d < DECK_COUNT; d++) endStretchBlock(d);
  reportGaps();
  endBlock(BLOCK_FRAMES);
  publishFast();
  mixPublish(FAST);
  publishSlow();
  return eventCount();
}
