import { expect, it } from 'vitest';
import type { SavedLoop } from '../media/library/client.ts';
import {
  cuesOfPads,
  type HandCues,
  loopsOnPads,
  withCue,
  withLoop,
  withMarker,
  withoutLoop,
  withSavedLoop,
} from './cue-edits.ts';

const cue = (slot: number, frame: number, name = '') => ({ slot, frame, name, colour: null, quantised: true });
const loop = (id: string, startFrame: number): SavedLoop => ({
  id,
  startFrame,
  endFrame: startFrame + 1000,
  name: '',
  colour: null,
  quantised: true,
});
const CUES: HandCues = { hotCues: [cue(1, 100, 'Start'), cue(3, 300, 'Vox')], loops: [loop('loop 2', 5000)] };

it('keeps name and colour of pads that did not move, and starts anew on those that did', () => {
  const { hotCues, loops } = cuesOfPads(CUES, [100, -1, 301, 400, -1, -1, -1, -1]);
  expect(hotCues).toEqual([cue(1, 100, 'Start'), cue(3, 301), cue(4, 400)]);
  expect(loops).toBe(CUES.loops);
});

it('changes one cue and leaves the others', () => {
  const { hotCues } = withCue(CUES, 3, { name: 'Hook', colour: '#8fd06a' });
  expect(hotCues).toEqual([CUES.hotCues[0], { ...cue(3, 300, 'Hook'), colour: '#8fd06a' }]);
  expect(withCue(CUES, 5, { name: 'Nobody' }).hotCues).toEqual(CUES.hotCues);
});

it('puts saved loops on their pads, and those of other programs where there is room', () => {
  const foreign = [loop('xml-9', 900), loop('xml-1', 100)];
  expect(loopsOnPads([...foreign, loop('loop 2', 5000)]).map((l) => l?.id ?? null)).toEqual([
    'xml-1',
    'loop 2',
    'xml-9',
    ...Array.from({ length: 5 }, () => null),
  ]);
  const many = Array.from({ length: 12 }, (_, i) => loop(`xml-${i}`, i));
  expect(loopsOnPads(many)).toHaveLength(8);
});

it('saves over what its pad held, and nothing else is lost', () => {
  const cues: HandCues = { hotCues: [], loops: [loop('xml-1', 100), loop('loop 2', 5000)] };
  const saved = withSavedLoop(cues, 1, 7000, 8000);
  expect(saved.loops.map(({ id, startFrame }) => [id, startFrame])).toEqual([
    ['loop 2', 5000],
    ['loop 1', 7000],
  ]);
  expect(withSavedLoop(saved, 3, 1, 2).loops).toHaveLength(3);
  expect(withLoop(saved, 'loop 1', { name: 'Hook' }).loops[1]?.name).toBe('Hook');
  expect(withoutLoop(saved, 'loop 2').loops.map(({ id }) => id)).toEqual(['loop 1']);
});

it('sets one marker over what stood', () => {
  const shown = { introStartFrame: 0, introEndFrame: 100, outroStartFrame: 900, outroEndFrame: 1000 };
  expect(withMarker(shown, 'outroStart', 950)).toEqual({ ...shown, outroStartFrame: 950 });
  expect(withMarker(shown, 'introEnd', null)).toEqual({ ...shown, introEndFrame: null });
});
