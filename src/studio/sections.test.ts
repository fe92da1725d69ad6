import { expect, it } from 'vitest';
import { sectionsOnGrid } from './sections.ts';

const RATE = 48_000;
const GRID = { downbeatFrame: 1000, bpm: 120, beatsPerBar: 4 };
const SECTIONS = [
  { kind: 'intro', startBeat: 0, beats: 32 },
  { kind: 'drop', startBeat: 32, beats: 64 },
] as const;

it('keeps sections where the music is when tempo or downbeat are corrected', () => {
  expect(sectionsOnGrid(SECTIONS, GRID, GRID, RATE)).toEqual(SECTIONS);
  expect(sectionsOnGrid(SECTIONS, GRID, { ...GRID, bpm: 60 }, RATE)).toEqual([
    { kind: 'intro', startBeat: 0, beats: 16 },
    { kind: 'drop', startBeat: 16, beats: 32 },
  ]);
  // A downbeat four beats later: everything is counted from there.
  const later = { ...GRID, downbeatFrame: 1000 + 4 * 24_000 };
  expect(sectionsOnGrid(SECTIONS, GRID, later, RATE).map((s) => s.startBeat)).toEqual([-4, 28]);
  // Half a beat moves nothing but the grid.
  expect(sectionsOnGrid(SECTIONS, GRID, { ...GRID, downbeatFrame: 13_000 }, RATE)).toEqual(SECTIONS);
});

it('drops what has no bar left', () => {
  const short = [{ kind: 'break', startBeat: 0, beats: 4 }] as const;
  expect(sectionsOnGrid(short, GRID, { ...GRID, bpm: 40 }, RATE)).toEqual([]);
});
