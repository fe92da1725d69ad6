/**
 * The engine's own clocks: frames rendered and the transport's beat. The beat is anchored, not summed, so it cannot drift.
 * Thread: audio; no allocation.
 */
import { GC_TRANSPORT_TEMPO } from './generated/layout';
import { controlValue, sampleRate } from './shared';

@unmanaged
class Transport {
  /** Engine frame at which the block now rendered starts. */
  blockFrame: f64;
  anchorFrame: f64;
  anchorBeat: f64;
  /** Frame of the block up to which everything is rendered and at which commands execute. */
  cursor: i32;
  playing: i32;
}

const STATE: usize = memory.data(offsetof<Transport>(), 8);

@inline
function state(): Transport {
  return changetype<Transport>(STATE);
}

@inline
export function blockFrame(): f64 {
  return state().blockFrame;
}

/** Index in the block at which commands now execute, 0 … BLOCK_FRAMES. */
@inline
export function cursor(): i32 {
  return state().cursor;
}

@inline
export function setCursor(index: i32): void {
  state().cursor = index;
}

/** Engine frame at which commands now execute. */
@inline
export function nowFrame(): f64 {
  return state().blockFrame + <f64>state().cursor;
}

export function endBlock(frames: i32): void {
  state().blockFrame += <f64>frames;
  state().cursor = 0;
}

@inline
export function transportPlaying(): bool {
  return state().playing != 0;
}

/** Beats per engine frame at the transport's tempo. */
@inline
export function beatsPerFrame(): f64 {
  return controlValue(GC_TRANSPORT_TEMPO) / (60.0 * sampleRate());
}

/** Transport beat at an engine frame. */
@inline
export function transportBeatAt(frame: f64): f64 {
  const t = state();
  return t.playing != 0 ? t.anchorBeat + (frame - t.anchorFrame) * beatsPerFrame() : t.anchorBeat;
}

/** Fixes beat and frame together; call before the tempo changes and when play starts or stops. */
export function anchorTransport(): void {
  const frame = nowFrame();
  state().anchorBeat = transportBeatAt(frame);
  state().anchorFrame = frame;
}

export function startTransport(): void {
  anchorTransport();
  state().playing = 1;
}

export function stopTransport(): void {
  anchorTransport();
  state().playing = 0;
}

export function seekTransport(beat: f64): void {
  anchorTransport();
  state().anchorBeat = beat;
}
