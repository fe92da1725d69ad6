import { expect, test } from 'vitest';
import { fitFileName, UniqueNames } from './file-names.ts';
import { decimal, decimalText, hexColour, integer, isoDate, position, rgb, tempo } from './numbers.ts';

test('numbers are plain, finite and in range, or nothing', () => {
  expect([decimal(' 1.5 '), decimal('.5'), decimal('-2'), decimal('1e3')]).toEqual([1.5, 0.5, -2, 1000]);
  for (const text of ['', ' ', 'NaN', 'Infinity', '0x10', '1,5', '1e999', '--1', '1 2', '9'.repeat(400)])
    expect(decimal(text)).toBeNull();
  expect([integer('7', 0, 9), integer('7.5', 0, 9), integer('10', 0, 9), integer(undefined, 0, 9)]).toEqual([
    7,
    null,
    null,
    null,
  ]);
  expect([position('1000.5', 1000), position('1e9'), tempo('0'), tempo('1001')]).toEqual([1.0005, null, null, null]);
  expect(Object.is(position('-0'), 0)).toBe(true);
});

test('decimals are written with as few digits as they need', () => {
  expect([decimalText(0.052, 9), decimalText(1e-7, 9), decimalText(120, 6), decimalText(1e-12, 9)]).toEqual([
    '0.052',
    '0.0000001',
    '120',
    '0',
  ]);
});

test('dates of all kinds become ISO, impossible ones nothing', () => {
  expect([isoDate('2018/1/28'), isoDate('2024-02-29'), isoDate('2024-02-03T10:11:12Z')]).toEqual([
    '2018-01-28',
    '2024-02-29',
    '2024-02-03T10:11:12Z',
  ]);
  for (const text of ['', '2023-02-29', '2024-13-01', '0', '2024-01-01T25:00:00Z', undefined])
    expect(isoDate(text)).toBeNull();
});

test('colours', () => {
  expect([rgb('255', '0', '127'), rgb('255', '0', undefined), rgb('256', '0', '0')]).toEqual([0xff007f, null, null]);
  expect([hexColour('0xFF007F', '0x'), hexColour('0xFF', '0x'), hexColour('red', '0x')]).toEqual([
    0xff007f,
    null,
    null,
  ]);
});

test('names of files are safe and unique', () => {
  expect(['a/b:c', '..', '', 'CON', 'x. ', '\u0000\uD800'].map(fitFileName)).toEqual([
    'a_b_c',
    '_',
    '_',
    '_CON',
    'x_',
    '_\uFFFD',
  ]);
  const names = new UniqueNames();
  expect(['a', 'A', 'a'].map((name) => names.take(name))).toEqual(['a', 'A (2)', 'a (3)']);
});
