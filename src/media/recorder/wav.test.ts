import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodeWavHead,
  planRepair,
  quantise24,
  RecordingState,
  readWavHead,
  WAV_FRAME_BYTES,
  WAV_HEAD_BYTES,
  type WavFacts,
} from './wav.ts';

const facts = (frames: number, state: WavFacts['state'] = RecordingState.open): WavFacts => ({
  sampleRateHz: 48_000,
  frames,
  state,
  gaps: 2,
  startedAtMs: 1_800_000_000_000,
  firstEngineFrame: 12_800,
});

test('a head comes back, small and beyond 4 GiB', () => {
  for (const frames of [0, 1, 48_000, 715_827_863, 715_827_864, 5_000_000_000]) {
    const reading = readWavHead(encodeWavHead(facts(frames)));
    expect(reading).toMatchObject({ kind: 'recording', claimedDataBytes: frames * 6, facts: facts(frames) });
  }
  const small = encodeWavHead(facts(10));
  expect(String.fromCharCode(...small.subarray(0, 4))).toBe('RIFF');
  expect(new DataView(small.buffer).getUint32(4, true)).toBe(WAV_HEAD_BYTES - 8 + 60);
  const large = encodeWavHead(facts(1e9));
  expect(String.fromCharCode(...large.subarray(0, 4))).toBe('RF64');
  expect(String.fromCharCode(...large.subarray(12, 16))).toBe('ds64');
  expect(new DataView(large.buffer).getUint32(4, true)).toBe(0xffff_ffff);
});

test('cut at any byte, an open recording is repaired to its last whole frame', () => {
  const whole = WAV_HEAD_BYTES + 50 * WAV_FRAME_BYTES;
  const head = encodeWavHead(facts(20));
  for (let cut = 0; cut <= whole; cut++) {
    const plan = planRepair(head.subarray(0, Math.min(cut, WAV_HEAD_BYTES)), cut);
    if (cut < WAV_HEAD_BYTES + WAV_FRAME_BYTES) {
      expect(plan.kind).toBe('empty');
      continue;
    }
    const frames = Math.floor((cut - WAV_HEAD_BYTES) / WAV_FRAME_BYTES);
    expect(plan).toMatchObject({ kind: 'repair', bytes: WAV_HEAD_BYTES + frames * WAV_FRAME_BYTES });
    if (plan.kind !== 'repair') throw new Error('unreachable');
    expect(readWavHead(plan.head)).toMatchObject({ facts: facts(frames, RecordingState.repaired) });
    expect(planRepair(plan.head, plan.bytes).kind).toBe('sound');
  }
});

test('a closed recording is left alone, one of another length is repaired', () => {
  const closed = encodeWavHead(facts(20, RecordingState.closed));
  expect(planRepair(closed, WAV_HEAD_BYTES + 120).kind).toBe('sound');
  expect(planRepair(closed, WAV_HEAD_BYTES + 60)).toMatchObject({ kind: 'repair', facts: { frames: 10 } });
  expect(planRepair(encodeWavHead(facts(0)), 6e9)).toMatchObject({ kind: 'repair', facts: { frames: 999_999_981 } });
});

test('ten thousand mutated heads give an answer each, never a throw', () => {
  const head = encodeWavHead(facts(20));
  const mutation = fc.record({
    edits: fc.array(fc.tuple(fc.nat(WAV_HEAD_BYTES - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
    length: fc.nat(WAV_HEAD_BYTES + 20),
    fileBytes: fc.oneof(fc.nat(4000), fc.nat(2 ** 40)),
  });
  fc.assert(
    fc.property(mutation, ({ edits, length, fileBytes }) => {
      const bytes = new Uint8Array(length);
      bytes.set(head.subarray(0, length));
      for (const [at, value] of edits) if (at < length) bytes[at] = value;
      const plan = planRepair(bytes, fileBytes);
      if (plan.kind !== 'repair') return;
      expect(plan.bytes).toBeLessThanOrEqual(fileBytes);
      expect(planRepair(plan.head, plan.bytes).kind).toBe('sound');
    }),
    { seed: 4, numRuns: 10_000 },
  );
});

test('quantisation is the nearest step, held at the ends, silent on nonsense', () => {
  const step = 1 / 8_388_608;
  const cases: [number, number][] = [
    [0, 0],
    [0.5, 4_194_304],
    [-0.5, -4_194_304],
    [1, 8_388_607],
    [7, 8_388_607],
    [-1, -8_388_608],
    [Number.NEGATIVE_INFINITY, -8_388_608],
    [Number.POSITIVE_INFINITY, 8_388_607],
    [Number.NaN, 0],
    [1.5 * step, 2],
    [-1.5 * step, -1],
    [1.4 * step, 1],
  ];
  const bytes = new Uint8Array(cases.length * 3 + 1);
  quantise24(
    Float32Array.from(cases, ([x]) => x),
    cases.length,
    bytes,
    1,
  );
  const got = cases.map((_, i) => {
    const at = 1 + i * 3;
    return ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      (((bytes[at + 2] as number) << 24) >> 8)) as number;
  });
  expect(got).toEqual(cases.map(([, q]) => q));
});
