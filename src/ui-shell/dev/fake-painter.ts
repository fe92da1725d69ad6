/** Draws plausible lanes and overviews on the main thread. Development and tests only. */
import type { DeckFast, Grid, Section, WaveformSurface } from '../port.ts';
import { readTokens } from '../state/tokens.ts';

const RATE = 48_000;
const NAMES = [
  'bg-0',
  'wave-low',
  'wave-mid',
  'wave-high',
  'wave-grid',
  'wave-bar',
  'wave-phrase',
  'deck-a',
  'deck-b',
  'deck-c',
  'deck-d',
  'ink-0',
  'ink-inv',
  'sec-intro',
  'sec-build',
  'sec-drop',
  'sec-break',
  'sec-body',
  'sec-outro',
  'cue-1',
  'cue-2',
  'cue-3',
  'font',
] as const;

export interface PaintedDeck {
  readonly fast: DeckFast;
  readonly grid: Grid | null;
  readonly sections: readonly Section[];
  readonly frames: number;
  readonly hotCues: readonly number[];
}

function noise(n: number): number {
  let x = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 4_294_967_296;
}

/** Low, mid and high amplitude at a beat. */
function bands(beat: number, kind: string | undefined): readonly [number, number, number] {
  const phase = beat - Math.floor(beat);
  const full = kind === 'drop' ? 1 : kind === 'build' ? 0.75 : kind === 'break' ? 0.45 : 0.6;
  const n = noise(Math.round(beat * 40));
  const kick = kind === 'break' ? 0.1 : Math.exp(-phase * 5);
  return [
    kick * full,
    (0.25 + 0.5 * n) * full * 0.7,
    (0.1 + 0.5 * Math.exp(-((phase + 0.5) % 1) * 9)) * full * (0.5 + n / 2),
  ];
}

const sectionAt = (sections: readonly Section[], beat: number): string | undefined =>
  sections.find((section) => beat >= section.startBeat && beat < section.startBeat + section.beats)?.kind;

/** A surface that repaints with `paint` on every animation frame while `alive`. */
export function surfaceOf(
  canvas: HTMLCanvasElement,
  alive: boolean,
  paint: (g: CanvasRenderingContext2D, w: number, h: number) => void,
): WaveformSurface {
  const g = canvas.getContext('2d');
  let ratio = 1;
  const frame = (): void => {
    if (!alive || g === null) return;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(g, canvas.width / ratio, canvas.height / ratio);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return {
    resize(widthPx, heightPx, pixelRatio) {
      canvas.width = widthPx;
      canvas.height = heightPx;
      ratio = pixelRatio;
    },
    dispose() {
      alive = false;
    },
  };
}

export function paintLanes(
  g: CanvasRenderingContext2D,
  w: number,
  h: number,
  decks: readonly (PaintedDeck & { deck: number })[],
  zoom: number,
): void {
  const ink = readTokens(NAMES);
  g.fillStyle = ink['bg-0'];
  g.fillRect(0, 0, w, h);
  const lane = (h - (decks.length - 1)) / decks.length;
  decks.forEach((deck, i) => {
    const top = i * (lane + 1);
    const middle = top + lane / 2;
    const { grid } = deck;
    if (grid === null) return;
    const beatAt = (x: number): number => deck.fast.beat + (x - w / 2) / zoom;
    const xAt = (beat: number): number => w / 2 + (beat - deck.fast.beat) * zoom;
    const looping = (deck.fast.flags & 2) !== 0;
    const beatOf = (frame: number): number => ((frame - grid.downbeatFrame) / RATE) * (grid.bpm / 60);
    const [loopIn, loopOut] = [beatOf(deck.fast.loopInFrame), beatOf(deck.fast.loopOutFrame)];
    const colour = ink[(['deck-a', 'deck-b', 'deck-c', 'deck-d'] as const)[deck.deck] ?? 'deck-a'];
    if (looping) {
      g.globalAlpha = 0.2;
      g.fillStyle = colour;
      g.fillRect(xAt(loopIn), top, (loopOut - loopIn) * zoom, lane);
      g.globalAlpha = 1;
    }
    for (let beat = Math.floor(beatAt(0)); beat <= beatAt(w); beat++) {
      g.fillStyle = ink[beat % 4 === 0 ? 'wave-bar' : 'wave-grid'];
      g.fillRect(Math.round(xAt(beat)), top, 1, lane);
    }
    (['wave-low', 'wave-mid', 'wave-high'] as const).forEach((name, band) => {
      g.fillStyle = ink[name];
      for (let x = 34; x < w - 78; x++) {
        const beat = beatAt(x);
        if (beat < 0) continue;
        const a = (bands(beat, sectionAt(deck.sections, beat))[band] ?? 0) * (lane / 2 - 3);
        g.globalAlpha = (x < w / 2 ? 0.62 : 1) * (looping && (beat < loopIn || beat > loopOut) ? 0.35 : 1);
        g.fillRect(x, middle - a, 1, 2 * a);
      }
    });
    g.globalAlpha = 1;
    g.font = `700 11px ${ink.font}`;
    for (const section of deck.sections) {
      const x = Math.round(xAt(section.startBeat));
      if (x < 34 || x > w - 78) continue;
      g.fillStyle = ink['wave-phrase'];
      g.fillRect(x - 1, top, 2, lane);
      const words = `${section.kind} ${section.beats / 4}`;
      g.fillStyle = ink[`sec-${section.kind}`];
      g.fillRect(x + 1, top + lane - 15, g.measureText(words).width + 12, 15);
      g.fillStyle = ink['ink-inv'];
      g.fillText(words, x + 7, top + lane - 4);
    }
  });
}

export function paintOverview(g: CanvasRenderingContext2D, w: number, h: number, deck: PaintedDeck): void {
  const ink = readTokens(NAMES);
  g.fillStyle = ink['bg-0'];
  g.fillRect(0, 0, w, h);
  if (deck.frames <= 0) return;
  const wave = h - 13;
  const beats = deck.grid === null ? 0 : (deck.frames / RATE) * (deck.grid.bpm / 60);
  const at = deck.fast.position / deck.frames;
  (['wave-low', 'wave-mid', 'wave-high'] as const).forEach((name, band) => {
    g.fillStyle = ink[name];
    for (let x = 0; x < w; x++) {
      const beat = (x / w) * beats;
      const a = (bands(beat, sectionAt(deck.sections, beat))[band] ?? 0) * (wave / 2 - 2);
      g.globalAlpha = x / w < at ? 0.42 : 1;
      g.fillRect(x, wave / 2 - a, 1, 2 * a);
    }
  });
  g.globalAlpha = 1;
  g.font = `700 11px ${ink.font}`;
  for (const section of deck.sections) {
    const x = (section.startBeat / beats) * w;
    const width = (section.beats / beats) * w;
    g.fillStyle = ink[`sec-${section.kind}`];
    g.fillRect(x, wave, width - 1, 13);
    g.fillStyle = ink['ink-inv'];
    const word = section.kind[0]?.toUpperCase() + section.kind.slice(1);
    g.fillText(g.measureText(word).width < width - 6 ? word : (word[0] ?? ''), x + 4, h - 3);
  }
  g.fillStyle = ink['ink-0'];
  g.fillRect(Math.round(at * w) - 1, 0, 2, h);
}
