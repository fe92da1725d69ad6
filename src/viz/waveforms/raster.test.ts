import { describe, expect, it } from 'vitest';
import { createWaveform, WAVEFORM_COLUMN_BYTES, WaveformView } from '../../control-bus/waveform-layout.ts';
import { lay, mix, parseColour, pixel } from './colours.ts';
import { HeightFilter, HeightTables, paintColumn } from './raster.ts';

const GROUND = pixel(0, 0, 0);
const LOW = pixel(40, 80, 200);
const MID = pixel(200, 120, 40);
const HIGH = pixel(250, 250, 240);
const colours = { low: LOW, mid: MID, high: HIGH };

function column(rows: number, low: number, mid: number, high: number): number[] {
  const pixels = new Uint32Array(rows * 2).fill(GROUND);
  paintColumn(pixels, rows, 1, rows, low, mid, high, colours);
  return [...pixels];
}

/** The same picture by the definition: each band laid over the ones before, by the covered share of each pixel. */
function reference(rows: number, low: number, mid: number, high: number): number[] {
  return Array.from({ length: rows * 2 }, (_, i) => {
    const r = i < rows ? rows - 1 - i : i - rows;
    let colour = GROUND;
    for (const [height, over] of [
      [low, LOW],
      [mid, MID],
      [high, HIGH],
    ] as const)
      colour = mix(colour, over, Math.floor(Math.min(1, Math.max(0, height - r)) * 256));
    return colour;
  });
}

function filledWaveform(bytesAt: (column: number) => number): WaveformView {
  const view = new WaveformView(createWaveform(64 * 4000));
  const bytes = view.levels[0] as Uint8Array;
  for (let c = 0; c < 4000; c++) bytes.fill(bytesAt(c), c * WAVEFORM_COLUMN_BYTES, (c + 1) * WAVEFORM_COLUMN_BYTES);
  view.publish(4000, 64 * 4000, true);
  return view;
}

describe('waveform raster', () => {
  it('lays low, mid and high as defined, mirrored about the middle', () => {
    for (const [low, mid, high] of [
      [9.3, 6.7, 2.2],
      [3.1, 7.9, 5.5],
      [2, 2, 2],
      [0, 0, 0],
      [4.5, 4.25, 4.75],
      [0.3, 0.2, 0.9],
      [12, 20, 0.4],
    ] as const)
      expect(column(12, low, mid, high)).toEqual(reference(12, low, mid, high));
  });

  it('draws one picture wherever a fraction of a pixel puts it', () => {
    const view = filledWaveform((c) => (c % 37 < 9 ? 200 - (c % 37) * 15 : 20));
    const filter = new HeightFilter();
    const tables = new HeightTables(1, 0);
    const width = 100;
    const underPixel = 64 * 3.3;
    const area = (shift: number): number => {
      const heights = new Float32Array(width * 3);
      filter.fill(view, 0, tables, 20_000 + shift * underPixel, underPixel, width, 20, heights);
      return heights.subarray(0, width).reduce((sum, h) => sum + h, 0);
    };
    const still = area(0);
    for (const shift of [0.1, 0.37, 0.5, 0.93]) expect(Math.abs(area(shift) - still)).toBeLessThan(still * 0.01);
    const a = new Float32Array(width * 3);
    const b = new Float32Array(width * 3);
    filter.fill(view, 0, tables, 20_000, underPixel, width, 20, a);
    filter.fill(view, 0, tables, 20_000 + 7 * underPixel, underPixel, width, 20, b);
    for (let x = 0; x + 7 < width; x++) expect(b[x]).toBeCloseTo(a[x + 7] as number, 4);
  });

  it('draws nothing before the track, above the watermark or after the end', () => {
    const view = filledWaveform(() => 255);
    const heights = new Float32Array(300);
    new HeightFilter().fill(view, 0, new HeightTables(1, 0), -640, 64, 100, 20, heights);
    expect(heights.subarray(0, 10).every((h) => h === 0)).toBe(true);
    expect(heights[10]).toBeCloseTo(20, 5);
    new HeightFilter().fill(view, 0, new HeightTables(1, 0), 64 * 3990, 64, 100, 20, heights);
    expect(heights[9]).toBeCloseTo(20, 5);
    expect(heights.subarray(10, 100).every((h) => h === 0)).toBe(true);
  });
});

describe('colours', () => {
  it('reads what a canvas gives back', () => {
    expect(parseColour('#3699f6')).toEqual({ word: pixel(0x36, 0x99, 0xf6), alpha: 256 });
    expect(parseColour('rgba(255, 255, 255, 0.5)')).toEqual({ word: pixel(255, 255, 255), alpha: 128 });
    expect(() => parseColour('mauve-ish')).toThrow(/mauve-ish/);
    expect(() => parseColour('rgb(1, 2)')).toThrow(/neither/);
  });

  it('mixes from all of one to all of the other', () => {
    expect(mix(LOW, HIGH, 0)).toBe(LOW);
    expect(mix(LOW, HIGH, 256)).toBe(HIGH);
    expect(mix(pixel(0, 0, 0), pixel(200, 100, 50), 128)).toBe(pixel(100, 50, 25));
    expect(lay(pixel(0, 0, 0), { word: pixel(255, 255, 255), alpha: 128 }, 0.5)).toBe(pixel(63, 63, 63));
  });
});
