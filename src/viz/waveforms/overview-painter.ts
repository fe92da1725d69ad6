/**
 * Draws a deck's overview: the whole track with its sections, what was played, loop, cues and playhead. The track is
 * drawn once per change into two still images (ahead and played); a frame only joins them at the playhead.
 * Thread: render worker. Allocates on resize and when sections come or go; the canvas's own text drawing aside, not while drawing.
 */
import { WAVEFORM_LEVELS, type WaveformView, waveformColumnFrames } from '../../control-bus/waveform-layout.ts';
import { DECK_TOKENS, mix, type Palette } from './colours.ts';
import type { CueFace, DeckView } from './deck-view.ts';
import { SECTION_TOKENS } from './marks.ts';
import { type ColumnColours, HeightFilter, HeightTables, paintColumn } from './raster.ts';

const WORDS_PX = 13;
const MARGIN_PX = 2;
const PLAYED_SHARE = 0.42;
const SECTION_SHARE = 0.16;
const LOOP_SHARE = 0.45;
const CUE_PX = 7;
/** Height of a cue's name. */
const NAME_PX = 12;
/** Height of a saved loop, at the foot of the music. */
const SAVED_PX = 3;
const BOUND_PX = 5;
/** Columns of the waveform between two redraws while it grows: about a quarter of a second of music. */
const GROWTH_COLUMNS = 4096;

type Context = OffscreenCanvasRenderingContext2D;

function contextOf(canvas: OffscreenCanvas): Context {
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('the overview canvas gives no 2D context; reload the page');
  return context;
}

export class OverviewPainter {
  private readonly canvas: OffscreenCanvas;
  private readonly deck: number;
  private readonly context: Context;
  private readonly ahead: Context;
  private readonly played: Context;
  private readonly tables = new HeightTables(0.75, 0.85);
  private readonly filter = new HeightFilter();
  private readonly colours: ColumnColours = { low: 0, mid: 0, high: 0 };
  private heights = new Float32Array(0);
  private image = new ImageData(1, 1);
  private pixels = new Uint32Array(1);
  private ratio = 1;
  private stillVersion = Number.NaN;
  private stillColumns = -1;
  private stillComplete = false;
  private drawnPlayhead = Number.NaN;
  private drawnVersion = Number.NaN;

  /** Throws an Error when the canvas already has a context of another kind. */
  constructor(canvas: OffscreenCanvas, deck: number) {
    this.canvas = canvas;
    this.deck = deck;
    this.context = contextOf(canvas);
    this.ahead = contextOf(new OffscreenCanvas(1, 1));
    this.played = contextOf(new OffscreenCanvas(1, 1));
    this.resize(canvas.width, canvas.height, 1);
  }

  /** Device pixels. */
  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    const width = Math.max(1, Math.round(widthPx));
    const height = Math.max(1, Math.round(heightPx));
    for (const { canvas } of [this.context, this.ahead, this.played]) {
      canvas.width = width;
      canvas.height = height;
    }
    this.ratio = pixelRatio;
    this.heights = new Float32Array(width * 3);
    this.setMusicRows(height);
    this.invalidate();
  }

  /** Rows for the waveform: all of them where there are no section words below. */
  private setMusicRows(rows: number): void {
    if (this.image.width === this.canvas.width && this.image.height === rows) return;
    this.image = new ImageData(this.canvas.width, Math.max(1, rows));
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** The next `draw` draws whatever happened. */
  invalidate(): void {
    this.stillVersion = Number.NaN;
    this.drawnPlayhead = Number.NaN;
  }

  /** Draws; false when nothing changed by as much as a pixel. */
  draw(views: readonly DeckView[], palette: Palette): boolean {
    const view = views[this.deck] as DeckView;
    const { canvas, context, ratio } = this;
    const fresh = this.refreshStills(view, palette);
    const length = view.length;
    const raw = view.loaded && length > 0 ? (view.position / length) * canvas.width : -1;
    const playhead = Math.round(Math.min(Math.max(raw, -1), canvas.width));
    if (!fresh && playhead === this.drawnPlayhead && view.version === this.drawnVersion) return false;
    this.drawnPlayhead = playhead;
    this.drawnVersion = view.version;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.ahead.canvas, 0, 0);
    const { height } = canvas;
    if (playhead > 0) context.drawImage(this.played.canvas, 0, 0, playhead, height, 0, 0, playhead, height);
    if (!view.loaded || length <= 0) return true;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.drawLoopAndCues(view, palette);
    context.fillStyle = palette.css['ink-0'];
    context.fillRect(playhead / ratio - 1, 0, 2, height / ratio);
    return true;
  }

  private drawLoopAndCues(view: DeckView, palette: Palette): void {
    const { canvas, context, ratio } = this;
    const cssWidth = canvas.width / ratio;
    const music = this.image.height / ratio;
    const toX = cssWidth / view.length;
    if (view.looping) {
      const from = view.loopInFrame * toX;
      context.globalAlpha = LOOP_SHARE;
      context.fillStyle = palette.css[DECK_TOKENS[this.deck] ?? 'ink-0'];
      context.fillRect(from, 0, Math.max(2, view.loopOutFrame * toX - from), music);
      context.globalAlpha = 1;
    }
    this.drawSavedLoops(view, palette, toX, music);
    this.drawCues(view, palette, toX);
  }

  /** Saved loops as bars at the foot of the music; where the intro ends and the outro starts as ticks from the top. */
  private drawSavedLoops(view: DeckView, palette: Palette, toX: number, music: number): void {
    const { context } = this;
    for (const { startFrame, endFrame, colour } of view.savedLoops) {
      context.fillStyle = colour.own ?? palette.css[colour.token];
      context.fillRect(startFrame * toX, music - SAVED_PX, Math.max(2, (endFrame - startFrame) * toX), SAVED_PX);
    }
    context.fillStyle = palette.css['wave-phrase'];
    for (const frame of view.bounds) {
      context.fillRect(frame * toX - 0.5, 0, 1, music);
      context.fillRect(frame * toX - BOUND_PX / 2, 0, BOUND_PX, 2);
    }
  }

  /** A corner for each cue; its name beside it, as far as the cue after it leaves room. */
  private drawCues(view: DeckView, palette: Palette, toX: number): void {
    const { context } = this;
    context.font = `700 11px ${palette.font}`;
    context.textBaseline = 'alphabetic';
    for (let pad = 0; pad < view.hotCueFrames.length; pad++) {
      const frame = view.hotCueFrames[pad] as number;
      if (frame < 0) continue;
      const x = frame * toX;
      const { name, colour } = view.cueFaces[pad] as CueFace;
      const wide = name === '' ? 0 : context.measureText(name).width + 6;
      context.fillStyle = colour.own ?? palette.css[colour.token];
      if (wide > 0 && x + wide <= this.roomAfter(view, frame, toX)) {
        context.fillRect(x, 0, wide, NAME_PX);
        context.fillStyle = palette.css[colour.ink];
        context.fillText(name, x + 3, NAME_PX - 2.5);
        continue;
      }
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x + CUE_PX, 0);
      context.lineTo(x, CUE_PX + 1);
      context.fill();
    }
  }

  /** Where the next cue begins, or the overview ends. CSS pixels. */
  private roomAfter(view: DeckView, frame: number, toX: number): number {
    let next = view.length;
    for (const other of view.hotCueFrames) if (other > frame && other < next) next = other;
    return next * toX;
  }

  /** Redraws the still images when the track, its description or the theme changed. */
  private refreshStills(view: DeckView, palette: Palette): boolean {
    const columns = view.waveform?.columns ?? 0;
    const complete = view.waveform?.complete ?? false;
    const grown = columns < this.stillColumns || columns >= this.stillColumns + GROWTH_COLUMNS;
    if (view.trackVersion === this.stillVersion && !grown && complete === this.stillComplete) return false;
    this.stillVersion = view.trackVersion;
    this.stillColumns = columns;
    this.stillComplete = complete;
    const words = view.sections.length > 0 ? Math.round(WORDS_PX * this.ratio) : 0;
    this.setMusicRows(this.canvas.height - words);
    this.paintStill(this.ahead, view, palette, 1);
    this.paintStill(this.played, view, palette, PLAYED_SHARE);
    return true;
  }

  private paintStill(context: Context, view: DeckView, palette: Palette, share: number): void {
    const { image, pixels } = this;
    const { width, height } = image;
    const ground = palette.pixels['bg-0'].word;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = palette.css['bg-0'];
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    pixels.fill(ground);
    const { length, waveform } = view;
    const middle = (height >> 1) * width;
    const line = mix(ground, palette.pixels['wave-grid'].word, palette.pixels['wave-grid'].alpha);
    pixels.fill(line, middle, middle + width);
    if (view.loaded && length > 0) {
      for (const { kind, startFrame, endFrame } of view.sections) {
        const from = Math.max(0, Math.round((startFrame / length) * width));
        const to = Math.min(width, Math.round((endFrame / length) * width) - Math.round(this.ratio));
        const tint = mix(ground, palette.pixels[SECTION_TOKENS[kind]].word, Math.round(SECTION_SHARE * 256));
        for (let row = 0; row < height; row++) pixels.fill(tint, row * width + from, row * width + Math.max(from, to));
      }
      if (waveform !== null) this.paintWaveform(waveform, length, palette, share);
    }
    context.putImageData(image, 0, 0);
    if (view.loaded && length > 0) this.drawWords(context, view, palette);
  }

  private paintWaveform(waveform: WaveformView, length: number, palette: Palette, share: number): void {
    const { colours, heights, image, pixels, ratio } = this;
    const { width, height } = image;
    const framesUnderPixel = length / width;
    let level = WAVEFORM_LEVELS - 1;
    while (level > 0 && waveformColumnFrames(level) > framesUnderPixel) level--;
    const rows = height >> 1;
    const half = Math.max(1, rows - MARGIN_PX * ratio);
    this.filter.fill(waveform, level, this.tables, 0, framesUnderPixel, width, half, heights);
    const weight = Math.round(share * 256);
    for (let x = 0; x < width; x++) {
      const ground = pixels[x] as number;
      colours.low = mix(ground, palette.pixels['wave-low'].word, weight);
      colours.mid = mix(ground, palette.pixels['wave-mid'].word, weight);
      colours.high = mix(ground, palette.pixels['wave-high'].word, weight);
      paintColumn(
        pixels,
        rows * width + x,
        width,
        rows,
        heights[x] as number,
        heights[width + x] as number,
        heights[width * 2 + x] as number,
        colours,
      );
    }
  }

  private drawWords(context: Context, view: DeckView, palette: Palette): void {
    const { ratio } = this;
    const cssWidth = context.canvas.width / ratio;
    const cssHeight = context.canvas.height / ratio;
    const toX = cssWidth / view.length;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = `700 11px ${palette.font}`;
    context.textBaseline = 'alphabetic';
    for (const { kind, word, startFrame, endFrame } of view.sections) {
      const from = Math.max(0, startFrame * toX);
      const width = Math.min(cssWidth, endFrame * toX) - from - 1;
      if (width <= 0) continue;
      context.fillStyle = palette.css[SECTION_TOKENS[kind]];
      context.fillRect(from, cssHeight - WORDS_PX, width, WORDS_PX);
      context.fillStyle = palette.css['ink-inv'];
      const initial = word.charAt(0);
      const text = context.measureText(word).width < width - 8 ? word : initial;
      if (context.measureText(text).width < width - 4) context.fillText(text, from + 4, cssHeight - 3);
    }
  }
}
