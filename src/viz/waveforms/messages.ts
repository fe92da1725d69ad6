/** What the main thread tells the painter. Thread: any; pure data. */
import type { BeatGrid } from '../../control-bus/beat-grid.ts';
import type { WaveformColours } from './colours.ts';

export type SectionKind = 'intro' | 'build' | 'drop' | 'break' | 'body' | 'outro';

export interface WaveformSection {
  readonly kind: SectionKind;
  /** Beats from the downbeat of `DeckMeta.grid`. */
  readonly startBeat: number;
  readonly beats: number;
}

/** How a hot cue is shown; where it stands is in the snapshot. */
export interface CueMark {
  /** Pad 1…8. */
  readonly slot: number;
  readonly name: string;
  /** '#rrggbb', or null for the pad's own. */
  readonly colour: string | null;
}

/** A saved loop, in source frames. */
export interface LoopMark {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly colour: string | null;
}

/** What the snapshots do not say about the track in a deck. */
export interface DeckMeta {
  /** The load this describes (`DECK_SLOW.loadToken`); nothing is drawn from it under another token. */
  readonly loadToken: number;
  /** Grid the sections were counted on, with its tempo changes; how it begins, the snapshot says of the deck's own grid. */
  readonly grid: BeatGrid | null;
  readonly sections: readonly WaveformSection[];
  readonly cues: readonly CueMark[];
  readonly loops: readonly LoopMark[];
  /** Source frames at which the intro ends and the outro starts. */
  readonly bounds: readonly number[];
  /** Made by `createWaveform`; null until analysis has begun. */
  readonly waveform: SharedArrayBuffer | null;
  /** Frames in all, an estimate while decoding. */
  readonly totalFrames: number;
}

/** A report of the audio clock, sent now and then. */
export interface ClockReport {
  /** The audio context's time… */
  readonly contextTimeS: number;
  /** …at this moment: `performance.timeOrigin + performance.now()`. */
  readonly epochMs: number;
  /** From the context's time to the ear, everything included. */
  readonly outputLatencyS: number;
}

export type PainterMessage =
  | {
      readonly type: 'start';
      readonly fast: SharedArrayBuffer;
      readonly slow: SharedArrayBuffer;
      /** The engine's counts of late callbacks and close calls. */
      readonly telemetry: SharedArrayBuffer;
      /** `EngineMemory.switches`: the main thread's count of frames. */
      readonly switches: SharedArrayBuffer;
      readonly rateHz: number;
    }
  | { readonly type: 'colours'; readonly colours: WaveformColours }
  | {
      readonly type: 'lanes';
      readonly surface: number;
      readonly canvas: OffscreenCanvas;
      readonly decks: readonly number[];
    }
  | { readonly type: 'overview'; readonly surface: number; readonly canvas: OffscreenCanvas; readonly deck: number }
  | {
      readonly type: 'resize';
      readonly surface: number;
      readonly widthPx: number;
      readonly heightPx: number;
      readonly pixelRatio: number;
    }
  /** Needle in CSS pixels from the canvas's left edge; null puts it in the middle. */
  | { readonly type: 'needle'; readonly surface: number; readonly cssPx: number | null }
  | { readonly type: 'dispose'; readonly surface: number }
  | { readonly type: 'zoom'; readonly pxPerBeat: number }
  | { readonly type: 'clock'; readonly report: ClockReport }
  | { readonly type: 'deck'; readonly deck: number; readonly meta: DeckMeta | null };
