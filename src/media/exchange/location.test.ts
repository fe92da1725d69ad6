import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalLocation, fileNameOf, fileUrl, pathSegments } from './location.ts';

test('URLs and paths of all platforms', () => {
  const forms: [string, string][] = [
    ['file://localhost/C:/Users/me/Music/caf%C3%A9%20%26.mp3', 'C:/Users/me/Music/café &.mp3'],
    ['file:///Users/me/a%23b.mp3', '/Users/me/a#b.mp3'],
    ['file:/home/me/a.mp3', '/home/me/a.mp3'],
    ['file://server/share/a.mp3', '//server/share/a.mp3'],
    ['C:\\Music\\a.mp3', 'C:/Music/a.mp3'],
    ['\\\\server\\share\\a.mp3', '//server/share/a.mp3'],
    ['/home/me/a\\b.mp3', '/home/me/a\\b.mp3'],
    ['../../etc/passwd', '../../etc/passwd'],
    ['http://example.org/stream', 'http://example.org/stream'],
    ['file://localhost/100%/a%ff.mp3', '/100%/a%ff.mp3'],
  ];
  for (const [text, canonical] of forms) expect(canonicalLocation(text)).toBe(canonical);
});

test('canonical form is stable, and a file URL leads back to it', () => {
  const piece = fc.constantFrom('/', '\\', 'C:', 'file:', '//', 'localhost', '%41', '%', 'ü', ' ', '..', ':', '#', 'a');
  const text = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (path) => {
      const canonical = canonicalLocation(path);
      expect(canonicalLocation(canonical)).toBe(canonical);
      expect(canonicalLocation(fileUrl(canonical))).toBe(canonical);
    }),
    { seed: 2, numRuns: 1500 },
  );
});

test('segments and names', () => {
  expect(pathSegments('C:/Music/./a.mp3')).toEqual(['C:', 'Music', 'a.mp3']);
  expect(fileNameOf('Music\\b.mp3')).toBe('b.mp3');
});
