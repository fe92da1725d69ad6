/**
 * Where things lie in a lane or an overview: pure geometry, in source frames and device pixels.
 * Thread: render worker; runs anywhere. Nothing here allocates unless it says so.
 */
import { type BeatMap, beatAt } from '../../control-bus/beat-grid.ts';
import { WAVEFORM_LEVELS, waveformColumnFrames } from '../../control-bus/waveform-layout.ts';

/** Device pixels per beat are CSS pixels per beat times the pixel ratio; these are CSS pixels. */
export const PX_PER_BEAT_DEFAULT = 44;
export const PX_PER_BEAT_MIN = 22;
export const PX_PER_BEAT_MAX = 176;

/** A track without a grid scrolls as if it had this tempo. */
export const UNGRIDDED_BPM = 120;

export function framesPerBeat(bpm: number, rateHz: number): number {
  return (60 * rateHz) / bpm;
}

/** Source frames under one device pixel. The same number of pixels per beat in every lane, whatever the tempo. */
export function framesPerPixel(bpm: number, rateHz: number, pxPerBeat: number): number {
  return framesPerBeat(bpm > 0 ? bpm : UNGRIDDED_BPM, rateHz) / pxPerBeat;
}

/** First beat index at or after `frame`; index 0 is the grid's downbeat. */
export function firstBeatFrom(map: BeatMap, frame: number): number {
  return Math.ceil(beatAt(map, frame) - 1e-9);
}

/** True for a bar's first beat, before the grid's downbeat as well as after it. */
export function isDownbeat(beat: number, beatsPerBar: number): boolean {
  return beatsPerBar > 0 && ((beat % beatsPerBar) + beatsPerBar) % beatsPerBar === 0;
}

/**
 * Level of the pyramid to draw from: the coarsest one with at least two columns under a pixel, so that the box filter
 * over a pixel moves smoothly, else the finest.
 */
export function levelFor(framesUnderPixel: number): number {
  let level = 0;
  while (level + 1 < WAVEFORM_LEVELS && waveformColumnFrames(level + 1) * 2 <= framesUnderPixel) level++;
  return level;
}

/** Where a lane lies in the canvas and what source frames lie under it. Device pixels. */
export interface LaneFrame {
  top: number;
  height: number;
  width: number;
  /** Source frame at the left edge. */
  firstFrame: number;
  framesUnderPixel: number;
  /** Device pixels to a CSS pixel. */
  ratio: number;
}

/** Top row and height in device pixels of lane `index` of `count` with `gapPx` between them. Allocates. */
export function laneRows(
  heightPx: number,
  count: number,
  gapPx: number,
  index: number,
): { readonly top: number; readonly height: number } {
  const lane = (heightPx - gapPx * (count - 1)) / count;
  const top = Math.round(index * (lane + gapPx));
  return { top, height: Math.max(0, Math.round(index * (lane + gapPx) + lane) - top) };
}

/** How much of pixel `x` (device pixels) the interval from `from` to `to` covers, 0…1. */
export function coverage(x: number, from: number, to: number): number {
  const covered = Math.min(to, x + 1) - Math.max(from, x);
  return Math.max(covered, 0);
}
