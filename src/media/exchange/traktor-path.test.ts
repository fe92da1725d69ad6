import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalLocation } from './location.ts';
import { fromTraktorPath, toTraktorPath } from './traktor-path.ts';

test('paths as Traktor writes them', () => {
  expect(toTraktorPath('C:/Music/a.mp3')).toEqual({ volume: 'C:', dir: '/:Music/:', file: 'a.mp3' });
  expect(toTraktorPath('/Users/me/AC:DC.mp3')).toEqual({
    volume: 'Macintosh HD',
    dir: '/:Users/:me/:',
    file: 'AC//DC.mp3',
  });
  expect(toTraktorPath('/Volumes/USB/x/a.mp3')).toEqual({ volume: 'USB', dir: '/:x/:', file: 'a.mp3' });
  expect(fromTraktorPath({ volume: 'SSD', dir: '/:Users/:me/:', file: 'a.mp3' })).toBe('/Users/me/a.mp3');
});

test('every location comes back', () => {
  const piece = fc.constantFrom('/', ':', '\\', 'C:', 'Volumes', 'Users', 'USB', '..', 'a.mp3', 'ü', '//', '');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
      const location = canonicalLocation(pieces.join(''));
      expect(fromTraktorPath(toTraktorPath(location))).toBe(location);
    }),
    { seed: 3, numRuns: 2000 },
  );
});
