// The numbers of every channel, one flat table: channel × PARAM_COUNT.
import { CHANNEL_COUNT, MASTER_PARAM_COUNT, PARAM_COUNT } from './params';

export const table = new StaticArray<f32>(CHANNEL_COUNT * PARAM_COUNT);
export const master = new StaticArray<f32>(MASTER_PARAM_COUNT);

@inline
export function param(channel: i32, index: i32): f32 {
  return unchecked(table[channel * PARAM_COUNT + index]);
}
