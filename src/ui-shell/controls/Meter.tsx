/**
 * An upright meter: RMS body over fixed zones, a peak line that holds 1.5 s, a lamp for full scale. It is one element
 * with the sizes and places of its backgrounds changing: transforms of parts in it would make the browser lay out its
 * layers anew in every frame (24 % of a core for twelve meters; 3 % so). On a channel full scale is near the limit and no more: the path is floating point, the limiter comes later.
 * At the master's output it would be a clip, and a clip is danger.
 * Thread: main.
 */
import { type JSX, onCleanup, onMount } from 'solid-js';
import { amplitudeDb, holdPeak, meterHeight } from '../meter-scale.ts';
import { useDesk } from '../state/desk.ts';

const CLIP_SHOWN_MS = 2000;

export interface MeterProps {
  readonly name: string;
  /** Linear amplitudes now, and samples clipped so far. */
  readonly rms: () => number;
  readonly peak: () => number;
  readonly clips: () => number;
  readonly class?: string;
  /** What full scale means here. */
  readonly lamp: 'warn' | 'danger';
}

/** Heights are drawn in whole steps of this share: half a pixel of the tallest meter. */
const STEPS = 400;

export function Meter(props: MeterProps): JSX.Element {
  const desk = useDesk();
  let meter!: HTMLDivElement;
  onMount(() => {
    const hold = { db: -200, sinceMs: 0 };
    let clips = props.clips();
    let clippedMs = Number.NEGATIVE_INFINITY;
    let drawnBody = -1;
    let drawnTop = -1;
    let lit = false;
    const remove = desk.frames.add((now, elapsed) => {
      const body = Math.round(meterHeight(amplitudeDb(props.rms())) * STEPS);
      holdPeak(hold, amplitudeDb(props.peak()), now, elapsed);
      const top = Math.round(meterHeight(hold.db) * STEPS);
      const count = props.clips();
      if (count > clips) clippedMs = now;
      clips = count;
      const clipping = now - clippedMs < CLIP_SHOWN_MS;
      if (body === drawnBody && top === drawnTop && clipping === lit) return;
      drawnBody = body;
      drawnTop = top;
      lit = clipping;
      // Lamp, peak line, cover; the zones under them stay.
      const line = top > 0 ? `0 ${100 - (100 * top) / STEPS}%` : '0 -4px';
      meter.style.backgroundPosition = `0 ${lit ? '0' : '-8px'}, ${line}, 0 0, 0 0`;
      meter.style.backgroundSize = `100% 5px, 100% 2px, 100% ${100 - (100 * body) / STEPS}%, 100% 100%`;
    });
    onCleanup(remove);
  });
  return <div class={`meter is-${props.lamp} ${props.class ?? ''}`} role="img" aria-label={props.name} ref={meter} />;
}
