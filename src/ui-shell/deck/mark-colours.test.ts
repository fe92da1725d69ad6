import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hueOf, MARK_COLOURS } from './mark-colours.ts';

it('offers the hues of the pads', () => {
  const tokens = readFileSync(join(import.meta.dirname, '../styles/tokens.css'), 'utf8');
  MARK_COLOURS.forEach(({ hex }, i) => {
    expect(tokens).toContain(`--cue-${i + 1}: ${hex};`);
  });
});

it('shows a given colour by its token, a foreign one as it is, and none or nonsense as the pad', () => {
  expect(hueOf('#62D0C6', 4)).toBe('var(--cue-2)');
  expect(hueOf('#123456', 4)).toBe('#123456');
  expect(hueOf(null, 4)).toBe('var(--cue-5)');
  expect(hueOf('url(evil)', 0)).toBe('var(--cue-1)');
});
