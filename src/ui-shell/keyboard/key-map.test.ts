import { expect, it } from 'vitest';
import { bindingAt, chordOf, HAND_ROWS, KEY_BINDINGS } from './key-map.ts';

it('gives no key and modifiers to two actions', () => {
  const chords = KEY_BINDINGS.map(chordOf);
  expect(new Set(chords).size).toBe(chords.length);
});
it('has the same keys under both hands', () => {
  HAND_ROWS.left.forEach((row, y) => {
    row.forEach((code, x) => {
      const right = HAND_ROWS.right[y]?.[x];
      expect(right).toBeDefined();
      expect(bindingAt(code, false)?.label).toBe(bindingAt(right ?? '', false)?.label);
    });
  });
});
it('leaves the browser its own keys', () => {
  for (const code of ['Tab', 'Enter', 'Space', 'F5', 'F11', 'F12', 'Escape']) {
    expect(KEY_BINDINGS.some((binding) => binding.code === code)).toBe(false);
  }
});
it('lets go of what it holds', () => {
  for (const label of ['Cue', 'Nudge \u2212', 'Nudge +']) {
    const held = KEY_BINDINGS.filter((binding) => binding.label === label);
    expect(held.length).toBe(2);
    for (const binding of held) expect(binding.release).toBeDefined();
  }
});
