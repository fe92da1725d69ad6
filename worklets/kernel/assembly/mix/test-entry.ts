/** The mixer alone, compiled for its tests: voices and controls are written by the test. */
import { FAST_STATE_BYTES } from '../generated/layout';
import {
  BOOTH_OUT,
  CONTROL_VALUES,
  MASTER_OUT,
  PHONES_OUT,
  initShared,
  setVoiceActive,
  voiceOut,
} from '../shared';
import { mixInit } from './index';

export { mixLatencyFrames, mixPublish, mixResetMeters, mixSpan } from './index';

const FAST: usize = memory.data(<i32>FAST_STATE_BYTES, 16);

export function init(rateHz: f64): void {
  initShared(rateHz);
  mixInit(rateHz);
}
export function controls(): usize {
  return CONTROL_VALUES;
}
export function voice(index: i32): usize {
  return voiceOut(index);
}
export function setActive(index: i32, active: bool): void {
  setVoiceActive(index, active);
}
export function master(): usize {
  return MASTER_OUT;
}
export function booth(): usize {
  return BOOTH_OUT;
}
export function phones(): usize {
  return PHONES_OUT;
}
export function fastState(): usize {
  return FAST;
}
