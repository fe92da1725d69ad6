import { expect, test } from 'vitest';
import { bareTrack } from './document.ts';
import { type Candidate, matchLocations } from './match.ts';

const wanted = (location: string, durationS: number | null = null) => ({ ...bareTrack(location), durationS });
const have = (id: string, path: string, durationS: number | null = null): Candidate => ({ id, path, durationS });
const report = (tracks: ReturnType<typeof wanted>[], candidates: Candidate[]) =>
  matchLocations({ tracks, lists: [] }, candidates);

test('by name, whatever the platform, case and composition', () => {
  const { matched, unmatched } = report(
    [wanted('C:/Music/House/Café.MP3'), wanted('/Users/me/b.flac'), wanted('D:/gone.mp3')],
    [have('1', 'House/cafe\u0301.mp3'), have('2', 'b.flac')],
  );
  expect(matched).toEqual([
    { track: 0, id: '1', segments: 2 },
    { track: 1, id: '2', segments: 1 },
  ]);
  expect(unmatched).toEqual([{ track: 2, name: 'D:/gone.mp3', reason: 'noSuchName' }]);
});

test('the folders above tell the same name apart, then the duration', () => {
  const candidates = [have('1', 'Albums/A/01.mp3', 200), have('2', 'Albums/B/01.mp3', 300), have('3', 'C/01.mp3', 301)];
  expect(report([wanted('/x/B/01.mp3')], candidates).matched[0]?.id).toBe('2');
  expect(report([wanted('/x/Z/01.mp3', 200.4)], candidates).matched[0]?.id).toBe('1');
  expect(report([wanted('/x/Z/01.mp3', 301)], candidates).matched[0]?.id).toBe('3');
  const both = report([wanted('/x/Z/01.mp3', 300.5)], candidates).ambiguous[0];
  expect(both?.ids).toEqual(['2', '3']);
  expect(report([wanted('/x/Z/01.mp3')], candidates).ambiguous[0]?.ids).toEqual(['1', '2', '3']);
});

test('the same name with another duration is another track', () => {
  const { matched, unmatched } = report([wanted('a.mp3', 100)], [have('1', 'a.mp3', 250)]);
  expect(matched).toEqual([]);
  expect(unmatched[0]?.reason).toBe('otherDuration');
});

test('steps upwards are not followed', () => {
  const { matched } = report([wanted('../../etc/secret/../a.mp3')], [have('1', 'etc/a.mp3'), have('2', 'b/c.mp3')]);
  expect(matched).toEqual([{ track: 0, id: '1', segments: 1 }]);
  expect(report([wanted('..'), wanted(''), wanted('/')], [have('1', 'a.mp3')]).unmatched).toHaveLength(3);
});

test('many tracks of one name take time in proportion', () => {
  const tracks = Array.from({ length: 20_000 }, (_, i) => wanted(`/${i}/01.mp3`));
  const candidates = Array.from({ length: 20_000 }, (_, i) => have(String(i), `x${i}/01.mp3`));
  const { ambiguous } = report(tracks, candidates);
  expect(ambiguous).toHaveLength(20_000);
  expect(ambiguous.every(({ ids }) => ids.length <= 64)).toBe(true);
});
