/**
 * What the deck half and the mixer half of the kernel share: raw control values, the voices' buffers and the buses.
 * Thread: audio. Everything lives at static addresses; nothing allocates.
 */
import {
  BLOCK_FRAMES,
  CONTROL_COUNT,
  CONTROL_DEFAULT,
  CONTROL_MAX,
  CONTROL_MIN,
  DC_CROSSFADER_SIDE,
  DC_EQ_HIGH_KILL,
  DC_EQ_LOW_KILL,
  DC_KEYLOCK,
  DC_PFL,
  DC_QUANTISE,
  DC_REVERSE,
  DC_TEMPO_RANGE,
  DECK_CONTROL_COUNT,
  GC_MIXER_CROSSFADER_CURVE,
  GC_MIXER_CROSSFADER_REVERSE,
  GC_PHONES_SPLIT,
  GLOBAL_CONTROL_FIRST,
  VOICE_COUNT,
} from './generated/layout';

/** Raw control values, f64[CONTROL_COUNT], already held within their ranges and finite. */
export const CONTROL_VALUES: usize = memory.data(CONTROL_COUNT << 3, 16);
/** The voices' output of this block: VOICE_COUNT buffers of BLOCK_FRAMES interleaved stereo f32 frames. */
export const VOICE_OUT: usize = memory.data(VOICE_COUNT * BLOCK_FRAMES * 8, 16);
/** Buses of this block, interleaved stereo f32, BLOCK_FRAMES frames. */
export const MASTER_OUT: usize = memory.data(BLOCK_FRAMES * 8, 16);
export const BOOTH_OUT: usize = memory.data(BLOCK_FRAMES * 8, 16);
export const PHONES_OUT: usize = memory.data(BLOCK_FRAMES * 8, 16);
/** The metronome's clicks of this block, f64[BLOCK_FRAMES]; valid while `clicksSound`. */
export const CLICKS: usize = memory.data(BLOCK_FRAMES * 8, 16);

const VOICE_BYTES: usize = BLOCK_FRAMES * 8;
const VOICE_ACTIVE: usize = memory.data(16, 16);
const CLICKS_SOUND: usize = memory.data(4, 4);
const SAMPLE_RATE: usize = memory.data(8, 8);

/** Session rate in Hz, set by `init`. */
@inline
export function sampleRate(): f64 {
  return load<f64>(SAMPLE_RATE);
}

/** Raw value of a control by index. */
@inline
export function controlValue(index: i32): f64 {
  return load<f64>(CONTROL_VALUES + ((<usize>index) << 3));
}

/** Raw value of a deck's control; `key` is one of the DC_ constants. */
@inline
export function deckControl(deck: i32, key: i32): f64 {
  return controlValue(deck * DECK_CONTROL_COUNT + key);
}

/** Address of a voice's buffer; frame i of the block is at + 8·i. */
@inline
export function voiceOut(voice: i32): usize {
  return VOICE_OUT + <usize>voice * VOICE_BYTES;
}

/** False: the voice is silent in the span now given to the mixer and its buffer need not be read. */
@inline
export function voiceActive(voice: i32): bool {
  return load<u8>(VOICE_ACTIVE + <usize>voice) != 0;
}

/** Set by the deck half before each `mixSpan`. */
@inline
export function setVoiceActive(voice: i32, active: bool): void {
  store<u8>(VOICE_ACTIVE + <usize>voice, active ? 1 : 0);
}

/** Whether anything clicks in this block. */
@inline
export function clicksSound(): bool {
  return load<i32>(CLICKS_SOUND) != 0;
}

@inline
export function setClicksSound(sound: bool): void {
  store<i32>(CLICKS_SOUND, sound ? 1 : 0);
}

/** Controls whose value is a whole number: toggles and choices. */
function isStepped(index: i32): bool {
  if (index < GLOBAL_CONTROL_FIRST) {
    const key = index % DECK_CONTROL_COUNT;
    return (
      key == DC_TEMPO_RANGE ||
      key == DC_KEYLOCK ||
      (key >= DC_QUANTISE && key <= DC_REVERSE) ||
      (key >= DC_EQ_HIGH_KILL && key <= DC_EQ_LOW_KILL) ||
      key == DC_CROSSFADER_SIDE ||
      key == DC_PFL
    );
  }
  return index == GC_MIXER_CROSSFADER_CURVE || index == GC_MIXER_CROSSFADER_REVERSE || index == GC_PHONES_SPLIT;
}

/** Stores a finite raw value, held within the control's range; toggles and choices are rounded. */
export function storeControl(index: i32, value: f64): void {
  const at = (<usize>index) << 3;
  let held = min(max(value, load<f64>(CONTROL_MIN + at)), load<f64>(CONTROL_MAX + at));
  if (isStepped(index)) held = Math.floor(held + 0.5);
  store<f64>(CONTROL_VALUES + at, held);
}

/** Session rate and every control at its default. Called by `init`. */
export function initShared(rateHz: f64): void {
  store<f64>(SAMPLE_RATE, rateHz);
  for (let i = 0; i < CONTROL_COUNT; i++) storeControl(i, load<f64>(CONTROL_DEFAULT + ((<usize>i) << 3)));
}
