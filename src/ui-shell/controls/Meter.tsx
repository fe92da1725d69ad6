/**
 * An upright meter: RMS body over fixed zones, a peak line that holds 1.5 s, a lamp for full scale. Only transforms
 * change. On a channel full scale is near the limit and no more: the path is floating point, the limiter comes later.
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

export function Meter(props: MeterProps): JSX.Element {
  const desk = useDesk();
  let cover!: HTMLElement;
  let line!: HTMLElement;
  let lamp!: HTMLElement;
  onMount(() => {
    const hold = { db: -200, sinceMs: 0 };
    let clips = props.clips();
    let clippedMs = Number.NEGATIVE_INFINITY;
    let drawnCover = -1;
    let drawnLine = -1;
    let lit = false;
    const remove = desk.frames.add((now, elapsed) => {
      const body = Math.round(meterHeight(amplitudeDb(props.rms())) * 400) / 400;
      holdPeak(hold, amplitudeDb(props.peak()), now, elapsed);
      const top = Math.round(meterHeight(hold.db) * 400) / 400;
      if (body !== drawnCover) {
        drawnCover = body;
        cover.style.transform = `scaleY(${1 - body})`;
      }
      if (top !== drawnLine) {
        drawnLine = top;
        line.style.transform = `translateY(${(1 - top) * 100}%)`;
        line.style.opacity = top > 0 ? '1' : '0';
      }
      const count = props.clips();
      if (count > clips) clippedMs = now;
      clips = count;
      const clipping = now - clippedMs < CLIP_SHOWN_MS;
      if (clipping !== lit) {
        lit = clipping;
        lamp.style.opacity = lit ? '1' : '0';
      }
    });
    onCleanup(remove);
  });
  return (
    <div class={`meter ${props.class ?? ''}`} role="img" aria-label={props.name}>
      <i class="meter-cover" ref={cover} />
      <span class="meter-rail" ref={line}>
        <i class="meter-peak" />
      </span>
      <i class={`meter-lamp is-${props.lamp}`} ref={lamp} />
    </div>
  );
}
