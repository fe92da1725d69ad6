import { describe, expect, it } from 'vitest';
import { DECK_COUNT } from './constants.ts';
import {
  CONTROL_COUNT,
  CONTROLS,
  clampControl,
  controlIndex,
  DECK_CONTROL_COUNT,
  deckControlIndex,
  findControl,
  GLOBAL_CONTROL_FIRST,
} from './controls.ts';

describe('the control registry', () => {
  it('names every control once and keeps its defaults in range', () => {
    expect(new Set(CONTROLS.map((c) => c.name)).size).toBe(CONTROL_COUNT);
    for (const c of CONTROLS) {
      expect(c.min, c.name).toBeLessThan(c.max);
      expect(c.default, c.name).toBeGreaterThanOrEqual(c.min);
      expect(c.default, c.name).toBeLessThanOrEqual(c.max);
      if (c.curve === 'choice') expect(c.choices, c.name).toHaveLength(c.max + 1);
    }
  });
  it('gives each deck the same controls at a fixed stride, as the kernel assumes', () => {
    for (let deck = 0; deck < DECK_COUNT; deck++)
      expect(deckControlIndex(deck, 'pfl') - deckControlIndex(deck, 'tempo')).toBe(DECK_CONTROL_COUNT - 1);
    expect(deckControlIndex(1, 'tempo')).toBe(DECK_CONTROL_COUNT);
    expect(controlIndex('transport.tempo')).toBe(GLOBAL_CONTROL_FIRST);
  });
  it('finds by name and says which name is wrong', () => {
    expect(findControl('deck.a.eq.low')).toBeDefined();
    expect(findControl('deck.e.eq.low')).toBeUndefined();
    expect(() => controlIndex('deck.e.eq.low')).toThrow(/deck\.e\.eq\.low/);
  });
  it('holds values in range, rounds steps, and turns NaN into the default', () => {
    const low = controlIndex('deck.a.eq.low');
    expect(clampControl(low, 99)).toBe(6);
    expect(clampControl(low, Number.NEGATIVE_INFINITY)).toBe(-26);
    expect(clampControl(low, Number.NaN)).toBe(0);
    expect(clampControl(controlIndex('deck.a.keylock'), 0.7)).toBe(1);
    expect(() => clampControl(CONTROL_COUNT, 0)).toThrow(/index/);
  });
});
