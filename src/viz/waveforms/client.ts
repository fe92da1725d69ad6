/**
 * The main thread's end of the waveform painter.
 * Thread: main. Nothing here runs per frame.
 */
import { COLOUR_TOKENS, type ColourToken, type WaveformColours } from './colours.ts';
import { PX_PER_BEAT_MAX, PX_PER_BEAT_MIN } from './geometry.ts';
import type { ClockReport, DeckMeta, PainterMessage } from './messages.ts';

export type { WaveformColours } from './colours.ts';

export type { ClockReport, DeckMeta, WaveformSection } from './messages.ts';

/** A canvas that the painter draws. It cannot be given back: a new surface needs a new canvas element. */
export interface Surface {
  /** Device pixels, on resize. */
  resize(widthPx: number, heightPx: number, pixelRatio: number): void;
  dispose(): void;
}

export interface LaneSurface extends Surface {
  /** Needle in CSS pixels from the canvas's left edge; null: its middle. */
  setNeedle(cssPx: number | null): void;
}

export interface PainterInit {
  /** Snapshots of `FAST_STATE` and `SLOW_STATE`. */
  readonly fast: SharedArrayBuffer;
  readonly slow: SharedArrayBuffer;
  /** Snapshot of `TELEMETRY`: the painter gives way when sound is in danger. */
  readonly telemetry: SharedArrayBuffer;
  /** `EngineMemory.switches`. */
  readonly switches: SharedArrayBuffer;
  /** Session rate. */
  readonly rateHz: number;
  readonly colours: WaveformColours;
  /** The painter failed; a sentence for the performer. Sound is not concerned. */
  readonly onProblem: (text: string) => void;
}

/** Reads the painter's tokens from an element's computed style (the root's, or one with `data-theme`). */
export function readWaveformColours(element: Element): WaveformColours {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const values = Object.fromEntries(COLOUR_TOKENS.map((token) => [token, value(token)])) as Record<ColourToken, string>;
  return { values, font: value('font') };
}

export class WaveformPainter {
  private readonly worker: Worker;
  private surfaces = 0;

  constructor(init: PainterInit) {
    this.worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'waveforms' });
    this.worker.onerror = (event) =>
      init.onProblem(`Waveforms stopped: ${event.message}. Reload the page to see them.`);
    const { fast, slow, telemetry, switches, rateHz } = init;
    this.send({ type: 'start', fast, slow, telemetry, switches, rateHz });
    this.send({ type: 'colours', colours: init.colours });
  }

  /** All lanes, top to bottom, in one canvas. Throws when the canvas was given away before. */
  attachLanes(canvas: HTMLCanvasElement, decks: readonly number[]): LaneSurface {
    const surface = ++this.surfaces;
    const offscreen = canvas.transferControlToOffscreen();
    this.send({ type: 'lanes', surface, canvas: offscreen, decks: [...decks] }, [offscreen]);
    return {
      ...this.surface(surface),
      setNeedle: (cssPx) => this.send({ type: 'needle', surface, cssPx }),
    };
  }

  attachOverview(canvas: HTMLCanvasElement, deck: number): Surface {
    const surface = ++this.surfaces;
    const offscreen = canvas.transferControlToOffscreen();
    this.send({ type: 'overview', surface, canvas: offscreen, deck }, [offscreen]);
    return this.surface(surface);
  }

  /** CSS pixels per beat in every lane, limited to 22…176. */
  setLaneZoom(pxPerBeat: number): void {
    const limited = Math.min(PX_PER_BEAT_MAX, Math.max(PX_PER_BEAT_MIN, pxPerBeat));
    this.send({ type: 'zoom', pxPerBeat: limited });
  }

  themeChanged(colours: WaveformColours): void {
    this.send({ type: 'colours', colours });
  }

  /**
   * Says what a load holds. May come before the engine swaps to it (it is drawn from the swap on) and again whenever it
   * changes; null forgets what the deck held.
   */
  setDeckMeta(deck: number, meta: DeckMeta | null): void {
    this.send({ type: 'deck', deck, meta });
  }

  /** Once a second or so, and whenever the context or its latency changed. */
  reportClock(report: ClockReport): void {
    this.send({ type: 'clock', report });
  }

  dispose(): void {
    this.worker.terminate();
  }

  private surface(surface: number): Surface {
    return {
      resize: (widthPx, heightPx, pixelRatio) => this.send({ type: 'resize', surface, widthPx, heightPx, pixelRatio }),
      dispose: () => this.send({ type: 'dispose', surface }),
    };
  }

  private send(message: PainterMessage, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}
