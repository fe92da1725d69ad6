import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Command, EventType, makeCommand, Op } from '../../control-bus/commands.ts';
import { CONTROLS, snapControl } from '../../control-bus/controls.ts';
import { ByteWriter } from './byte-codec.ts';
import {
  encodeFrame,
  encodePreamble,
  FRAME_HEAD_BYTES,
  type LogProblem,
  type LogRecord,
  PREAMBLE_BYTES,
  SessionLogError,
} from './format.ts';
import { joinBytes, sampleHeader, sampleLog, sampleRecords, syntheticSet } from './log-fixtures.ts';
import { openLog } from './reader.ts';
import { encodeEndFrame, SessionLogWriter } from './writer.ts';

const recordsOf = (bytes: Uint8Array): LogRecord[] => [...openLog(bytes).records()];

test('every kind of record comes back as it was', () => {
  const log = openLog(sampleLog());
  expect(log.problems).toEqual([]);
  expect([...log.records()]).toEqual([{ kind: 'header', header: sampleHeader() }, ...sampleRecords()]);
});

const anyNumber = fc.oneof(fc.double(), fc.float(), fc.integer(), fc.constantFrom(0, -0, 1e300));
const anyCommand: fc.Arbitrary<Command> = fc
  .record({
    id: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    op: fc.oneof(fc.constantFrom(Op.setControl, Op.scratchMove, Op.load), fc.constantFrom(...Object.values(Op))),
    deck: fc.integer({ min: 0, max: 255 }),
    clock: fc.constantFrom(0, 0, 1, 2, 3),
    flags: fc.constantFrom(0, 0, 7, 65_535),
    source: fc.constantFrom(0, 1, 8),
    target: fc.oneof(fc.integer({ min: 0, max: CONTROLS.length - 1 }), fc.integer()),
    time: fc.oneof(fc.constant(0), anyNumber),
    step: fc.oneof(fc.constant(0), anyNumber),
    a: anyNumber,
    b: fc.oneof(fc.constant(0), anyNumber),
    c: fc.oneof(fc.constant(0), anyNumber),
  })
  .map((c) => c as Command);

test('any commands at any frames come back bit for bit, sealed anywhere', () => {
  const item = fc.record({ command: anyCommand, frame: fc.nat(2 ** 40), seal: fc.integer({ min: 0, max: 9 }) });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), (items) => {
      const writer = new SessionLogWriter(sampleHeader());
      const parts = [];
      for (const { command, frame, seal } of items) {
        writer.add({ kind: 'arrival', frame, command, executedAtOnce: false });
        if (seal === 0) parts.push(writer.seal());
      }
      parts.push(writer.seal());
      const back = recordsOf(joinBytes(parts.filter((p) => p !== null))).slice(1);
      const want = items.map(({ command, frame }) => ({ kind: 'arrival', frame, command, executedAtOnce: false }));
      expect(back).toEqual(want);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('an execution at the arrival frame folds into the move, any other stays', () => {
  const writer = new SessionLogWriter(sampleHeader());
  const move = makeCommand({ id: 5, op: Op.setControl, target: 1, a: 1 });
  const event = (id: number, frame: number): LogRecord => ({
    kind: 'event',
    event: { type: EventType.executed, code: 0, deck: 255, id, op: Op.setControl, frame, a: 0, b: 0 },
  });
  writer.add({ kind: 'arrival', frame: 128, command: move, executedAtOnce: false });
  writer.add(event(5, 128));
  writer.add({ kind: 'arrival', frame: 256, command: { ...move, id: 6 }, executedAtOnce: false });
  writer.add(event(6, 300));
  const back = recordsOf(writer.seal() as Uint8Array).slice(1);
  expect(back.map((r) => (r.kind === 'arrival' ? r.executedAtOnce : r.kind))).toEqual([true, false, 'event']);
});

test('a busy hour stays within two megabytes and comes back whole', () => {
  const set = syntheticSet(3600, 11);
  expect(set.bytes.length).toBeLessThanOrEqual(2_000_000);
  expect(set.moves).toBeGreaterThan(100_000);
  const log = openLog(set.bytes);
  expect(log.problems).toEqual([]);
  let moves = 0;
  let unexecuted = 0;
  for (const record of log.records()) {
    if (record.kind !== 'arrival') continue;
    moves++;
    if (!record.executedAtOnce) unexecuted++;
  }
  expect(moves).toBe(set.moves + set.scratchMoves + set.buttons);
  expect(unexecuted).toBe(set.buttons);
});

test('snapped values lie in range and on the short form', () => {
  for (const { min, max } of CONTROLS)
    for (const share of [0, 0.1, 1 / 3, 0.7, 1]) {
      const v = snapControl(min + share * (max - min), min, max);
      expect(Math.abs(v - (min + share * (max - min)))).toBeLessThanOrEqual((max - min) / 65_536);
      expect(snapControl(v, min, max)).toBe(v);
    }
});

test('cut anywhere, a log gives every whole frame before the cut and says so', () => {
  const whole = sampleLog();
  const all = recordsOf(whole);
  const headerEnd = PREAMBLE_BYTES + FRAME_HEAD_BYTES + new DataView(whole.buffer).getUint32(PREAMBLE_BYTES, true);
  for (let cut = 0; cut < whole.length; cut++) {
    const part = whole.subarray(0, cut);
    if (cut < headerEnd) {
      expect(() => openLog(part)).toThrow(SessionLogError);
      continue;
    }
    const log = openLog(part);
    expect(log.soundBytes).toBeLessThanOrEqual(cut);
    if (log.soundBytes < cut) expect(log.problems).toMatchObject([{ what: 'tornTail', byteOffset: log.soundBytes }]);
    else expect(log.problems).toEqual([]);
    const back = [...log.records()];
    expect(back).toEqual(all.slice(0, back.length));
  }
});

test('a tail of zeros, as a file system may leave, counts as torn', () => {
  const log = openLog(joinBytes([sampleLog(), new Uint8Array(500)]));
  expect(log.problems).toMatchObject([{ what: 'tornTail', bytes: 500 }]);
  expect([...log.records()].length).toBe(sampleRecords().length + 1);
});

test('every flipped byte is reported, with its frame', () => {
  const whole = sampleLog();
  const frames: { from: number; to: number }[] = [];
  const view = new DataView(whole.buffer);
  for (let at = PREAMBLE_BYTES; at < whole.length; ) {
    const to = at + FRAME_HEAD_BYTES + view.getUint32(at, true);
    frames.push({ from: at, to });
    at = to;
  }
  for (let i = 0; i < whole.length; i++) {
    const copy = whole.slice();
    copy[i] = (copy[i] as number) ^ (1 << (i % 8));
    const frameIndex = frames.findIndex((f) => i >= f.from && i < f.to);
    if (frameIndex <= 0) {
      expect(() => openLog(copy)).toThrow(SessionLogError);
      continue;
    }
    const { problems } = openLog(copy);
    expect(problems.length).toBe(1);
    const problem = problems[0] as LogProblem;
    expect(problem.frameIndex).toBe(frameIndex);
    expect(i).toBeGreaterThanOrEqual(problem.byteOffset);
    expect(i).toBeLessThan(problem.byteOffset + problem.bytes);
  }
});

test('a damaged frame costs only itself', () => {
  const whole = sampleLog();
  const clean = recordsOf(whole);
  const copy = whole.slice();
  const view = new DataView(whole.buffer);
  const second = PREAMBLE_BYTES + FRAME_HEAD_BYTES + view.getUint32(PREAMBLE_BYTES, true);
  copy[second + FRAME_HEAD_BYTES + 4] = 0xee;
  expect(recordsOf(copy)).toEqual([clean[0], ...clean.slice(6)]);
  const cutOut = joinBytes([
    whole.subarray(0, second),
    whole.subarray(second + FRAME_HEAD_BYTES + view.getUint32(second, true)),
  ]);
  expect(openLog(cutOut).problems).toMatchObject([{ what: 'missingFrames', frameIndex: 1 }]);
});

test('unknown record kinds are stepped over, an unknown version is refused', () => {
  const writer = new SessionLogWriter(sampleHeader());
  const start = writer.seal() as Uint8Array;
  const w = new ByteWriter();
  w.varint(900);
  w.varint(3);
  w.raw(Uint8Array.of(1, 2, 3));
  const end = { how: 'closed', wallMs: 1, engineFrame: 2 } as const;
  const bytes = joinBytes([start, encodeFrame(1, w.peek()), encodeEndFrame(2, end)]);
  const log = openLog(bytes);
  expect(log.problems).toEqual([]);
  expect([...log.records()].slice(1)).toEqual([{ kind: 'end', end }]);
  expect(log.nextIndex).toBe(3);
  bytes.set(encodePreamble(2));
  expect(() => openLog(bytes)).toThrow(expect.objectContaining({ code: 'unknownVersion', byteOffset: 8 }));
  expect(() => openLog(new Uint8Array(99))).toThrow(expect.objectContaining({ code: 'notALog' }));
});

test('nonsense under a right checksum is named and ends only its frame', () => {
  const start = new SessionLogWriter(sampleHeader()).seal() as Uint8Array;
  const end = { how: 'closed', wallMs: 1, engineFrame: 2 } as const;
  const bytes = joinBytes([start, encodeFrame(1, Uint8Array.of(3, 200, 1)), encodeEndFrame(2, end)]);
  const problems: LogProblem[] = [];
  const back = [...openLog(bytes).records((p) => problems.push(p))];
  expect(back.slice(1)).toEqual([{ kind: 'end', end }]);
  expect(problems).toMatchObject([{ what: 'malformedRecord', frameIndex: 1 }]);
});
