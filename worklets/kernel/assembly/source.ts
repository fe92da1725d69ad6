/**
 * Reading decoded audio through the shell: one scratch window, samples made finite, gaps counted per voice.
 * Thread: audio; no allocation.
 */
import { EventType, SOURCE_COUNT, VOICE_COUNT } from './generated/layout';
import { emit } from './events';
import { blockFrame } from './transport';

@external('env', 'fetch')
declare function fetch(voice: i32, source: i32, from: f64, n: i32, dst: usize): i32;

/** Frames the window holds. */
export const WINDOW_FRAMES: i32 = 2048;
/** Interleaved stereo f32, with room for a SIMD tail. */
export const WINDOW: usize = memory.data((2048 + 8) << 3, 16);

/** Per voice: least missing source frame, frames missing in this block, and whether any of them is heard. */
const GAPS: usize = memory.data(VOICE_COUNT * 24, 16);

/**
 * Fills WINDOW with `n` ≤ WINDOW_FRAMES frames from source frame `from`; outside the track is silence.
 * Returns the frames that were not decoded in time. With `quiet` nobody hears them, but what is primed with them sounds
 * later: they are reported all the same, because a replay needs them.
 */
export function readWindow(voice: i32, source: i32, from: f64, n: i32, quiet: bool = false): i32 {
  if (source < 0 || source >= SOURCE_COUNT) {
    memory.fill(WINDOW, 0, <usize>n << 3);
    return 0;
  }
  const missing = fetch(voice, source, from, n, WINDOW);
  // x − x is 0 for finite x only.
  const zero = f32x4.splat(0);
  const end = WINDOW + (<usize>n << 3);
  for (let at = WINDOW; at < end; at += 16) {
    const x = v128.load(at);
    v128.store(at, v128.and(x, f32x4.eq(f32x4.sub(x, x), zero)));
  }
  if (missing > 0) {
    const gap = GAPS + <usize>voice * 24;
    const count = load<f64>(gap, 8);
    const first = from + <f64>(n - missing);
    store<f64>(gap, count == 0.0 ? first : min(first, load<f64>(gap)));
    store<f64>(gap, count + <f64>missing, 8);
    if (!quiet) store<i32>(gap, 1, 16);
  }
  return missing;
}

/** One `chunkMissing` event for each voice that had a gap in this block; code 1 when none of it is heard. */
export function reportGaps(): void {
  for (let voice = 0; voice < VOICE_COUNT; voice++) {
    const gap = GAPS + <usize>voice * 24;
    const count = load<f64>(gap, 8);
    if (count == 0.0) continue;
    emit(EventType.chunkMissing, load<i32>(gap, 16) == 0 ? 1 : 0, voice, 0, 0, blockFrame(), load<f64>(gap), count);
    store<f64>(gap, 0.0, 8);
    store<i32>(gap, 0, 16);
  }
}
