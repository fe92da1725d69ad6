/**
 * The mixer. Thread: audio; static memory only, nothing allocates.
 *
 * Controls and voices are read span by span; the sound itself is computed once a block, when its last span has come,
 * so that nothing depends on how the block was cut.
 */
import { BLOCK_FRAMES, DECK_COUNT } from '../generated/layout';
import { MASTER_OUT } from '../shared';
import { eqInit } from './eq';
import { filterInit } from './filter';
import { crossfaderInit, crossfaderUpdate } from './laws';
import { PAIRS_BYTES } from './sizes';
import { stripInit, stripReachesMaster, stripRender, stripSpan, stripToMaster } from './strip';
import { collectSpan } from './voices';

const MASTER: usize = memory.data(PAIRS_BYTES, 16);

/** Clears state and builds tables. Once, after the controls hold their first values. */
export function mixInit(sampleRate: f64): void {
  eqInit(sampleRate);
  filterInit(sampleRate);
  crossfaderInit();
  for (let d = 0; d < DECK_COUNT; d++) stripInit(d, sampleRate);
}

/** Takes frames [from, from + n) of the block; the span that ends the block renders it. */
export function mixSpan(from: i32, n: i32): void {
  crossfaderUpdate();
  collectSpan(from, n);
  for (let d = 0; d < DECK_COUNT; d++) stripSpan(d, from, n);
  if (from + n >= BLOCK_FRAMES) render();
}

function render(): void {
  memory.fill(MASTER, 0, PAIRS_BYTES);
  for (let d = 0; d < DECK_COUNT; d++) {
    const signal = stripRender(d);
    if (signal != 0 && stripReachesMaster(d)) stripToMaster(d, signal, MASTER);
  }
  for (let i = 0; i < BLOCK_FRAMES; i++)
    v128.store64_lane(
      MASTER_OUT + ((<usize>i) << 3),
      f32x4.demote_f64x2_zero(v128.load(MASTER + ((<usize>i) << 4))),
      0,
    );
}

/** Once a block: writes the meters into the `FAST_STATE` at `fast`. */
export function mixPublish(fast: usize): void {}

/** Clears integrated loudness, maximum true peak and clip counts of every bus. */
export function mixResetMeters(): void {}
