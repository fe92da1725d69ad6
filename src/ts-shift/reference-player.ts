/**
 * A deck's stretched voice written plainly: feeds one instance from a mono array, primed as `timing.ts` says. Tests and the
 * quality benchmark run on it; the kernel's decks must agree with it.
 * Thread: Node or a worker; allocates.
 */
import { STRETCH_MAX_FRAMES, type StretchInstance } from './instance.ts';
import { feedPosition, historyFrames } from './timing.ts';

export interface PlayRequest {
  /** Source frame heard first. */
  readonly position: number;
  readonly rate: number;
  readonly semitones?: number;
  readonly frames: number;
  /** Frames of each call. */
  readonly cut?: number;
  /** Frames produced and thrown away first; the output latency when absent. */
  readonly preRunFrames?: number;
}

/** Plays `source` (both channels alike, silence outside) and returns the left channel from the frame heard first. */
export function playStretched(instance: StretchInstance, source: Float32Array, request: PlayRequest): Float32Array {
  const { rate, frames } = request;
  const cut = request.cut ?? 128;
  const preRun = request.preRunFrames ?? instance.outputLatencyFrames;
  const history = historyFrames(instance);
  const start = Math.round(feedPosition(instance, request.position, rate) - rate * preRun);
  instance.reset();
  instance.setSemitones(request.semitones ?? 0);
  fill(instance, source, start - history, history);
  instance.seek(history, rate);
  const out = new Float32Array(frames);
  let fed = 0;
  let made = 0;
  while (made < preRun + frames) {
    const n = Math.min(cut, (made < preRun ? preRun : preRun + frames) - made);
    const k = Math.floor((made + n) * rate) - fed;
    fill(instance, source, start + fed, k);
    instance.process(k, n);
    const { heap, bufferAt } = instance;
    if (made >= preRun)
      out.set(heap.subarray(bufferAt + STRETCH_MAX_FRAMES * 2, bufferAt + STRETCH_MAX_FRAMES * 2 + n), made - preRun);
    fed += k;
    made += n;
  }
  return out;
}

function fill(instance: StretchInstance, source: Float32Array, from: number, n: number): void {
  const { heap, bufferAt } = instance;
  for (let i = 0; i < n; i++) {
    const x = source[from + i] ?? 0;
    heap[bufferAt + i] = x;
    heap[bufferAt + STRETCH_MAX_FRAMES + i] = x;
  }
}
