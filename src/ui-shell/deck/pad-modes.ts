/** What the eight pads do in each mode, as data the pads draw. Thread: main. */
import { Op } from '../../control-bus/commands.ts';
import { JUMP_BEATS } from '../../control-bus/constants.ts';
import { CONTROLS, deckControlIndex } from '../../control-bus/controls.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { beatLength, beatWords, shortBeatLength, signed } from '../format.ts';
import { askTempo } from '../grid/ask-tempo.ts';
import { downbeatAt, framesOfMs, scaleTempo, shiftGrid } from '../grid/grid-edits.ts';
import type { Grid } from '../port.ts';
import * as act from '../state/deck-actions.ts';
import type { Desk, PadMode } from '../state/desk.ts';
import { cuePads, editPads, loopPads } from './cue-pads.ts';
import type { PadSpec } from './pad-spec.ts';

/** Modes in the order of the chooser's pads. */
export const PAD_MODES = [
  { mode: 'cues', short: 'Cues', words: 'Hot cues' },
  { mode: 'loops', short: 'Loops', words: 'Rolls and loop moves' },
  { mode: 'jumps', short: 'Jumps', words: 'Beat jumps and nudge' },
  { mode: 'key', short: 'Key', words: 'Key and stops' },
  { mode: 'grid', short: 'Grid', words: 'Beat grid' },
  { mode: 'saved', short: 'Saved', words: 'Saved loops' },
] as const satisfies readonly { mode: PadMode; short: string; words: string }[];

const ROLLS = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1] as const;
const SHIFT_MS = 5;

function loops(desk: Desk, deck: number): readonly PadSpec[] {
  const disabled = act.withoutGrid(desk, deck);
  const looping = act.isLooping(desk, deck);
  const rolls = ROLLS.map(
    (beats): PadSpec => ({
      name: `Roll ${beatWords(beats)}`,
      figure: shortBeatLength(beats),
      caption: 'Roll',
      disabled,
      press: (timeMs) => desk.studio.send({ op: Op.rollStart, deck, a: beats }, timeMs),
      release: (timeMs) => desk.studio.send({ op: Op.rollEnd, deck }, timeMs),
    }),
  );
  const move = (direction: -1 | 1): PadSpec => ({
    name: `Move loop ${direction < 0 ? 'back' : 'on'}`,
    figure: direction < 0 ? '\u25c0' : '\u25b6',
    caption: 'Move',
    disabled: disabled ?? (looping ? null : 'Needs a running loop.'),
    press: (timeMs) =>
      desk.studio.send({ op: Op.loopMove, deck, a: direction * desk.slow.deck(deck).loopBeats }, timeMs),
  });
  const reloop: PadSpec = {
    name: 'Reloop',
    figure: '\u21ba',
    caption: 'Reloop',
    disabled: act.withoutTrack(desk, deck),
    press: (timeMs) => desk.studio.send({ op: Op.reloop, deck }, timeMs),
    ops: [Op.reloop],
    target: 0,
  };
  return [...rolls, move(-1), move(1), reloop];
}

function jumps(desk: Desk, deck: number): readonly PadSpec[] {
  const disabled = act.withoutGrid(desk, deck);
  const noTrack = act.withoutTrack(desk, deck);
  const beats = desk.jumpBeats(deck);
  const flags = desk.slow.flags(deck);
  const jump = (direction: -1 | 1): PadSpec => ({
    name: `Jump ${direction < 0 ? 'back' : 'on'} ${beatWords(beats)}`,
    figure: direction < 0 ? `\u25c0 ${shortBeatLength(beats)}` : `${shortBeatLength(beats)} \u25b6`,
    caption: 'Jump',
    disabled,
    press: (timeMs) => act.jump(desk, deck, direction, timeMs),
  });
  const size = (direction: -1 | 1): PadSpec => ({
    name: direction < 0 ? 'Halve jump size' : 'Double jump size',
    figure: direction < 0 ? '\u00bd' : '\u00d72',
    caption: 'Size',
    disabled:
      beats === JUMP_BEATS[direction < 0 ? 0 : JUMP_BEATS.length - 1]
        ? `${beatLength(beats)} is the ${direction < 0 ? 'smallest' : 'largest'} jump.`
        : null,
    press: () => act.resizeJump(desk, deck, direction),
  });
  const nudge = (bend: -1 | 1): PadSpec => ({
    name: bend < 0 ? 'Nudge back' : 'Nudge on',
    figure: bend < 0 ? '\u2212' : '+',
    caption: 'Nudge',
    disabled: noTrack,
    lit: desk.control(deck, 'nudge') === bend,
    press: (timeMs) => act.nudge(desk, deck, bend, timeMs),
    release: (timeMs) => act.nudge(desk, deck, 0, timeMs),
  });
  const reversed = desk.control(deck, 'reverse') === 1;
  return [
    jump(-1),
    jump(1),
    size(-1),
    size(1),
    nudge(-1),
    nudge(1),
    {
      name: 'Censor',
      figure: '\u21c4',
      caption: 'Censor',
      disabled: noTrack,
      lit: (flags & DeckFlag.censoring) !== 0,
      press: (timeMs) => desk.studio.send({ op: Op.censorStart, deck }, timeMs),
      release: (timeMs) => desk.studio.send({ op: Op.censorEnd, deck }, timeMs),
    },
    {
      name: 'Reverse',
      figure: '\u25c0\u25c0',
      caption: 'Rev',
      disabled: noTrack,
      lit: reversed,
      pressed: reversed,
      press: (timeMs) => act.toggleControl(desk, deck, 'reverse', timeMs),
    },
  ];
}

function key(desk: Desk, deck: number): readonly PadSpec[] {
  const index = deckControlIndex(deck, 'key.shift');
  const shift = desk.control(deck, 'key.shift');
  const spec = CONTROLS[index];
  const noTrack = act.withoutTrack(desk, deck);
  const set = (semitones: number, timeMs: number): void =>
    desk.setControl(index, Math.min(spec?.max ?? 12, Math.max(spec?.min ?? -12, semitones)), timeMs);
  const stop = (name: string, figure: string, press: (timeMs: number) => void): PadSpec => ({
    name,
    figure,
    caption: name.split(' ')[0] ?? name,
    disabled: noTrack,
    press,
  });
  return [
    { name: 'Key down a semitone', figure: '\u2212', caption: 'Key', press: (t) => set(shift - 1, t) },
    {
      name: 'Key back to the track',
      figure: signed(shift, 0),
      caption: 'Key',
      lit: shift !== 0,
      press: (t) => set(0, t),
    },
    { name: 'Key up a semitone', figure: '+', caption: 'Key', press: (t) => set(shift + 1, t) },
    {
      name: 'Key up a fifth',
      figure: '+7',
      caption: 'Key',
      press: (t) => set(shift + 7 > 12 ? shift - 5 : shift + 7, t),
    },
    stop('Brake half a second', '\u00bd s', (t) => act.brake(desk, deck, 0.5, t)),
    stop('Brake two seconds', '2 s', (t) => act.brake(desk, deck, 2, t)),
    stop('Spin back half a second', '\u00bd s', (t) => act.spinBack(desk, deck, 0.5, t)),
    stop('Spin back one second', '1 s', (t) => act.spinBack(desk, deck, 1, t)),
  ];
}

function grid(desk: Desk, deck: number): readonly PadSpec[] {
  const noTrack = act.withoutTrack(desk, deck);
  const noGrid = act.withoutGrid(desk, deck);
  const { grids } = desk;
  const edit = (change: (grid: Grid, here: number) => Grid | null): void => {
    grids.edit(deck, change);
  };
  const one = (name: string, figure: string, caption: string, disabled: string | null, press: PadSpec['press']) => ({
    name,
    figure,
    caption,
    disabled,
    press,
  });
  return [
    one(
      'Tap tempo',
      '\u2022',
      'Tap',
      noTrack ?? (act.isPlaying(desk, deck) ? null : 'Needs the deck to play: tap along.'),
      (timeMs) => grids.tap(deck, timeMs),
    ),
    one('Set downbeat here', '1', 'Beat 1', noGrid, () => edit(downbeatAt)),
    one('Move grid earlier', '\u25c0', `${SHIFT_MS} ms`, noGrid, () =>
      edit((g) => shiftGrid(g, framesOfMs(-SHIFT_MS))),
    ),
    one('Move grid later', '\u25b6', `${SHIFT_MS} ms`, noGrid, () => edit((g) => shiftGrid(g, framesOfMs(SHIFT_MS)))),
    one('Halve grid tempo', '\u00bd', 'Tempo', noGrid, () => edit((g) => scaleTempo(g, 0.5))),
    one('Double grid tempo', '\u00d72', 'Tempo', noGrid, () => edit((g) => scaleTempo(g, 2))),
    one('Enter grid tempo', '123', 'BPM', noTrack, () => askTempo(desk, deck)),
    one('Edit grid', '\u2026', 'Edit', noTrack, () => desk.editGrid(deck)),
  ];
}

function modes(desk: Desk, deck: number): readonly PadSpec[] {
  const choose = (mode: PadMode) => (): void => desk.setPadMode(deck, mode);
  return [
    ...PAD_MODES.map(
      ({ mode, short, words }, i): PadSpec => ({
        name: `Pads: ${words}`,
        figure: String(i + 1),
        caption: short,
        press: choose(mode),
      }),
    ),
    { name: 'Pads: Choose quantise step', figure: '7', caption: 'Step', press: choose('steps') },
    { name: 'Pads: Edit a hot cue', figure: '8', caption: 'Edit', press: choose('edit') },
  ];
}

function steps(desk: Desk, deck: number): readonly PadSpec[] {
  const index = deckControlIndex(deck, 'quantise.step');
  const now = desk.control(deck, 'quantise.step');
  return (CONTROLS[index]?.choices ?? []).map((words, step): PadSpec => {
    const [figure = words, unit = 'beat'] = words.split(' ');
    return {
      name: `Quantise to ${words}`,
      figure,
      caption: unit,
      lit: now === step,
      pressed: now === step,
      press: (timeMs) => {
        desk.setControl(index, step, timeMs);
        desk.setControl(deckControlIndex(deck, 'quantise'), 1, timeMs);
        desk.setPadMode(deck, 'cues');
      },
    };
  });
}

const MAKERS: Readonly<Record<PadMode, (desk: Desk, deck: number) => readonly PadSpec[]>> = {
  cues: cuePads,
  saved: loopPads,
  loops,
  jumps,
  key,
  grid,
  modes,
  steps,
  edit: editPads,
};

/** The eight pads of a deck in its present mode. Reactive when read inside a computation. */
export function padsOf(desk: Desk, deck: number): readonly PadSpec[] {
  return MAKERS[desk.padMode(deck)](desk, deck);
}
