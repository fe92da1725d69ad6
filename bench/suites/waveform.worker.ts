/**
 * Measures the lane painter. Thread: a worker of the benchmark page. Each frame ends with the read-back of one pixel, so
 * that canvas work which the browser puts off is inside the measured time.
 */
import { DeckFlag, FAST_STATE, SLOW_STATE } from '../../src/control-bus/layouts.ts';
import { createWaveform } from '../../src/control-bus/waveform-layout.ts';
import { WaveformWriter } from '../../src/media/analysis/waveform.ts';
import { createStruct } from '../../src/shmem-ipc/layout.ts';
import { COLOUR_TOKENS, type ColourToken, type Palette, paletteFrom } from '../../src/viz/waveforms/colours.ts';
import { DeckView } from '../../src/viz/waveforms/deck-view.ts';
import { LanePainter } from '../../src/viz/waveforms/lane-painter.ts';
import type { DrawTimes } from './waveform.ts';

const RATE = 48_000;
const FRAMES = RATE * 120;
const DRAWS = 600;

/** Two minutes of bursts over a drone: every column has something to draw. */
function music(seed: number): Float32Array {
  const pcm = new Float32Array(FRAMES * 2);
  let s = seed;
  for (let n = 0; n < FRAMES; n++) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    const beat = (n % 23_226) / 23_226;
    const kick = (1 - beat) * ((n % 880) / 440 - 1) * 0.7;
    const v = kick + (s / 2147483648 - 1) * 0.25 * (1 - ((beat * 4) % 1));
    pcm[n * 2] = v;
    pcm[n * 2 + 1] = v;
  }
  return pcm;
}

function palette(): Palette {
  const values = Object.fromEntries(
    COLOUR_TOKENS.map((token, i) => [token, `#${(0x203040 + i * 0x061109).toString(16)}`]),
  ) as Record<ColourToken, string>;
  return paletteFrom({ values, font: 'Arial, sans-serif' }, (css) => css);
}

function decks(): DeckView[] {
  const fast = createStruct(FAST_STATE);
  const slow = createStruct(SLOW_STATE);
  return [124, 126, 121.5, 174].map((bpm, d) => {
    const view = new DeckView();
    const buffer = createWaveform(FRAMES);
    const writer = new WaveformWriter(buffer, RATE);
    writer.push(music(d + 1), FRAMES);
    writer.finish();
    const grid = { downbeatFrame: 0, bpm, beatsPerBar: 4 };
    const sections = (['intro', 'build', 'drop', 'break'] as const).map((kind, i) => ({
      kind,
      startBeat: i * 32,
      beats: 32,
    }));
    const cues = Array.from({ length: 8 }, (_, i) => ({
      slot: i + 1,
      name: i % 2 === 0 ? 'Vocals' : '',
      colour: null,
    }));
    const marks = { cues, loops: [{ startFrame: 0, endFrame: 4 * RATE, colour: null }], bounds: [] };
    view.describe({ loadToken: d + 1, grid, sections, ...marks, waveform: buffer, totalFrames: FRAMES }, RATE);
    const state = slow.decks[d];
    const moving = fast.decks[d];
    if (state === undefined || moving === undefined) throw new RangeError(`no deck ${d} in the snapshot`);
    state.loadToken = d + 1;
    state.sourceFrames = FRAMES;
    state.gridTempo = bpm;
    state.gridBeatsPerBar = 4;
    state.hotCueFrames = state.hotCueFrames.map((_, i) => 30 * RATE + i * 2 * RATE);
    view.noteSlow(state);
    if (d === 3) moving.flags = DeckFlag.loopActive;
    moving.loopInFrame = 29 * RATE;
    moving.loopOutFrame = 33 * RATE;
    view.note(moving, 0);
    return view;
  });
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] as number;
}

function sortedTimes(draw: (i: number) => void): number[] {
  const times: number[] = [];
  for (let i = 0; i < DRAWS; i++) {
    const start = performance.now();
    draw(i);
    times.push(performance.now() - start);
  }
  return times.slice(DRAWS / 10).sort((a, b) => a - b);
}

function measure(label: string, width: number, height: number, ratio: number, pxPerBeat: number): DrawTimes {
  const views = decks();
  const colours = palette();
  const canvas = new OffscreenCanvas(width, height);
  const painter = new LanePainter(canvas, [0, 1, 2, 3], RATE);
  painter.resize(width, height, ratio);
  painter.pxPerBeat = pxPerBeat;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2D context');
  const ours = sortedTimes((i) => {
    for (const view of views) view.position = 30 * RATE + i * 800.3;
    painter.draw(views, colours);
    context.getImageData(0, 0, 1, 1);
  });
  return {
    case: label,
    medianMs: quantile(ours, 0.5),
    p99Ms: quantile(ours, 0.99),
    tilesMedianMs: tiles(canvas, ratio),
  };
}

/** The peer: four tiles a lane, drawn once, blitted at a fractional offset, with the lines and flags left out. */
function tiles(source: OffscreenCanvas, ratio: number): number {
  const canvas = new OffscreenCanvas(source.width, source.height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('no 2D context');
  const lane = Math.floor(source.height / 4);
  const width = 512 * ratio;
  const made = Array.from({ length: 4 }, (_, d) =>
    Array.from({ length: Math.ceil(source.width / width) + 1 }, () => {
      const tile = new OffscreenCanvas(width, lane);
      tile
        .getContext('2d', { willReadFrequently: true })
        ?.drawImage(source, 0, d * lane, width, lane, 0, 0, width, lane);
      return tile;
    }),
  );
  const times = sortedTimes((i) => {
    const shift = (i * 1.467) % width;
    made.forEach((row, d) => {
      row.forEach((tile, k) => {
        context.drawImage(tile, k * width - shift, d * lane);
      });
    });
    context.getImageData(0, 0, 1, 1);
  });
  return quantile(times, 0.5);
}

postMessage([
  measure('1440 px, 44 px a beat', 1440, 211, 1, 44),
  measure('1440 px, 22 px a beat', 1440, 211, 1, 22),
  measure('1440 px, 176 px a beat', 1440, 211, 1, 176),
  measure('2880 device px, 44 px a beat', 2880, 422, 2, 44),
]);
