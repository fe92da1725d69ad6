/**
 * The waveform's own rasteriser: heights of three bands per pixel column, and their pixels with exact coverage at every
 * edge. Heights are box-filtered from columns that are anchored to the track, so a picture shifted by any fraction of a
 * pixel is the same picture shifted: it neither steps, nor blurs, nor shimmers.
 *
 * Thread: render worker; runs anywhere. Allocates only in constructors.
 */
import {
  WAVEFORM_BANDS,
  WAVEFORM_COLUMN_BYTES,
  type WaveformView,
  waveformColumnFrames,
} from '../../control-bus/waveform-layout.ts';
import { mix } from './colours.ts';

/** Height of each band at full scale, as a share of the half lane: low tallest, then mid, then high. */
const BAND_SHARE = [1, 0.78, 0.6] as const;
/** Music holds less amplitude the higher the band; these bring the bands to comparable heights. */
const BAND_GAIN = [1.45, 1.15, 1.3] as const;

/** Height tables by byte value, for a given weight of peak and RMS. */
export class HeightTables {
  /** 256 entries a band for the peak byte, then for the RMS byte: their sum is the height, before limiting to 1. */
  readonly peak = new Float32Array(WAVEFORM_BANDS * 256);
  readonly rms = new Float32Array(WAVEFORM_BANDS * 256);

  constructor(peakWeight: number, rmsWeight: number) {
    for (let band = 0; band < WAVEFORM_BANDS; band++)
      for (let byte = 0; byte < 256; byte++) {
        const amplitude = (byte / 255) * (BAND_GAIN[band] as number);
        this.peak[band * 256 + byte] = amplitude * peakWeight;
        this.rms[band * 256 + byte] = amplitude * rmsWeight;
      }
  }
}

/** Running sums over waveform columns and the heights per pixel made from them. */
export class HeightFilter {
  private sums = new Float64Array(0);

  /**
   * Fills `heights[band · width + x]` with pixels of half-height for `width` pixels of `framesUnderPixel` frames each,
   * the first starting at source frame `firstFrame`. Nothing is drawn before frame 0 or above the watermark.
   * `halfPx`: half the lane in device pixels. Allocates only when the window grows.
   */
  fill(
    waveform: WaveformView,
    level: number,
    tables: HeightTables,
    firstFrame: number,
    framesUnderPixel: number,
    width: number,
    halfPx: number,
    heights: Float32Array,
  ): void {
    const columnFrames = waveformColumnFrames(level);
    const bytes = waveform.levels[level] as Uint8Array;
    const available = waveform.columnsAt(level);
    const startColumn = Math.floor(firstFrame / columnFrames);
    const count = Math.ceil((width * framesUnderPixel) / columnFrames) + 3;
    if (this.sums.length < count + 1) this.sums = new Float64Array(count + 1);
    const { sums } = this;
    const step = framesUnderPixel / columnFrames;
    for (let band = 0; band < WAVEFORM_BANDS; band++) {
      const base = band * 256;
      let total = 0;
      for (let i = 0; i < count; i++) {
        sums[i] = total;
        const column = startColumn + i;
        if (column < 0 || column >= available) continue;
        const at = column * WAVEFORM_COLUMN_BYTES + band;
        const height =
          (tables.peak[base + (bytes[at] as number)] as number) +
          (tables.rms[base + (bytes[at + WAVEFORM_BANDS] as number)] as number);
        total += Math.min(height, 1);
      }
      sums[count] = total;
      const scale = (halfPx * (BAND_SHARE[band] as number)) / step;
      let edge = firstFrame / columnFrames - startColumn;
      let before = at(sums, edge);
      const out = band * width;
      for (let x = 0; x < width; x++) {
        edge += step;
        const after = at(sums, edge);
        heights[out + x] = (after - before) * scale;
        before = after;
      }
    }
  }
}

/** A running sum at a fractional column. */
function at(sums: Float64Array, column: number): number {
  const i = column | 0;
  const s = sums[i] as number;
  return s + ((sums[i + 1] as number) - s) * (column - i);
}

/** Colours of one pixel column, opaque words. */
export interface ColumnColours {
  low: number;
  mid: number;
  high: number;
}

/**
 * Draws one pixel column of a lane, mirrored about the lane's middle, over what `pixels` holds.
 * `middle` is the index of the first pixel below the middle line, `stride` the pixels of a row, `rows` the rows of a
 * half lane. Later bands lie on earlier ones; an edge pixel mixes by the share of it that is covered.
 */
export function paintColumn(
  pixels: Uint32Array,
  middle: number,
  stride: number,
  rows: number,
  low: number,
  mid: number,
  high: number,
  colours: ColumnColours,
): void {
  const lowFull = low | 0;
  const midFull = mid | 0;
  const highFull = high | 0;
  let last = Math.max(lowFull, midFull);
  if (highFull > last) last = highFull;
  if (last >= rows) last = rows - 1;
  let down = middle;
  let up = middle - stride;
  for (let r = 0; r <= last; r++) {
    let colour: number;
    if (r < highFull) colour = colours.high;
    else {
      if (r < midFull) colour = colours.mid;
      else {
        colour = r < lowFull ? colours.low : (pixels[down] as number);
        if (r === lowFull) colour = mix(colour, colours.low, ((low - lowFull) * 256) | 0);
        if (r === midFull) colour = mix(colour, colours.mid, ((mid - midFull) * 256) | 0);
      }
      if (r === highFull) colour = mix(colour, colours.high, ((high - highFull) * 256) | 0);
    }
    pixels[down] = colour;
    pixels[up] = colour;
    down += stride;
    up -= stride;
  }
}
