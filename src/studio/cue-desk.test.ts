import { expect, it } from 'vitest';
import { byHand, emptyTrack, Origin, type TrackChange, type TrackRecord } from '../media/library/client.ts';
import { CueDesk } from './cue-desk.ts';
import type { DeckSlot } from './decks.ts';

const record = (key: string): TrackRecord => ({
  ...emptyTrack({ key, fileName: key, location: { kind: 'stored' }, addedAtMs: 0 }),
  cues: {
    hotCues: [{ slot: 1, frame: 100, name: '', colour: null, quantised: true }],
    loops: [],
    by: byHand(1),
  },
});

/** Four decks as a book of slots, and a library that answers when it is told to. */
function desk(...keys: (string | null)[]) {
  const slots = keys.map((key, deck): DeckSlot | null =>
    key === null
      ? null
      : {
          record: record(key),
          token: deck + 1,
          source: deck,
          totalFrames: 1e6,
          grid: null,
          gridReason: null,
          waveform: null,
          isDrawn: false,
          leftAtFrame: null,
        },
  );
  const written: (readonly TrackChange[])[] = [];
  const answers: (() => void)[] = [];
  const cues = new CueDesk({
    slot: (deck) => slots[deck] ?? null,
    learn: (deck, token, change) => {
      const slot = slots[deck];
      if (slot?.token === token) slots[deck] = { ...slot, ...change };
    },
    write: (_record, changes) => {
      written.push(changes);
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  const answer = async (): Promise<void> => {
    answers.shift()?.();
    await Promise.resolve();
  };
  return { cues, slots, written, answer };
}

const nameOn = (slot: DeckSlot | null | undefined): string | undefined => slot?.record.cues.hotCues[0]?.name;

it('shows an edit on every deck that holds the track, and writes it once', () => {
  const { cues, slots, written } = desk('one', 'two', 'one', null);
  cues.editCue(0, 1, { name: 'Vocals' });
  expect(slots.map(nameOn)).toEqual(['Vocals', '', 'Vocals', undefined]);
  expect(written).toHaveLength(1);
  expect(written[0]).toMatchObject([{ kind: 'hand', group: 'cues', value: { hotCues: [{ name: 'Vocals' }] } }]);
  cues.editCue(3, 1, { name: 'Nobody' });
  expect(written).toHaveLength(1);
});

it('keeps the hand’s newest word on screen until it is written', async () => {
  const { cues, slots, answer } = desk('one');
  cues.editCue(0, 1, { name: 'Vocals' });
  cues.editCue(0, 1, { colour: '#8fd06a' });
  const shown = slots[0]?.record ?? record('one');
  // What the library told of meanwhile: it has neither yet.
  expect(cues.newest(shown, record('one')).cues.hotCues[0]).toMatchObject({ name: 'Vocals', colour: '#8fd06a' });
  await answer();
  expect(cues.newest(shown, record('one')).cues.hotCues[0]?.name).toBe('Vocals');
  await answer();
  expect(cues.newest(shown, record('one')).cues.hotCues[0]?.name).toBe('');
  expect(cues.newest(shown, { ...record('one'), playCount: 3 }).playCount).toBe(3);
});

it('saves loops and takes them away', () => {
  const { cues, slots } = desk('one');
  cues.saveLoop(0, 2, 1000, 2000);
  const id = slots[0]?.record.cues.loops[0]?.id ?? '';
  cues.editLoop(0, id, { name: 'Hook' });
  expect(slots[0]?.record.cues.loops).toMatchObject([{ startFrame: 1000, endFrame: 2000, name: 'Hook' }]);
  cues.removeLoop(0, id);
  expect(slots[0]?.record.cues).toMatchObject({ loops: [], hotCues: [{ slot: 1 }] });
});

it('sets markers by hand, and gives them back', () => {
  const { cues, slots, written } = desk('one');
  cues.setMarker(0, 'introEnd', 500);
  expect(slots[0]?.record.markers).toMatchObject({ introEndFrame: 500, by: { origin: Origin.hand } });
  cues.releaseMarkers(0);
  expect(slots[0]?.record.markers.by.origin).toBe(Origin.none);
  expect(written.at(-1)).toEqual([{ kind: 'release', group: 'markers' }]);
});
