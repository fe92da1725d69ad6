/**
 * The waveform painter, started with the first canvas and absent in a headless studio.
 * Thread: main; drawing happens in the render worker.
 */

import { DECK_COUNT, SESSION_RATE_HZ } from '../control-bus/constants.ts';
import type { EngineMemory } from '../control-bus/engine-host.ts';
import type { WaveformSurface } from '../ui-shell/port.ts';
import { type DeckMeta, readWaveformColours, WaveformPainter } from '../viz/waveforms/client.ts';

export class Painting {
  private painter: WaveformPainter | null = null;
  private readonly metas: (DeckMeta | null)[] = new Array<DeckMeta | null>(DECK_COUNT).fill(null);
  private readonly memory: EngineMemory;
  private readonly onProblem: (text: string) => void;

  constructor(memory: EngineMemory, onProblem: (text: string) => void) {
    this.memory = memory;
    this.onProblem = onProblem;
  }

  attachLanes(canvas: HTMLCanvasElement, decks: readonly number[]): WaveformSurface {
    return this.open().attachLanes(canvas, decks);
  }

  attachOverview(canvas: HTMLCanvasElement, deck: number): WaveformSurface {
    return this.open().attachOverview(canvas, deck);
  }

  setLaneZoom(pxPerBeat: number): void {
    this.open().setLaneZoom(pxPerBeat);
  }

  themeChanged(): void {
    this.painter?.themeChanged(readWaveformColours(document.documentElement));
  }

  readonly showMeta = (deck: number, meta: DeckMeta | null): void => {
    this.metas[deck] = meta;
    this.painter?.setDeckMeta(deck, meta);
  };

  /** Tells how context time and wall time relate now; call a few times a second. */
  reportClock(context: AudioContext): void {
    this.painter?.reportClock({
      contextTimeS: context.currentTime,
      epochMs: performance.timeOrigin + performance.now(),
      outputLatencyS: context.baseLatency + context.outputLatency,
    });
  }

  private open(): WaveformPainter {
    if (this.painter === null) {
      const painter = new WaveformPainter({
        fast: this.memory.fast,
        slow: this.memory.slow,
        telemetry: this.memory.telemetry,
        switches: this.memory.switches,
        rateHz: SESSION_RATE_HZ,
        colours: readWaveformColours(document.documentElement),
        onProblem: this.onProblem,
      });
      this.metas.forEach((meta, deck) => {
        painter.setDeckMeta(deck, meta);
      });
      this.painter = painter;
    }
    return this.painter;
  }
}
