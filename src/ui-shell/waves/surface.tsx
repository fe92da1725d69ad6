/** A canvas that is handed to the waveform painter, kept at its element's size, and taken back with it. Thread: main. */
import { type JSX, onCleanup, onMount } from 'solid-js';
import type { WaveformSurface } from '../port.ts';

export function PainterCanvas(props: { readonly attach: (canvas: HTMLCanvasElement) => WaveformSurface }): JSX.Element {
  let canvas!: HTMLCanvasElement;
  onMount(() => {
    const surface = props.attach(canvas);
    const measure = (): void => {
      const ratio = Math.max(1, devicePixelRatio);
      const { width, height } = canvas.getBoundingClientRect();
      surface.resize(Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio)), ratio);
    };
    const watcher = new ResizeObserver(measure);
    watcher.observe(canvas);
    measure();
    onCleanup(() => {
      watcher.disconnect();
      surface.dispose();
    });
  });
  return <canvas ref={canvas} class="painted" />;
}
