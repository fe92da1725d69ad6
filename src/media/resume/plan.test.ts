import { expect, test } from 'vitest';
import { EventType, makeCommand, Op } from '../../control-bus/commands.ts';
import { controlIndex, deckControlIndex } from '../../control-bus/controls.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import type { DeckState, LogRecord, TrackFact } from '../session-log/format.ts';
import { joinBytes, sampleHeader } from '../session-log/log-fixtures.ts';
import { openLog } from '../session-log/reader.ts';
import { SessionLogWriter } from '../session-log/writer.ts';
import { controlCommands, deckCommands, planResume, type ResumeDeck } from './plan.ts';

const track = (loadToken: number): LogRecord => {
  const fact: TrackFact = {
    loadToken,
    sourceSlot: 1,
    fileId: `file-${loadToken}`,
    pcmId: null,
    chunkHashes: null,
    title: `Track ${loadToken}`,
    lengthFrames: 1_000_000,
  };
  return { kind: 'track', track: fact };
};
let id = 0;
const arrive = (frame: number, fields: Parameters<typeof makeCommand>[0]): LogRecord => ({
  kind: 'arrival',
  frame,
  command: makeCommand({ id: ++id, ...fields }),
  executedAtOnce: false,
});

function logOf(records: readonly LogRecord[], cut = 0): Uint8Array {
  const writer = new SessionLogWriter(sampleHeader());
  const parts = [writer.seal() as Uint8Array];
  for (const record of records) {
    writer.add(record);
    parts.push(writer.seal() as Uint8Array);
  }
  const bytes = joinBytes(parts);
  return bytes.subarray(0, bytes.length - cut);
}

test('arrivals alone give tracks, grid, cues, loop, controls and play state', () => {
  const plan = planResume(
    openLog(
      logOf([
        track(5),
        arrive(128, { op: Op.load, deck: 1, target: 1, a: 5 }),
        arrive(256, { op: Op.setGrid, deck: 1, a: 100, b: 128, c: 4 }),
        arrive(256, { op: Op.hotCueSet, deck: 1, target: 2, a: 4000 }),
        arrive(256, { op: Op.hotCueSet, deck: 1, target: 3, a: 5000 }),
        arrive(256, { op: Op.hotCueClear, deck: 1, target: 3 }),
        arrive(256, { op: Op.loopSet, deck: 1, a: 100, b: 900, c: 1 }),
        arrive(384, { op: Op.seek, deck: 1, a: 77_000 }),
        arrive(384, { op: Op.play, deck: 1 }),
        arrive(512, { op: Op.setControl, target: deckControlIndex(1, 'eq.low'), a: -12 }),
        arrive(640, { op: Op.setControl, target: deckControlIndex(1, 'eq.low'), a: -20 }),
      ]),
    ),
  );
  expect(plan.ended).toBe(false);
  expect(plan.controls).toEqual({ 'deck.b.eq.low': -20 });
  expect(plan.decks.map((d) => d?.fileId)).toEqual([undefined, 'file-5', undefined, undefined]);
  expect(plan.decks[1]).toMatchObject({
    positionFrames: 77_000,
    wasPlaying: true,
    grid: { downbeatFrame: 100, tempoBpm: 128, beatsPerBar: 4, changes: [] },
    hotCueFrames: [-1, -1, 4000, -1, -1, -1, -1, -1],
    loop: { inFrame: 100, outFrame: 900 },
  });
});

test('a grid comes back with its tempo changes, and a deck state that says how it begins keeps them', () => {
  const changes = [
    { startFrame: 96_100, bpm: 125 },
    { startFrame: 288_100, bpm: 119.5 },
  ];
  const staged = changes.map(({ startFrame, bpm }, i) =>
    arrive(256, { op: Op.gridSegment, deck: 0, target: i + 1, a: startFrame, b: bpm }),
  );
  const grid = { op: Op.setGrid, deck: 0, a: 100, b: 120, c: 4 } as const;
  const records = [
    track(5),
    arrive(128, { op: Op.load, deck: 0, target: 1, a: 5 }),
    ...staged,
    arrive(256, { ...grid, target: 2 }),
  ];
  const resumed = planResume(openLog(logOf(records))).decks[0] as ResumeDeck;
  expect(resumed.grid).toEqual({ downbeatFrame: 100, tempoBpm: 120, beatsPerBar: 4, changes });
  const commands = deckCommands(resumed).filter(({ op }) => op === Op.gridSegment || op === Op.setGrid);
  expect(commands.map(({ op, target, a, b }) => [op, target, a, b])).toEqual([
    [Op.gridSegment, 1, 96_100, 125],
    [Op.gridSegment, 2, 288_100, 119.5],
    [Op.setGrid, 2, 100, 120],
  ]);
  const state: DeckState = {
    deck: 0,
    engineFrame: 1000,
    loadToken: 5,
    sourceSlot: 1,
    sourceFrames: 1_000_000,
    gridDownbeatFrame: 100,
    gridTempo: 120,
    gridBeatsPerBar: 4,
    cuePointFrame: 0,
    hotCueFrames: new Array<number>(8).fill(-1),
    loopBeats: 4,
  };
  const told = planResume(openLog(logOf([...records, { kind: 'deckState', state }])));
  expect(told.decks[0]?.grid?.changes).toEqual(changes);
  const again = planResume(openLog(logOf([...records, arrive(512, grid)])));
  expect(again.decks[0]?.grid?.changes).toEqual([]);
});

test('heartbeats and deck states overrule what arrivals suggest, later events overrule them', () => {
  const state: DeckState = {
    deck: 0,
    engineFrame: 1000,
    loadToken: 5,
    sourceSlot: 1,
    sourceFrames: 1_000_000,
    gridDownbeatFrame: 10,
    gridTempo: 120,
    gridBeatsPerBar: 4,
    cuePointFrame: 10,
    hotCueFrames: [123, -1, -1, -1, -1, -1, -1, -1],
    loopBeats: 4,
  };
  const records: LogRecord[] = [
    track(5),
    arrive(128, { op: Op.load, deck: 0, target: 1, a: 5 }),
    arrive(256, { op: Op.hotCueSet, deck: 0, target: 0, a: -1 }),
    arrive(256, { op: Op.play, deck: 0 }),
    { kind: 'deckState', state },
    {
      kind: 'heartbeat',
      heartbeat: {
        engineFrame: 48_000,
        wallMs: sampleHeader().startedAtMs + 1000,
        transportBeat: 2,
        transportPlaying: true,
        slowVersion: 3,
        decks: [
          {
            deck: 0,
            loadToken: 5,
            positionFrames: 47_000,
            flags: DeckFlag.playing | DeckFlag.loaded,
            loopInFrame: -1,
            loopOutFrame: -1,
          },
        ],
      },
    },
  ];
  const plan = planResume(openLog(logOf(records)));
  expect(plan).toMatchObject({ lastAliveMs: sampleHeader().startedAtMs + 1000, engineFrame: 48_000, transportBeat: 2 });
  expect(plan.decks[0]).toMatchObject({ positionFrames: 47_000, wasPlaying: true, hotCueFrames: state.hotCueFrames });
  const event = { type: EventType.endOfTrack, code: 0, deck: 0, id: 0, op: 0, frame: 50_000, a: 0, b: 0 };
  expect(planResume(openLog(logOf([...records, { kind: 'event', event }]))).decks[0]?.wasPlaying).toBe(false);
});

test('a torn log gives a plan from what is whole; an ended one says so', () => {
  const records = [
    track(5),
    arrive(128, { op: Op.load, deck: 0, target: 1, a: 5 }),
    arrive(256, { op: Op.seek, deck: 0, a: 5 }),
  ];
  const torn = planResume(openLog(logOf(records, 3)));
  expect(torn.damaged).toBe(true);
  expect(torn.decks[0]).toMatchObject({ fileId: 'file-5', positionFrames: 0 });
  const end: LogRecord = { kind: 'end', end: { how: 'closed', wallMs: 1, engineFrame: 2 } };
  expect(planResume(openLog(logOf([...records, end]))).ended).toBe(true);
});

test('the commands of a plan put controls and decks back, paused', () => {
  const deck: ResumeDeck = {
    deck: 2,
    fileId: 'f',
    pcmId: null,
    title: 't',
    lengthFrames: 100,
    positionFrames: 50,
    wasPlaying: true,
    grid: { downbeatFrame: 1, tempoBpm: 90, beatsPerBar: 4, changes: [] },
    cuePointFrame: 3,
    hotCueFrames: [7, -1, -1, -1, -1, -1, -1, 9],
    loop: { inFrame: 40, outFrame: 60 },
  };
  const ops = deckCommands(deck).map((c) => [c.op, c.target, c.a]);
  expect(ops).toEqual([
    [Op.setGrid, 0, 1],
    [Op.setCuePoint, 0, 3],
    [Op.hotCueSet, 0, 7],
    [Op.hotCueSet, 7, 9],
    [Op.loopSet, 0, 40],
    [Op.seek, 0, 50],
  ]);
  const plan = {
    lastAliveMs: 0,
    engineFrame: 0,
    transportBeat: 0,
    ended: false,
    damaged: false,
    controls: { 'mixer.crossfader': 0.5, 'deck.a.nudge': 1, 'gone.control': 2 },
    decks: [],
  };
  expect(controlCommands(plan)).toMatchObject([
    { op: Op.setControl, target: controlIndex('mixer.crossfader'), a: 0.5 },
  ]);
});
