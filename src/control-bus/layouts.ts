/**
 * Every byte layout that crosses a thread or the kernel's border, declared once. `tools/gen-layout.ts` writes the
 * kernel's constants from these; CI fails when the generated file is stale.
 *
 * Thread: any; pure data.
 */
import { array, struct } from '../shmem-ipc/layout.ts';
import {
  DECK_COUNT,
  HOT_CUE_COUNT,
  PAGE_SLOTS,
  PENDING_MAX,
  SAMPLER_COUNT,
  SOURCE_SLOTS_MAX,
  VOICE_COUNT,
} from './constants.ts';
import { CONTROL_COUNT } from './controls.ts';

/** One command. See `Op` for the meaning of target, a, b, c. */
export const COMMAND = struct('Command', {
  id: 'u32',
  op: 'u16',
  deck: 'u8',
  clock: 'u8',
  flags: 'u16',
  source: 'u8',
  spare: 'u8',
  target: 'i32',
  /** Frame or beat, by clock. */
  time: 'f64',
  /** Beats, for `nextBoundary` and `phaseTrue`. */
  step: 'f64',
  a: 'f64',
  b: 'f64',
  c: 'f64',
});

/** One engine event. `command` is filled for `arrived` only. */
export const EVENT = struct('Event', {
  type: 'u16',
  code: 'i32',
  deck: 'u8',
  id: 'u32',
  op: 'u16',
  /** Engine frame at which it happened. */
  frame: 'f64',
  a: 'f64',
  b: 'f64',
  command: COMMAND,
});

/** Bits of `DeckFast.flags`. */
export const DeckFlag = {
  playing: 1,
  loopActive: 2,
  rolling: 4,
  slipping: 8,
  reversed: 16,
  scratching: 32,
  /** The stretched voice is what is heard. */
  stretched: 64,
  /** The position is past the last frame. */
  atEnd: 128,
  /** Cue held: playing only while the button is down. */
  cueHeld: 256,
  /** A grid is set. */
  hasGrid: 512,
  loaded: 1024,
  /** Braking or spinning back. */
  ramping: 2048,
  censoring: 4096,
  /** Its beats are clicked on the cue bus. */
  metronome: 8192,
} as const;

/** Level meters of one bus. Linear amplitude unless the name says dB. */
export const METER = struct('Meter', {
  peakL: 'f32',
  peakR: 'f32',
  rmsL: 'f32',
  rmsR: 'f32',
  /** dBTP since the last reset. */
  truePeakDb: 'f32',
  momentaryLufs: 'f32',
  shortTermLufs: 'f32',
  integratedLufs: 'f32',
  /** Samples at or over full scale since the last reset. */
  clips: 'u32',
});

export const DECK_FAST = struct('DeckFast', {
  /** What is heard now, in source frames. */
  position: 'f64',
  /** Heard speed, source frames per engine frame, signed; everything included. */
  rate: 'f64',
  /** Beat at `position`; meaningless without a grid. */
  beat: 'f64',
  /** Where play would be without slip, roll or censor. */
  slipPosition: 'f64',
  loopInFrame: 'f64',
  loopOutFrame: 'f64',
  /** BPM heard: grid tempo at `position` × |rate| of the motor (without nudge); 0 without a grid. */
  tempo: 'f64',
  flags: 'u32',
  meter: METER,
});

/** Published by the engine every block. Everything that moves. */
export const FAST_STATE = struct('FastState', {
  /** The engine's own clock: frames rendered. */
  engineFrame: 'f64',
  /** The context's time at that frame, seconds (written by the shell). */
  contextTimeS: 'f64',
  transportBeat: 'f64',
  transportTempo: 'f64',
  transportPlaying: 'u32',
  pendingCount: 'u32',
  decks: array(DECK_FAST, DECK_COUNT),
  master: METER,
  cue: METER,
  /** Limiter gain now, dB ≤ 0. */
  gainReductionDb: 'f32',
  /** Bit n: voice n sounds. */
  voicesPlaying: 'u32',
});

/** A pending command as shown to the performer. */
export const PENDING = struct('Pending', {
  id: 'u32',
  op: 'u16',
  deck: 'u8',
  clock: 'u8',
  target: 'i32',
  /** Boundary, on its clock: engine frame or beat. */
  time: 'f64',
  /** Beats from arrival to the boundary, for the ring; 0 for frame clocks. */
  totalBeats: 'f64',
  a: 'f64',
});

export const DECK_SLOW = struct('DeckSlow', {
  /** Host's token of the load now in the deck; 0 when empty. */
  loadToken: 'f64',
  sourceSlot: 'i32',
  /** Frames in all (provisional while decoding). */
  sourceFrames: 'f64',
  gridDownbeatFrame: 'f64',
  /** Up to the first tempo change; 0: no grid. */
  gridTempo: 'f64',
  gridBeatsPerBar: 'f64',
  cuePointFrame: 'f64',
  /** −1 where the pad is empty. */
  hotCueFrames: array('f64', HOT_CUE_COUNT),
  /** Length the next beat loop will have. */
  loopBeats: 'f64',
});

/** Published when something in it changed. Everything that steps. */
export const SLOW_STATE = struct('SlowState', {
  /** Counts changes. */
  version: 'f64',
  controls: array('f64', CONTROL_COUNT),
  decks: array(DECK_SLOW, DECK_COUNT),
  pending: array(PENDING, PENDING_MAX),
});

/** Published by the shell about once a second of media time, and whenever a count changed. */
export const TELEMETRY = struct('Telemetry', {
  blocks: 'f64',
  /** Share of media time spent in process(), over the last second. */
  load: 'f64',
  /** Callback later than 2.5 × base latency after its due time, since start. */
  lateEvents: 'u32',
  eventsLost: 'u32',
  commandsWaiting: 'u32',
  chunksMissing: 'u32',
  /** Longest process() of the last second, milliseconds (Date.now resolution). */
  maxProcessMs: 'f64',
  /** Frames the shell's FIFO delays when the host's quantum is not a multiple of a block. */
  fifoLatencyFrames: 'u32',
  /** Non-zero when the kernel trapped; the shell then plays silence and says so here. */
  fault: 'u32',
  /** Callbacks that came more than 1.6 × base latency after their due time, since start; a run of them counts once. */
  closeCalls: 'u32',
});

/** `pagedInt16`: stereo int16 of which only some pages are in memory (`SOURCE.pages`); the rest is on disk. */
export const PcmFormat = { empty: 0, float32: 1, int16: 2, pagedInt16: 3 } as const;

/** One source in the shared source table: who may be read by voices. Words only, so that a shared Int32Array serves it. */
export const SOURCE = struct('Source', {
  /** `PcmFormat`. Written before a load command names the slot. */
  format: 'i32',
  channels: 'i32',
  /** Frames that may be read: the decoder's watermark. Written with Atomics, only grows. */
  readableFrames: 'i32',
  /** Frames in all, exact after decoding, an estimate before. */
  totalFrames: 'i32',
  /** 1 when decoding ended and totalFrames is exact. */
  complete: 'i32',
  /** PCM pool slots in order; frames are channel-interleaved inside a slot. */
  slots: array('i32', SOURCE_SLOTS_MAX),
  /** Paged sources: the page that `slots[i]` holds, −1 none. Written with Atomics. */
  pages: array('i32', PAGE_SLOTS),
});

/** Per-deck parameters the kernel hands to the stretcher host before a call. */
export const STRETCH_PARAMS = struct('StretchParams', {
  semitones: 'f64',
  /** Speed the input is fed at; used by a seek. */
  rate: 'f64',
});

export const LAYOUTS = [
  COMMAND,
  EVENT,
  METER,
  DECK_FAST,
  FAST_STATE,
  PENDING,
  DECK_SLOW,
  SLOW_STATE,
  TELEMETRY,
  STRETCH_PARAMS,
] as const;

export const LAYOUT_COUNTS = { DECK_COUNT, VOICE_COUNT, SAMPLER_COUNT, HOT_CUE_COUNT, PENDING_MAX } as const;

/** How a hand asked. */
export const Gesture = { plain: 0, override: 1 } as const;

/** An intent on its way to the scheduler: a command as wished, the input's time stamp and the gesture. */
export const INTENT = struct('Intent', {
  command: COMMAND,
  /** Input event time, milliseconds since the Unix epoch (performance.timeOrigin + event.timeStamp). */
  eventTimeMs: 'f64',
  gesture: 'u32',
});

/** How wall time and the engine's frames relate; published by the host a few times a second. */
export const CLOCK_MAP = struct('ClockMap', {
  /** Milliseconds since the Unix epoch … */
  epochMs: 'f64',
  /** … at which this engine frame was heard. */
  heardFrame: 'f64',
  /** Frames from rendering to hearing. */
  latencyFrames: 'f64',
});
