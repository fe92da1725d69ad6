/**
 * The keyboard map as data. Two hands of 4 × 5 keys, translated and not mirrored: the left works on deck A or C, the
 * right on deck B or D. Keys are places (`event.code`), so every keyboard layout has the same shape.
 * Thread: main.
 */
import { Op } from '../../control-bus/commands.ts';
import { controlIndex } from '../../control-bus/controls.ts';
import { deckName } from '../deck-names.ts';
import { hotCue } from '../state/cue-actions.ts';
import * as act from '../state/deck-actions.ts';
import { describeDeck } from '../state/describe.ts';
import type { Desk } from '../state/desk.ts';
import { LEFT_DECKS, RIGHT_DECKS, type Side } from '../state/layout.ts';
import { listenToSelected, loadSelected, selectBeside } from '../state/selection.ts';

export interface KeyBinding {
  readonly code: string;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly label: string;
  /** True when holding the key repeats it (steps), false for presses. */
  readonly repeats: boolean;
  readonly press: (desk: Desk, timeMs: number) => void;
  readonly release?: (desk: Desk, timeMs: number) => void;
}

type DeckPress = (desk: Desk, deck: number, timeMs: number) => void;
interface HandKey {
  readonly label: string;
  readonly press: DeckPress;
  readonly release?: DeckPress;
  readonly repeats?: boolean;
}

/** Rows of physical keys of each hand, top to bottom. */
export const HAND_ROWS: Readonly<Record<Side, readonly (readonly string[])[]>> = {
  left: [
    ['Digit1', 'Digit2', 'Digit3', 'Digit4', 'Digit5'],
    ['KeyQ', 'KeyW', 'KeyE', 'KeyR', 'KeyT'],
    ['KeyA', 'KeyS', 'KeyD', 'KeyF', 'KeyG'],
    ['KeyZ', 'KeyX', 'KeyC', 'KeyV', 'KeyB'],
  ],
  right: [
    ['Digit6', 'Digit7', 'Digit8', 'Digit9', 'Digit0'],
    ['KeyY', 'KeyU', 'KeyI', 'KeyO', 'KeyP'],
    ['KeyH', 'KeyJ', 'KeyK', 'KeyL', 'Semicolon'],
    ['KeyN', 'KeyM', 'Comma', 'Period', 'Slash'],
  ],
};

const send =
  (op: Op): DeckPress =>
  (desk, deck, timeMs) => {
    desk.studio.send({ op, deck }, timeMs);
  };
const toggle =
  (key: Parameters<typeof act.toggleControl>[2]): DeckPress =>
  (desk, deck, timeMs) =>
    act.toggleControl(desk, deck, key, timeMs);
const step =
  (key: Parameters<typeof act.stepControl>[2], share: number): DeckPress =>
  (desk, deck, timeMs) =>
    act.stepControl(desk, deck, key, share, timeMs);
const nudge = (bend: -1 | 1): Pick<HandKey, 'press' | 'release'> => ({
  press: (desk, deck, timeMs) => act.nudge(desk, deck, bend, timeMs),
  release: (desk, deck, timeMs) => act.nudge(desk, deck, 0, timeMs),
});
const cue = (pad: number): HandKey => ({
  label: `Cue ${pad + 1}`,
  press: (desk, deck, timeMs) => hotCue(desk, deck, pad, timeMs),
});

/** Tempo step of a key, percent. */
const TEMPO_STEP = 0.1;
const PLAIN: readonly (readonly HandKey[])[] = [
  [
    { label: 'Loop in', press: send(Op.loopIn) },
    { label: 'Loop out', press: send(Op.loopOut) },
    { label: 'Loop', press: act.toggleLoop },
    { label: 'Loop ½', press: send(Op.loopHalve) },
    { label: 'Loop ×2', press: send(Op.loopDouble) },
  ],
  [
    { label: 'Nudge −', ...nudge(-1) },
    { label: 'Nudge +', ...nudge(1) },
    { label: 'Tempo −', repeats: true, press: (desk, deck, t) => act.stepTempo(desk, deck, -TEMPO_STEP, t) },
    { label: 'Tempo +', repeats: true, press: (desk, deck, t) => act.stepTempo(desk, deck, TEMPO_STEP, t) },
    { label: 'Sync', press: act.sync },
  ],
  [
    { label: 'Cue', press: send(Op.cuePress), release: send(Op.cueRelease) },
    { label: 'Play', press: act.togglePlay },
    { label: 'Jump ◀', repeats: true, press: (desk, deck, t) => act.jump(desk, deck, -1, t) },
    { label: 'Jump ▶', repeats: true, press: (desk, deck, t) => act.jump(desk, deck, 1, t) },
    { label: 'Phones', press: toggle('pfl') },
  ],
  [cue(0), cue(1), cue(2), cue(3), { label: 'Load', press: loadSelected }],
];

const SHIFTED: readonly (readonly (HandKey | null)[])[] = [
  [
    { label: 'Kill low', press: toggle('eq.low.kill') },
    { label: 'Kill mid', press: toggle('eq.mid.kill') },
    { label: 'Kill hi', press: toggle('eq.high.kill') },
    { label: 'Level −', repeats: true, press: step('level', -0.05) },
    { label: 'Level +', repeats: true, press: step('level', 0.05) },
  ],
  [
    { label: 'Low −', repeats: true, press: step('eq.low', -0.04) },
    { label: 'Low +', repeats: true, press: step('eq.low', 0.04) },
    { label: 'Filter −', repeats: true, press: step('filter', -0.05) },
    { label: 'Filter +', repeats: true, press: step('filter', 0.05) },
    { label: 'Key lock', press: toggle('keylock') },
  ],
  [
    { label: 'Slip', press: toggle('slip') },
    { label: 'Quantise', press: toggle('quantise') },
    { label: 'Jump ½', press: (desk, deck) => act.resizeJump(desk, deck, -1) },
    { label: 'Jump ×2', press: (desk, deck) => act.resizeJump(desk, deck, 1) },
    { label: 'Side', press: (desk, deck, t) => act.cycleControl(desk, deck, 'crossfader.side', t) },
  ],
  // The last key of this row is left free: on the right hand it is the question mark.
  [cue(4), cue(5), cue(6), cue(7), null],
];

function handBindings(side: Side): KeyBinding[] {
  const deck = (desk: Desk): number => desk.layout.hand(side);
  return [PLAIN, SHIFTED].flatMap((layer, isShifted) =>
    layer.flatMap((row, y) =>
      row.flatMap((key, x): KeyBinding[] => {
        const code = HAND_ROWS[side][y]?.[x];
        if (key === null || code === undefined) return [];
        const { release } = key;
        return [
          {
            code,
            shift: isShifted === 1,
            alt: false,
            label: key.label,
            repeats: key.repeats === true,
            press: (desk, timeMs) => key.press(desk, deck(desk), timeMs),
            ...(release === undefined
              ? {}
              : { release: (desk: Desk, timeMs: number) => release(desk, deck(desk), timeMs) }),
          },
        ];
      }),
    ),
  );
}

const CROSSFADER = controlIndex('mixer.crossfader');
const swapHand = (side: Side) => (desk: Desk) => {
  const decks = side === 'left' ? LEFT_DECKS : RIGHT_DECKS;
  const other = decks.find((deck) => deck !== desk.layout.hand(side)) ?? decks[0];
  desk.layout.give(other);
  desk.announcer.say(`${side === 'left' ? 'Left' : 'Right'} hand on deck ${deckName(other)}`);
};
const moveCrossfader = (by: number) => (desk: Desk, timeMs: number) =>
  act.setGlobal(desk, CROSSFADER, desk.slow.control(CROSSFADER) + by, timeMs);
const setCrossfader = (to: number) => (desk: Desk, timeMs: number) => act.setGlobal(desk, CROSSFADER, to, timeMs);
const selectNeighbour = (by: number) => (desk: Desk) => selectBeside(desk, by);
const global = (
  code: string,
  label: string,
  press: KeyBinding['press'],
  options: { readonly shift?: boolean; readonly alt?: boolean; readonly repeats?: boolean } = {},
): KeyBinding => ({
  code,
  label,
  press,
  shift: options.shift === true,
  alt: options.alt === true,
  repeats: options.repeats === true,
});

/** Keys that belong to no hand. */
export const GLOBAL_BINDINGS: readonly KeyBinding[] = [
  global('Backquote', 'Left hand: A or C', swapHand('left')),
  global('Equal', 'Right hand: B or D', swapHand('right')),
  global('ArrowLeft', 'Crossfader left', moveCrossfader(-0.04), { repeats: true }),
  global('ArrowRight', 'Crossfader right', moveCrossfader(0.04), { repeats: true }),
  global('Home', 'Cut to left', setCrossfader(-1)),
  global('End', 'Cut to right', setCrossfader(1)),
  global('Backslash', 'Crossfader centre', setCrossfader(0)),
  global('ArrowUp', 'Track above', selectNeighbour(-1), { repeats: true }),
  global('ArrowDown', 'Track below', selectNeighbour(1), { repeats: true }),
  ...[0, 1, 2, 3].map((deck) =>
    global(`Digit${deck + 1}`, `Load to ${deckName(deck)}`, (desk) => loadSelected(desk, deck), { alt: true }),
  ),
  global('BracketLeft', 'Pre-listen', listenToSelected),
  global('BracketRight', 'Search tracks', () => document.querySelector<HTMLInputElement>('.search input')?.focus()),
  global('Quote', 'Say how the decks stand', (desk) => {
    const words = desk.layout.shown().map((deck) => describeDeck(desk, deck));
    desk.announcer.sayNow(words.join(' '));
  }),
  global('F9', 'Record, stop', (desk) => {
    if (desk.studio.recorder.get().recording) desk.studio.stopRecording();
    else desk.studio.startRecording();
  }),
  global('Slash', 'This map', (desk) => desk.openPanel(desk.panel() === 'keys' ? null : 'keys'), { shift: true }),
  global('F6', 'Next region', () => cycleLandmarks(1)),
  global('F6', 'Region before', () => cycleLandmarks(-1), { shift: true }),
];

/** Moves focus to the next region of the page. */
function cycleLandmarks(by: number): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-landmark]')];
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : regions.length - 1) : (at + by + regions.length) % regions.length;
  regions[next]?.focus();
}

/** Every binding; no two share a key and its modifiers. */
export const KEY_BINDINGS: readonly KeyBinding[] = [
  ...handBindings('left'),
  ...handBindings('right'),
  ...GLOBAL_BINDINGS,
];

const chord = (code: string, shift: boolean, alt: boolean): string =>
  `${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${code}`;
export const chordOf = (binding: KeyBinding): string => chord(binding.code, binding.shift, binding.alt);
const byChord = new Map(KEY_BINDINGS.map((binding) => [chordOf(binding), binding]));

/** The binding of a key with its modifiers. */
export function bindingAt(code: string, shift: boolean, alt = false): KeyBinding | undefined {
  return byChord.get(chord(code, shift, alt));
}
