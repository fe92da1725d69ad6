import { expect, test } from 'vitest';
import { Hearing } from './hearing.ts';

test('a track is heard until one load knows it, or all have given up', async () => {
  const hearing = new Hearing();
  expect(hearing.heard('a')).toBeNull();
  const [one, two] = [hearing.begin('a'), hearing.begin('a')];
  const waiting = hearing.heard('a');
  one(false);
  one(false);
  expect(hearing.heard('a')).toBe(waiting);
  two(true);
  expect(await waiting).toBe(true);
  expect(hearing.heard('a')).toBeNull();

  const three = hearing.begin('a');
  const again = hearing.heard('a');
  three(false);
  three(true);
  expect(await again).toBe(false);
});

test('a load that ends late does not end a later one', () => {
  const hearing = new Hearing();
  const [one, two] = [hearing.begin('a'), hearing.begin('a')];
  one(true);
  hearing.begin('a');
  two(false);
  expect(hearing.heard('a')).not.toBeNull();
});
