import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageOf, analysedBy } from './analysed-by.ts';
import { emptyTrack, NOBODY, Origin, type Provenance, type TrackRecord } from './model.ts';

const empty = emptyTrack({ key: 'k', fileName: 'a.wav', location: { kind: 'stored' }, addedAtMs: 1 });
const NEWEST = { grid: { producer: 'tempo', version: 3 }, musicalKey: { producer: 'key', version: 2 } };
const by = (origin: Origin, producer: string, version: number): Provenance => ({
  ...NOBODY,
  origin,
  producer,
  version,
});
const track = (grid: Provenance, key: Provenance): TrackRecord => ({
  ...empty,
  grid: { ...empty.grid, by: grid },
  musicalKey: { ...empty.musicalKey, by: key },
});
const age = (record: TrackRecord): string => ageOf(analysedBy(record), NEWEST);

test('one group by an older version, or by a predecessor, makes a track old', () => {
  const [grid, key] = [by(Origin.analysis, 'tempo', 3), by(Origin.analysis, 'key', 2)];
  expect(age(empty)).toBe('none');
  expect(age(track(grid, key))).toBe('current');
  expect(age(track({ ...grid, version: 2 }, key))).toBe('old');
  expect(age(track(grid, { ...key, producer: 'tones' }))).toBe('old');
  expect(age(track(grid, NOBODY))).toBe('current');
  expect(age(track({ ...grid, version: 4 }, key))).toBe('current');
});

test('what a hand, a score, tags or another program said is never old', () => {
  const origin = fc.constantFrom(Origin.hand, Origin.score, Origin.tags, Origin.exchange, Origin.none);
  fc.assert(
    fc.property(origin, origin, fc.string(), fc.nat(9), (ours, theirs, producer, version) => {
      expect(age(track(by(ours, producer, version), by(theirs, producer, version)))).toBe('none');
    }),
  );
});

test('any producer, even one with separators in its name, has an age', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('tempo', '\n', '\t', ' ', '3') }),
      fc.double(),
      (producer, version) => {
        const one = by(Origin.analysis, producer, version);
        const current = producer === 'tempo' && version >= 3;
        expect(age(track(one, NOBODY))).toBe(current ? 'current' : 'old');
      },
    ),
  );
});
