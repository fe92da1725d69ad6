/**
 * The registry of named controls: one vocabulary for UI, MIDI, OSC, voice, automation and replay.
 * A control's index is its place in this list; the session log stores the table, so an old log stays readable.
 * Values are raw and travel as they are; the kernel owns every curve that turns them into coefficients.
 *
 * Thread: any; pure data.
 */
import { DECK_COUNT, SAMPLER_COUNT } from './constants.ts';

export type Curve = 'linear' | 'decibel' | 'toggle' | 'choice';

export interface ControlSpec {
  readonly name: string;
  /** Words a screen reader or a log says: 'Low', 'Crossfader'. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly unit: 'dB' | 'semitones' | 'beats' | 'BPM' | 'position' | 'amount' | 'on/off' | 'choice';
  readonly curve: Curve;
  /** For `choice`: the words, in order of value. */
  readonly choices?: readonly string[];
  /** Decks 0…3, or undefined for the mixer and the rest. */
  readonly deck?: number;
}

export const DECK_LETTERS = ['a', 'b', 'c', 'd'] as const;

/** Lowest value of an EQ band; the kernel treats it as this many dB, a kill goes to silence. */
export const EQ_MIN_DB = -26;

type DeckControl = Omit<ControlSpec, 'name' | 'deck'> & { readonly key: string };

const toggle = (key: string, label: string, on = 0): DeckControl => ({
  key,
  label,
  min: 0,
  max: 1,
  default: on,
  unit: 'on/off',
  curve: 'toggle',
});
const choice = (key: string, label: string, choices: readonly string[], at: number): DeckControl => ({
  key,
  label,
  min: 0,
  max: choices.length - 1,
  default: at,
  unit: 'choice',
  curve: 'choice',
  choices,
});
const decibel = (key: string, label: string, min: number, max: number, at = 0): DeckControl => ({
  key,
  label,
  min,
  max,
  default: at,
  unit: 'dB',
  curve: 'decibel',
});
const position = (key: string, label: string, min: number, max: number, at: number): DeckControl => ({
  key,
  label,
  min,
  max,
  default: at,
  unit: 'position',
  curve: 'linear',
});

/** Controls every deck has, in index order. Append only: the kernel addresses them by this order. */
export const DECK_CONTROLS = [
  // Tempo fader, −1 … 1 of the range; up the page is slower, as on hardware, but the sign here is musical: + is faster.
  position('tempo', 'Tempo', -1, 1, 0),
  choice('tempo.range', 'Tempo range', ['±8', '±16', '±50'], 0),
  toggle('keylock', 'Key lock', 1),
  { key: 'key.shift', label: 'Key shift', min: -12, max: 12, default: 0, unit: 'semitones', curve: 'linear' },
  toggle('quantise', 'Quantise', 1),
  choice(
    'quantise.step',
    'Quantise step',
    ['1/4', '1/2', '1 beat', '2 beats', '1 bar', '2 bars', '4 bars', '8 bars'],
    2,
  ),
  toggle('slip', 'Slip'),
  toggle('reverse', 'Reverse'),
  // Held pitch bend, −1 … 1 = ∓4 %; 0 when released.
  position('nudge', 'Nudge', -1, 1, 0),
  decibel('trim', 'Trim', -12, 12),
  decibel('eq.high', 'Hi', EQ_MIN_DB, 6),
  decibel('eq.mid', 'Mid', EQ_MIN_DB, 6),
  decibel('eq.low', 'Low', EQ_MIN_DB, 6),
  toggle('eq.high.kill', 'Kill hi'),
  toggle('eq.mid.kill', 'Kill mid'),
  toggle('eq.low.kill', 'Kill low'),
  // −1 low-pass … 0 off … 1 high-pass.
  position('filter', 'Filter', -1, 1, 0),
  { key: 'filter.resonance', label: 'Resonance', min: 0, max: 1, default: 0.3, unit: 'amount', curve: 'linear' },
  // Channel fader travel, 0 … 1; the kernel owns the law (0 → silence, 1 → 0 dB).
  position('level', 'Level', 0, 1, 0.8),
  choice('crossfader.side', 'Crossfader side', ['Left', 'Thru', 'Right'], 1),
  toggle('pfl', 'Headphones'),
] as const satisfies readonly DeckControl[];

/** Controls that belong to no deck, in index order. Append only. */
export const GLOBAL_CONTROLS = [
  { name: 'transport.tempo', label: 'Transport tempo', min: 20, max: 999, default: 124, unit: 'BPM', curve: 'linear' },
  { name: 'mixer.crossfader', label: 'Crossfader', min: -1, max: 1, default: 0, unit: 'position', curve: 'linear' },
  {
    name: 'mixer.crossfader.curve',
    label: 'Crossfader curve',
    min: 0,
    max: 2,
    default: 0,
    unit: 'choice',
    curve: 'choice',
    choices: ['Power', 'Linear', 'Cut'],
  },
  {
    name: 'mixer.crossfader.reverse',
    label: 'Crossfader reverse',
    min: 0,
    max: 1,
    default: 0,
    unit: 'on/off',
    curve: 'toggle',
  },
  { name: 'master.level', label: 'Master', min: -60, max: 6, default: 0, unit: 'dB', curve: 'decibel' },
  { name: 'booth.level', label: 'Booth', min: -60, max: 6, default: 0, unit: 'dB', curve: 'decibel' },
  { name: 'phones.level', label: 'Phones', min: -60, max: 6, default: -6, unit: 'dB', curve: 'decibel' },
  // 0 = cue only, 1 = master only.
  { name: 'phones.mix', label: 'Cue mix', min: 0, max: 1, default: 0, unit: 'position', curve: 'linear' },
  { name: 'phones.split', label: 'Split cue', min: 0, max: 1, default: 0, unit: 'on/off', curve: 'toggle' },
  { name: 'preview.level', label: 'Preview', min: -60, max: 6, default: -6, unit: 'dB', curve: 'decibel' },
  ...Array.from({ length: SAMPLER_COUNT }, (_, i) => ({
    name: `sampler.${i + 1}.level`,
    label: `Sampler ${i + 1}`,
    min: -60,
    max: 6,
    default: 0,
    unit: 'dB' as const,
    curve: 'decibel' as const,
  })),
] as const satisfies readonly ControlSpec[];

export type DeckControlKey = (typeof DECK_CONTROLS)[number]['key'];

/** Decks A and B start on the two sides of the crossfader; C and D go past it. */
const SIDES_AT_START = [0, 2, 1, 1] as const;

const defaultOf = (key: string, deck: number, value: number): number =>
  key === 'crossfader.side' ? (SIDES_AT_START[deck] ?? value) : value;

/** Every control; the index is the id on the wire. Decks first, A…D, then the global ones. */
export const CONTROLS: readonly ControlSpec[] = [
  ...Array.from({ length: DECK_COUNT }, (_, deck) =>
    DECK_CONTROLS.map(
      ({ key, ...rest }): ControlSpec => ({
        ...rest,
        default: defaultOf(key, deck, rest.default),
        name: `deck.${DECK_LETTERS[deck]}.${key}`,
        deck,
      }),
    ),
  ).flat(),
  ...GLOBAL_CONTROLS,
];

export const CONTROL_COUNT = CONTROLS.length;
export const DECK_CONTROL_COUNT = DECK_CONTROLS.length;
export const GLOBAL_CONTROL_FIRST = DECK_COUNT * DECK_CONTROL_COUNT;

const byName = new Map(CONTROLS.map((spec, index) => [spec.name, index]));

/** Index of a control by name. Throws on an unknown name: a caller that handles user text uses `findControl`. */
export function controlIndex(name: string): number {
  const index = byName.get(name);
  if (index === undefined) throw new RangeError(`no control is named "${name}"`);
  return index;
}

/** Index of a control by name, or undefined. */
export function findControl(name: string): number | undefined {
  return byName.get(name);
}

/** Index of a deck's control. */
export function deckControlIndex(deck: number, key: DeckControlKey): number {
  return controlIndex(`deck.${DECK_LETTERS[deck]}.${key}`);
}

/** The value held within the control's range (choices and toggles rounded). NaN becomes the default. */
export function clampControl(index: number, value: number): number {
  const spec = CONTROLS[index];
  if (spec === undefined) throw new RangeError(`no control has index ${index}`);
  if (Number.isNaN(value)) return spec.default;
  const held = Math.min(spec.max, Math.max(spec.min, value));
  return spec.curve === 'toggle' || spec.curve === 'choice' ? Math.round(held) : held;
}

/** Values of a continuous control lie on this many steps of its range where the sender can choose. */
export const CONTROL_STEPS = 65_536;

/** The nearest value on the grid that the session log stores in one or two bytes. Senders of continuous moves use it. */
export function snapControl(value: number, min: number, max: number): number {
  const step = (max - min) / CONTROL_STEPS;
  return step > 0 ? min + Math.round((value - min) / step) * step : value;
}
