/**
 * Marks and words over a lane: downbeat ticks, track ends, sections, hot cues, loop brackets.
 * Thread: render worker.
 */
import { frameAt } from '../../control-bus/beat-grid.ts';
import { type ColourToken, DECK_TOKENS, type Palette } from './colours.ts';
import type { CueFace, DeckView } from './deck-view.ts';
import { firstBeatFrom, isDownbeat, type LaneFrame } from './geometry.ts';

export const SECTION_TOKENS = {
  intro: 'sec-intro',
  build: 'sec-build',
  drop: 'sec-drop',
  break: 'sec-break',
  body: 'sec-body',
  outro: 'sec-outro',
} as const satisfies Record<string, ColourToken>;

const FLAG_WIDTH = 17;
const FLAG_HEIGHT = 15;
const BADGE_HEIGHT = 15;
/** Widest badge plus flag: what starts further left than this cannot be seen. */
const MARK_WIDTH = 140;
const BRACKET_ARM = 12;
const BRACKET_LINE = 3;

type Context = OffscreenCanvasRenderingContext2D;

/** CSS pixel of a source frame in the lane. */
function xOf(frame: LaneFrame, sourceFrame: number): number {
  return (sourceFrame - frame.firstFrame) / frame.framesUnderPixel / frame.ratio;
}

/** Draws the marks of one lane. Leaves the context's transform at identity. */
export function drawMarks(context: Context, frame: LaneFrame, view: DeckView, deck: number, palette: Palette): void {
  const { ratio } = frame;
  const width = frame.width / ratio;
  const height = frame.height / ratio;
  context.save();
  context.beginPath();
  context.rect(0, frame.top, frame.width, frame.height);
  context.clip();
  context.setTransform(ratio, 0, 0, ratio, 0, frame.top);
  context.font = `700 11px ${palette.font}`;
  context.textBaseline = 'alphabetic';
  // Glyphs follow the scroll between pixels instead of hopping from one to the next.
  context.textRendering = 'geometricPrecision';
  drawDownbeatTicks(context, frame, view, palette, height);
  drawEnds(context, frame, view, palette, width, height);
  drawSections(context, frame, view, palette, width, height);
  drawCues(context, frame, view, palette, width, height);
  if (view.looping) drawBrackets(context, frame, view, palette.css[DECK_TOKENS[deck] ?? 'ink-0'], width, height);
  context.restore();
}

function drawDownbeatTicks(context: Context, frame: LaneFrame, view: DeckView, palette: Palette, height: number): void {
  const { beats } = view;
  if (beats === null) return;
  context.fillStyle = palette.css['wave-bar'];
  const end = Math.min(frame.firstFrame + (frame.width + 2) * frame.framesUnderPixel, view.length);
  const start = Math.max(0, frame.firstFrame - 2 * frame.framesUnderPixel);
  for (let beat = firstBeatFrom(beats, start); ; beat++) {
    const at = frameAt(beats, beat);
    if (at > end) return;
    if (!isDownbeat(beat, beats.beatsPerBar)) continue;
    const x = xOf(frame, at) - 1.5;
    context.fillRect(x, 0, 3, 4);
    context.fillRect(x, height - 4, 3, 4);
  }
}

function drawEnds(
  context: Context,
  frame: LaneFrame,
  view: DeckView,
  palette: Palette,
  width: number,
  height: number,
): void {
  context.fillStyle = palette.css.edge;
  for (const end of [0, view.length]) {
    const x = xOf(frame, end);
    if (x > -2 && x < width + 2) context.fillRect(x - 0.5, 0, 1, height);
  }
}

function drawSections(
  context: Context,
  frame: LaneFrame,
  view: DeckView,
  palette: Palette,
  width: number,
  height: number,
): void {
  for (const { kind, label, startFrame } of view.sections) {
    const x = xOf(frame, startFrame);
    if (x < -MARK_WIDTH || x > width + 2) continue;
    context.fillStyle = palette.css['wave-phrase'];
    context.fillRect(x - 1, 0, 2, height);
    context.fillStyle = palette.css[SECTION_TOKENS[kind]];
    context.fillRect(x + 1, height - BADGE_HEIGHT, context.measureText(label).width + 12, BADGE_HEIGHT);
    context.fillStyle = palette.css['ink-inv'];
    context.fillText(label, x + 7, height - 4);
  }
}

function drawCues(
  context: Context,
  frame: LaneFrame,
  view: DeckView,
  palette: Palette,
  width: number,
  height: number,
): void {
  for (let pad = 0; pad < view.hotCueFrames.length; pad++) {
    const cue = view.hotCueFrames[pad] as number;
    if (cue < 0) continue;
    const x = xOf(frame, cue);
    if (x < -MARK_WIDTH || x > width + 2) continue;
    const { label, name, colour } = view.cueFaces[pad] as CueFace;
    const flag = name === '' ? FLAG_WIDTH : context.measureText(label).width + 10;
    context.fillStyle = colour.own ?? palette.css[colour.token];
    context.fillRect(x - 1, 0, 2, height);
    context.fillRect(x - 1, 0, flag, FLAG_HEIGHT);
    context.fillStyle = palette.css[colour.ink];
    context.fillText(label, x + 4.5, 12);
  }
}

function drawBrackets(
  context: Context,
  frame: LaneFrame,
  view: DeckView,
  colour: string,
  width: number,
  height: number,
): void {
  context.fillStyle = colour;
  for (const side of ['in', 'out'] as const) {
    const x = xOf(frame, side === 'in' ? view.loopInFrame : view.loopOutFrame);
    if (x < -BRACKET_ARM || x > width + BRACKET_ARM) continue;
    const line = side === 'in' ? x : x - BRACKET_LINE;
    const arm = side === 'in' ? x : x - BRACKET_ARM;
    context.fillRect(line, 0, BRACKET_LINE, height);
    context.fillRect(arm, 0, BRACKET_ARM, BRACKET_LINE);
    context.fillRect(arm, height - BRACKET_LINE, BRACKET_ARM, BRACKET_LINE);
  }
}
