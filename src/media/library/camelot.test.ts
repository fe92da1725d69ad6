import { describe, expect, test } from 'vitest';
import { camelotName, keyMove, wheelIndex } from './camelot.ts';

describe('keys', () => {
  test.each([
    ['8A', '8A'],
    ['08a', '8A'],
    ['Am', '8A'],
    ['A minor', '8A'],
    ['a moll', '8A'],
    ['1m', '8A'],
    ['C', '8B'],
    ['C major', '8B'],
    ['1d', '8B'],
    ['F#', '2B'],
    ['Gb maj', '2B'],
    ['E♭m', '2A'],
    ['G#m', '1A'],
    ['Abm', '1A'],
    ['B', '1B'],
    ['Db', '3B'],
    ['6d', '1B'],
    ['12m', '7A'],
    ['D minor', '7A'],
  ])('%s is %s', (text, camelot) => expect(camelotName(wheelIndex(text))).toBe(camelot));

  test.each(['', '0A', '13B', 'X', '13m', 'hello', 'A minorish'])('“%s” is none', (text) =>
    expect(wheelIndex(text)).toBe(-1),
  );

  test.each([
    ['8A', '8A', 'same'],
    ['8A', '9A', 'up'],
    ['1A', '12A', 'down'],
    ['12B', '1B', 'up'],
    ['8A', '8B', 'relative'],
    ['8A', '10A', 'boost'],
    ['8A', '3A', 'semitone'],
    ['8A', '9B', 'diagonal'],
    ['8B', '7A', 'diagonal'],
    ['8A', '7B', null],
    ['8A', '2A', null],
    ['8A', '', null],
  ])('%s to %s: %s', (from, to, move) => expect(keyMove(wheelIndex(from), wheelIndex(to))).toBe(move));
});
