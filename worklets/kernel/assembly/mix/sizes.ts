/** Sizes that the mixer's files share. Thread: audio; constants only. */
import { BLOCK_FRAMES } from '../generated/layout';

/** Bytes of one block of f64 left/right pairs, the mixer's inner format. */
export const PAIRS_BYTES: i32 = BLOCK_FRAMES * 16;
/** Bytes of one block of f64 values. */
export const CURVE_BYTES: i32 = BLOCK_FRAMES * 8;
