/**
 * The waveform painter. Thread: render worker. Reads the snapshots itself once per animation frame and draws every lane
 * and overview; the main thread only tells it what is in the decks.
 */
import { DECK_COUNT } from '../../control-bus/constants.ts';
import { EngineSwitch } from '../../control-bus/engine-host.ts';
import { FAST_STATE, SLOW_STATE, TELEMETRY } from '../../control-bus/layouts.ts';
import { createStruct, readStruct } from '../../shmem-ipc/layout.ts';
import { SeqlockReader } from '../../shmem-ipc/seqlock.ts';
import { type Palette, paletteFrom, type WaveformColours } from './colours.ts';
import { DeckView } from './deck-view.ts';
import { FramePacer } from './frame-pacer.ts';
import { PX_PER_BEAT_DEFAULT } from './geometry.ts';
import { ContextClock } from './heard.ts';
import { LanePainter } from './lane-painter.ts';
import type { PainterMessage } from './messages.ts';
import { OverviewPainter } from './overview-painter.ts';

/** Frames are shown about one display interval after their animation callback. */
const PRESENT_LEAD_MAX_MS = 40;

interface Snapshots {
  readonly fast: SeqlockReader;
  readonly slow: SeqlockReader;
  readonly telemetry: SeqlockReader;
  readonly switches: Int32Array;
  readonly rateHz: number;
}

const views = Array.from({ length: DECK_COUNT }, () => new DeckView());
const lanes = new Map<number, LanePainter>();
const overviews = new Map<number, OverviewPainter>();
const clock = new ContextClock();
const pacer = new FramePacer();
const fastState = createStruct(FAST_STATE);
const slowState = createStruct(SLOW_STATE);
const engineCounts = createStruct(TELEMETRY);
let slowVersion = -1;
let telemetryVersion = -1;
let snapshots: Snapshots | null = null;
let palette: Palette | null = null;
let pxPerBeat = PX_PER_BEAT_DEFAULT;
let running = false;
let lastFrameMs = 0;
/** For how long no frame was asked for after the last one. */
let restMs = 0;
let intervalMs = 16;

function normaliser(): (css: string) => string {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  return (css) => {
    if (context === null) return css;
    context.fillStyle = css;
    return String(context.fillStyle);
  };
}

function setColours(colours: WaveformColours): void {
  palette = paletteFrom(colours, normaliser());
  invalidateAll();
}

function invalidateAll(): void {
  for (const painter of lanes.values()) painter.invalidate();
  for (const painter of overviews.values()) painter.invalidate();
}

/** Published a few times a second. From the engine itself: a main thread that stands still passes nothing on. */
function readTelemetry({ telemetry }: Snapshots): void {
  const { version } = telemetry;
  if (version === telemetryVersion || version === 0 || !telemetry.read()) return;
  telemetryVersion = version;
  readStruct(TELEMETRY, telemetry.view, 0, engineCounts);
}

function readSnapshots({ fast, slow }: Snapshots): void {
  if (slow.version !== slowVersion) {
    const version = slow.version;
    if (slow.read()) {
      slowVersion = version;
      readStruct(SLOW_STATE, slow.view, 0, slowState);
      views.forEach((view, deck) => {
        const state = slowState.decks[deck];
        if (state) view.noteSlow(state);
      });
    }
  }
  if (!fast.read()) return;
  readStruct(FAST_STATE, fast.view, 0, fastState);
  views.forEach((view, deck) => {
    const state = fastState.decks[deck];
    if (state) view.note(state, fastState.contextTimeS);
  });
}

function drawAll(heardS: number | null): void {
  if (palette === null || snapshots === null) return;
  for (const view of views) view.moveTo(heardS, snapshots.rateHz);
  for (const painter of lanes.values()) painter.draw(views, palette);
  for (const painter of overviews.values()) painter.draw(views, palette);
}

function onFrame(frameMs: number): void {
  if (!running || snapshots === null) return;
  const interval = frameMs - lastFrameMs;
  lastFrameMs = frameMs;
  if (restMs === 0 && interval > 1 && interval < PRESENT_LEAD_MAX_MS) intervalMs += (interval - intervalMs) * 0.1;
  readTelemetry(snapshots);
  const mainFrames = Atomics.load(snapshots.switches, EngineSwitch.mainFrames);
  restMs = pacer.restAfter(frameMs, mainFrames, engineCounts.lateEvents, engineCounts.closeCalls);
  if (restMs === 0) requestAnimationFrame(onFrame);
  else setTimeout(() => requestAnimationFrame(onFrame), restMs);
  readSnapshots(snapshots);
  drawAll(clock.heardAt(performance.timeOrigin + frameMs + intervalMs));
}

function run(): void {
  const wanted = snapshots !== null && palette !== null && lanes.size + overviews.size > 0;
  if (wanted && !running) requestAnimationFrame(onFrame);
  running = wanted;
}

function rateHz(): number {
  if (snapshots === null) throw new Error('the waveform painter got a canvas before the snapshots; send start first');
  return snapshots.rateHz;
}

function take(message: PainterMessage): void {
  switch (message.type) {
    case 'start':
      snapshots = {
        fast: new SeqlockReader(message.fast, FAST_STATE.byteSize),
        slow: new SeqlockReader(message.slow, SLOW_STATE.byteSize),
        telemetry: new SeqlockReader(message.telemetry, TELEMETRY.byteSize),
        switches: new Int32Array(message.switches),
        rateHz: message.rateHz,
      };
      slowVersion = -1;
      telemetryVersion = -1;
      break;
    case 'colours':
      setColours(message.colours);
      break;
    case 'lanes': {
      const painter = new LanePainter(message.canvas, message.decks, rateHz());
      painter.pxPerBeat = pxPerBeat;
      lanes.set(message.surface, painter);
      break;
    }
    case 'overview':
      overviews.set(message.surface, new OverviewPainter(message.canvas, message.deck));
      break;
    case 'resize':
      lanes.get(message.surface)?.resize(message.widthPx, message.heightPx, message.pixelRatio);
      overviews.get(message.surface)?.resize(message.widthPx, message.heightPx, message.pixelRatio);
      // A resized canvas is blank until drawn: do it now rather than a frame later.
      drawAll(clock.heardAt(performance.timeOrigin + performance.now()));
      break;
    case 'needle': {
      const painter = lanes.get(message.surface);
      if (painter === undefined) break;
      painter.needleCssPx = message.cssPx;
      painter.invalidate();
      break;
    }
    case 'dispose':
      lanes.delete(message.surface);
      overviews.delete(message.surface);
      break;
    case 'zoom':
      pxPerBeat = message.pxPerBeat;
      for (const painter of lanes.values()) {
        painter.pxPerBeat = pxPerBeat;
        painter.invalidate();
      }
      break;
    case 'clock':
      clock.note(message.report.contextTimeS, message.report.epochMs, message.report.outputLatencyS);
      break;
    case 'deck':
      views[message.deck]?.describe(message.meta, rateHz());
      break;
  }
  run();
}

self.onmessage = (event: MessageEvent<PainterMessage>) => take(event.data);
