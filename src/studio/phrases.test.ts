import { expect, it } from 'vitest';
import { createWaveform, WaveformView } from '../control-bus/waveform-layout.ts';
import { byHand, emptyTrack, NOBODY, type SectionKind, type TrackRecord } from '../media/library/client.ts';
import { markersOf, phrasesOf, powerFrom } from './phrases.ts';

const BAR = 96_000;
const GRID = { downbeatFrame: 0, bpm: 120, beatsPerBar: 4 };
const FORM: readonly (readonly [SectionKind, number])[] = [
  ['intro', 8],
  ['drop', 16],
  ['break', 8],
  ['drop', 16],
  ['outro', 8],
];

function track(phraseBars: readonly number[] = []): TrackRecord {
  let start = 0;
  const sections = FORM.map(([kind, bars]) => {
    const section = { kind, startFrame: start, endFrame: start + bars * BAR, name: '' };
    start += bars * BAR;
    return section;
  });
  let from = 0;
  const phrases = phraseBars.map((bars) => {
    const phrase = { startFrame: from, endFrame: from + bars * BAR, bars };
    from += bars * BAR;
    return phrase;
  });
  const empty = emptyTrack({ key: 'k', fileName: 'f', location: { kind: 'stored' }, addedAtMs: 0 });
  return { ...empty, structure: { sections, phrases, by: NOBODY } };
}

it('names sections, numbers those of one kind, and puts the phrases of a long one below it', () => {
  const listed = phrasesOf(track([8, 8, 8, 8, 8, 8, 8]), GRID, () => null);
  expect(listed.map(({ level, name, bars, energy }) => [level, name, bars, energy])).toEqual([
    ['section', 'Intro', 8, null],
    ['section', 'Drop 1', 16, null],
    ['phrase', 'Drop 1, phrase 1', 8, null],
    ['phrase', 'Drop 1, phrase 2', 8, null],
    ['section', 'Break', 8, null],
    ['section', 'Drop 2', 16, null],
    ['phrase', 'Drop 2, phrase 1', 8, null],
    ['phrase', 'Drop 2, phrase 2', 8, null],
    ['section', 'Outro', 8, null],
  ]);
  expect(new Set(listed.map(({ name }) => name)).size).toBe(listed.length);
});

it('counts no bars without a grid', () => {
  expect(phrasesOf(track(), null, () => null)[0]?.bars).toBeNull();
});

it('reads energy from a complete waveform, against the loudest section', () => {
  const frames = 56 * BAR;
  const buffer = createWaveform(frames);
  const view = new WaveformView(buffer);
  const level = view.levels[3];
  if (level === undefined) throw new Error('no coarse level');
  // Full in the drops, half as loud elsewhere.
  for (let column = 0; column * 6 < level.length; column++) {
    const bar = (column * 4096) / BAR;
    const isDrop = (bar >= 8 && bar < 24) || (bar >= 32 && bar < 48);
    level.fill(isDrop ? 200 : 100, column * 6 + 3, column * 6 + 6);
  }
  view.publish(1000, 64_000, false);
  expect(powerFrom(buffer)(0, BAR)).toBeNull();
  view.publish(Math.ceil(frames / 64), frames, true);
  const listed = phrasesOf(track(), GRID, powerFrom(buffer));
  expect(listed.map(({ energy }) => energy)).toEqual([3, 5, 3, 5, 3]);
});

it('takes the markers from the sections until a hand sets them', () => {
  const record = track();
  expect(markersOf(record)).toEqual({
    introStart: 0,
    introEnd: 8 * BAR,
    outroStart: 48 * BAR,
    outroEnd: 56 * BAR,
    byHand: false,
  });
  const markers = { introStartFrame: 5, introEndFrame: null, outroStartFrame: 7, outroEndFrame: null, by: byHand(1) };
  expect(markersOf({ ...record, markers })).toEqual({
    introStart: 5,
    introEnd: null,
    outroStart: 7,
    outroEnd: null,
    byHand: true,
  });
});
