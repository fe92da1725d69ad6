/** A control as a slider needs it: value, travel, words. Thread: main. */
import type { DeckControlKey } from '../../control-bus/controls.ts';
import { CONTROLS, controlIndex, deckControlIndex } from '../../control-bus/controls.ts';
import { deckName } from '../deck-names.ts';
import { spoken } from '../format.ts';
import { type Travel, travelOf } from '../gestures/travel.ts';
import type { Desk } from '../state/desk.ts';
import { type ControlWords, controlWords } from './words.ts';

export interface ControlBinding {
  readonly index: number;
  /** 'Low, deck B' or 'Crossfader'. */
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly value: () => number;
  readonly fallback: () => number;
  readonly set: (value: number, eventTimeMs: number) => void;
  readonly travel: () => Travel;
  /** '−18.4'. */
  readonly text: () => string;
  /** 'Low, deck B, minus 18.4 decibels'. */
  readonly spoken: () => string;
}

function bind(desk: Desk, index: number, words: ControlWords, name: string): ControlBinding {
  const spec = CONTROLS[index];
  if (spec === undefined) throw new RangeError(`no control has index ${index}`);
  const travel = travelOf(spec);
  const value = (): number => desk.slow.control(index);
  return {
    index,
    name,
    label: spec.label,
    unit: words.unit,
    min: spec.min,
    max: spec.max,
    value,
    fallback: () => spec.default,
    set: (next, eventTimeMs) => desk.setControl(index, next, eventTimeMs),
    travel: () => travel,
    text: () => words.text(value()),
    spoken: () => `${name}, ${words.spoken?.(value()) ?? `${spoken(words.text(value()))} ${words.unitSpoken}`.trim()}`,
  };
}

/** Binds a deck's control. */
export function bindDeck(desk: Desk, deck: number, key: DeckControlKey): ControlBinding {
  const index = deckControlIndex(deck, key);
  const words = controlWords(key, () => desk.control(deck, 'tempo.range'));
  return bind(desk, index, words, `${CONTROLS[index]?.label ?? key}, deck ${deckName(deck)}`);
}

/** Binds a control that belongs to no deck. */
export function bindGlobal(desk: Desk, name: string): ControlBinding {
  const index = controlIndex(name);
  return bind(
    desk,
    index,
    controlWords(name, () => 0),
    CONTROLS[index]?.label ?? name,
  );
}
