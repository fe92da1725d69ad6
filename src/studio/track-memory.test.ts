import { describe, expect, it } from 'vitest';
import { forgetfulMemory, GridOrigin, type TrackRecord, withEstimate } from './track-memory.ts';

const record: TrackRecord = {
  key: 'abc',
  fileId: 'abc+mpg123',
  fileName: 'a.mp3',
  title: 'A',
  artist: '',
  lengthFrames: 100,
  grid: null,
  gridOrigin: GridOrigin.none,
  gridProducer: null,
  gridConfidence: null,
  musicalKey: null,
  keyName: null,
  hotCueFrames: [],
  addedAtMs: 0,
};
const estimate = { grid: { downbeatFrame: 10, bpm: 120, beatsPerBar: 4 }, producer: 'quick 1', confidence: 0.9 };

describe('track records', () => {
  it('take an estimate, and say who made it', () => {
    expect(withEstimate(record, estimate)).toMatchObject({
      gridOrigin: GridOrigin.analysis,
      gridProducer: 'quick 1',
      grid: { bpm: 120 },
    });
    expect(withEstimate(record, { ...estimate, grid: null })).toMatchObject({
      gridOrigin: GridOrigin.none,
      grid: null,
    });
  });
  it('never let an estimate touch what a hand has corrected', () => {
    const byHand: TrackRecord = {
      ...record,
      gridOrigin: GridOrigin.hand,
      grid: { downbeatFrame: 5, bpm: 121, beatsPerBar: 4 },
    };
    expect(withEstimate(byHand, estimate)).toBe(byHand);
  });
  it('are found by the identity that session logs use', async () => {
    const memory = forgetfulMemory();
    await memory.put(record);
    expect(await memory.byFileId('abc+mpg123')).toBe(record);
    await memory.remove('abc');
    expect(await memory.all()).toEqual([]);
  });
});
