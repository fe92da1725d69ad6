/**
 * Draws the zoomed lanes: waveform pixels by our own rasteriser, marks and words by the canvas.
 * Thread: render worker. Allocates when the size changes; the canvas's own text drawing aside, not while drawing.
 */
import { frameAt } from '../../control-bus/beat-grid.ts';
import type { WaveformView } from '../../control-bus/waveform-layout.ts';
import { DECK_TOKENS, lay, mix, type Palette, type PixelColour } from './colours.ts';
import type { DeckView } from './deck-view.ts';
import {
  coverage,
  firstBeatFrom,
  framesPerPixel,
  isDownbeat,
  type LaneFrame,
  laneRows,
  levelFor,
  PX_PER_BEAT_DEFAULT,
} from './geometry.ts';
import { drawMarks } from './marks.ts';
import { type ColumnColours, HeightFilter, HeightTables, paintColumn } from './raster.ts';

const LANE_GAP_PX = 1;
/** Clear CSS pixels above and below the tallest waveform. */
const MARGIN_PX = 3;
const PLAYED_SHARE = 0.62;
const OUTSIDE_LOOP_SHARE = 0.35;
const LOOP_TINT_SHARE = 0.2;

export class LanePainter {
  /** CSS pixels per beat, the same in every lane. */
  pxPerBeat = PX_PER_BEAT_DEFAULT;
  /** Needle in CSS pixels from the left edge; null: the middle. */
  needleCssPx: number | null = null;
  private readonly canvas: OffscreenCanvas;
  private readonly decks: readonly number[];
  private readonly rateHz: number;
  private readonly context: OffscreenCanvasRenderingContext2D;
  private readonly tables = new HeightTables(0.62, 0.5);
  private readonly filter = new HeightFilter();
  private readonly colours: ColumnColours = { low: 0, mid: 0, high: 0 };
  private readonly frame: LaneFrame = { top: 0, height: 0, width: 0, firstFrame: 0, framesUnderPixel: 1, ratio: 1 };
  private ratio = 1;
  private rows: readonly { readonly top: number; readonly height: number }[] = [];
  private image = new ImageData(1, 1);
  private pixels = new Uint32Array(1);
  private base = new Uint32Array(0);
  /** How strongly the waveform shows in each column, 0…256. */
  private strength = new Uint16Array(0);
  private heights = new Float32Array(0);
  /** What was drawn last, to skip frames in which nothing moved. */
  private readonly drawn: Float64Array;

  /** Throws an Error when the canvas already has a context of another kind. */
  constructor(canvas: OffscreenCanvas, decks: readonly number[], rateHz: number) {
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new Error('the waveform canvas gives no 2D context; reload the page');
    this.canvas = canvas;
    this.decks = decks;
    this.rateHz = rateHz;
    this.context = context;
    this.drawn = new Float64Array(decks.length * 3).fill(Number.NaN);
    this.resize(canvas.width, canvas.height, 1);
  }

  /** Device pixels. */
  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    const width = Math.max(1, Math.round(widthPx));
    const height = Math.max(1, Math.round(heightPx));
    this.canvas.width = width;
    this.canvas.height = height;
    this.ratio = pixelRatio;
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.base = new Uint32Array(width);
    this.strength = new Uint16Array(width);
    this.heights = new Float32Array(width * 3);
    const gap = Math.round(LANE_GAP_PX * pixelRatio);
    this.rows = this.decks.map((_, i) => laneRows(height, this.decks.length, gap, i));
    this.invalidate();
  }

  /** The next `draw` draws whatever happened. */
  invalidate(): void {
    this.drawn.fill(Number.NaN);
  }

  /** Draws all lanes; false when nothing changed since the last time. */
  draw(views: readonly DeckView[], palette: Palette): boolean {
    if (!this.moved(views)) return false;
    const { canvas, context, frame, ratio } = this;
    const needle = (this.needleCssPx ?? canvas.width / ratio / 2) * ratio;
    this.pixels.fill(palette.pixels['bg-0'].word);
    for (let i = 0; i < this.decks.length; i++) {
      this.aim(views, i, needle);
      this.paintLane(views[this.decks[i] as number] as DeckView, this.decks[i] as number, palette, needle);
    }
    context.putImageData(this.image, 0, 0);
    for (let i = 0; i < this.decks.length; i++) {
      const view = views[this.decks[i] as number] as DeckView;
      if (!view.loaded) continue;
      this.aim(views, i, needle);
      drawMarks(context, frame, view, this.decks[i] as number, palette);
    }
    return true;
  }

  private moved(views: readonly DeckView[]): boolean {
    let moved = false;
    this.decks.forEach((deck, i) => {
      const view = views[deck] as DeckView;
      const now = [view.position, view.version, view.waveform?.columns ?? -1] as const;
      now.forEach((value, k) => {
        if (this.drawn[i * 3 + k] === value) return;
        this.drawn[i * 3 + k] = value;
        moved = true;
      });
    });
    return moved;
  }

  /** Sets `frame` to lane `i`. */
  private aim(views: readonly DeckView[], i: number, needle: number): void {
    const { frame } = this;
    const { top, height } = this.rows[i] as { top: number; height: number };
    const view = views[this.decks[i] as number] as DeckView;
    frame.top = top;
    frame.height = height;
    frame.width = this.canvas.width;
    frame.ratio = this.ratio;
    frame.framesUnderPixel = framesPerPixel(view.bpm, this.rateHz, this.pxPerBeat * this.ratio);
    frame.firstFrame = view.position - needle * frame.framesUnderPixel;
  }

  private paintLane(view: DeckView, deck: number, palette: Palette, needle: number): void {
    const { base, frame, pixels } = this;
    const { top, height, width } = frame;
    base.fill(palette.pixels['bg-0'].word);
    if (view.loaded) this.paintGround(view, deck, palette);
    for (let row = top; row < top + height; row++) pixels.set(base, row * width);
    this.paintBaseline(view, palette);
    if (view.loaded && view.waveform !== null) this.paintWaveform(view, view.waveform, palette, needle);
  }

  /** Loop tint and beat lines, which run through the whole height. */
  private paintGround(view: DeckView, deck: number, palette: Palette): void {
    const { frame, ratio } = this;
    const { firstFrame, framesUnderPixel, width } = frame;
    if (view.looping) {
      const tint = palette.pixels[DECK_TOKENS[deck] ?? 'ink-0'];
      const from = (view.loopInFrame - firstFrame) / framesUnderPixel;
      const to = (view.loopOutFrame - firstFrame) / framesUnderPixel;
      this.band(from, to, tint, LOOP_TINT_SHARE);
    }
    const { beats } = view;
    if (beats === null) return;
    const half = ratio / 2;
    const end = Math.min(firstFrame + (width + half) * framesUnderPixel, view.length);
    const start = Math.max(firstFrame - half * framesUnderPixel, 0);
    for (let beat = firstBeatFrom(beats, start); ; beat++) {
      const at = frameAt(beats, beat);
      if (at > end) break;
      const x = (at - firstFrame) / framesUnderPixel;
      const line = isDownbeat(beat, beats.beatsPerBar) ? palette.pixels['wave-bar'] : palette.pixels['wave-grid'];
      this.band(x - half, x + half, line, 1);
    }
  }

  /** Lays a colour on `base` from one fractional pixel to another. */
  private band(from: number, to: number, colour: PixelColour, share: number): void {
    const { base, frame } = this;
    const last = Math.min(frame.width - 1, Math.ceil(to) - 1);
    for (let x = Math.max(0, Math.floor(from)); x <= last; x++)
      base[x] = lay(base[x] as number, colour, share * coverage(x, from, to));
  }

  /** A line of silence: where the track lies, or through the whole lane when it is empty. */
  private paintBaseline(view: DeckView, palette: Palette): void {
    const { base, frame, pixels, ratio } = this;
    const { top, height, width, firstFrame, framesUnderPixel } = frame;
    const from = view.loaded ? Math.max(0, Math.ceil(-firstFrame / framesUnderPixel)) : 0;
    const to = view.loaded ? Math.min(width, Math.floor((view.length - firstFrame) / framesUnderPixel)) : width;
    const thick = Math.max(1, Math.round(ratio));
    const first = top + (height >> 1) - (thick >> 1);
    const colour = palette.pixels['wave-grid'];
    for (let row = first; row < first + thick; row++)
      for (let x = from; x < to; x++) pixels[row * width + x] = lay(base[x] as number, colour, 1);
  }

  private paintWaveform(view: DeckView, waveform: WaveformView, palette: Palette, needle: number): void {
    const { base, colours, filter, frame, heights, pixels, strength, ratio, tables } = this;
    const { top, height, width, firstFrame, framesUnderPixel } = frame;
    const rows = height >> 1;
    filter.fill(
      waveform,
      levelFor(framesUnderPixel),
      tables,
      firstFrame,
      framesUnderPixel,
      width,
      Math.max(1, rows - MARGIN_PX * ratio),
      heights,
    );
    this.setStrength(view, needle);
    const low = palette.pixels['wave-low'].word;
    const mid = palette.pixels['wave-mid'].word;
    const high = palette.pixels['wave-high'].word;
    const middle = (top + rows) * width;
    let ground = -1;
    let share = -1;
    for (let x = 0; x < width; x++) {
      if (base[x] !== ground || strength[x] !== share) {
        ground = base[x] as number;
        share = strength[x] as number;
        colours.low = mix(ground, low, share);
        colours.mid = mix(ground, mid, share);
        colours.high = mix(ground, high, share);
      }
      paintColumn(
        pixels,
        middle + x,
        width,
        rows,
        heights[x] as number,
        heights[width + x] as number,
        heights[width * 2 + x] as number,
        colours,
      );
    }
  }

  /** Played side, and what lies outside an active loop, step back. */
  private setStrength(view: DeckView, needle: number): void {
    const { frame, strength } = this;
    const { firstFrame, framesUnderPixel, width } = frame;
    const loopIn = (view.loopInFrame - firstFrame) / framesUnderPixel;
    const loopOut = (view.loopOutFrame - firstFrame) / framesUnderPixel;
    for (let x = 0; x < width; x++) {
      const played = coverage(x, Number.NEGATIVE_INFINITY, needle);
      let share = 1 - played * (1 - PLAYED_SHARE);
      if (view.looping) share *= OUTSIDE_LOOP_SHARE + (1 - OUTSIDE_LOOP_SHARE) * coverage(x, loopIn, loopOut);
      strength[x] = share * 256;
    }
  }
}
