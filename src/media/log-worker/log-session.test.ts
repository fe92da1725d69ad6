import { expect, test } from 'vitest';
import { type Command, EventType, makeCommand, Op } from '../../control-bus/commands.ts';
import { createEngineMemory, LOG_RING } from '../../control-bus/engine-host.ts';
import { DeckFlag, EVENT, FAST_STATE, SLOW_STATE } from '../../control-bus/layouts.ts';
import { createStruct, writeStruct } from '../../shmem-ipc/layout.ts';
import { RecordRing } from '../../shmem-ipc/ring.ts';
import { SeqlockWriter } from '../../shmem-ipc/seqlock.ts';
import { MemoryFiles } from '../byte-files/memory.ts';
import type { LogRecord } from '../session-log/format.ts';
import { sampleHeader } from '../session-log/log-fixtures.ts';
import { openLog } from '../session-log/reader.ts';
import type { LogIdentity } from './log-messages.ts';
import { COMMIT_MS, LogSession } from './log-session.ts';
import { findCrashed, openNewLog, settle } from './log-shelf.ts';

const START = Date.UTC(2026, 10, 22, 14, 50, 7);

function identity(): LogIdentity {
  const { startedAtMs: _, controls: __, ...rest } = sampleHeader();
  return rest;
}

/** A hand-driven engine: events into the ring, snapshots out. */
class FakeEngine {
  readonly memory = createEngineMemory();
  readonly fast = createStruct(FAST_STATE);
  readonly slow = createStruct(SLOW_STATE);
  private readonly ring = new RecordRing(this.memory.logEvents, LOG_RING);
  private readonly words = new Int32Array(EVENT.byteSize / 4);
  private readonly fastWriter = new SeqlockWriter(this.memory.fast, FAST_STATE.byteSize);
  private readonly slowWriter = new SeqlockWriter(this.memory.slow, SLOW_STATE.byteSize);

  event(type: number, frame: number, command: Command, a = 0): boolean {
    const { id, op, deck } = command;
    const record = { type, code: 0, deck, id, op, frame, a, b: 0, command: { ...command, spare: 0 } };
    writeStruct(EVENT, new DataView(this.words.buffer), 0, record);
    return this.ring.push(this.words, 0);
  }

  publish(): void {
    const fast = new Int32Array(FAST_STATE.byteSize / 4);
    writeStruct(FAST_STATE, new DataView(fast.buffer), 0, this.fast);
    this.fastWriter.publish(fast, 0);
    const slow = new Int32Array(SLOW_STATE.byteSize / 4);
    writeStruct(SLOW_STATE, new DataView(slow.buffer), 0, this.slow);
    this.slowWriter.publish(slow, 0);
  }

  load(deck: number, token: number, position: number): void {
    const fast = this.fast.decks[deck];
    const slow = this.slow.decks[deck];
    if (fast === undefined || slow === undefined) throw new Error('no such deck');
    fast.flags = DeckFlag.loaded | DeckFlag.playing;
    fast.position = position;
    slow.loadToken = token;
    slow.hotCueFrames.fill(-1);
    this.slow.version++;
  }
}

const track = (loadToken: number) =>
  ({
    kind: 'track',
    track: {
      loadToken,
      sourceSlot: 2,
      fileId: 'demo:one',
      pcmId: null,
      chunkHashes: null,
      title: 'One',
      lengthFrames: 1e6,
    },
  }) as const;

async function bytesOf(files: MemoryFiles, name: string): Promise<Uint8Array> {
  return new Uint8Array(await (await files.blob(name)).arrayBuffer());
}

async function recordsIn(files: MemoryFiles, name: string): Promise<LogRecord[]> {
  return [...openLog(await bytesOf(files, name)).records()];
}

async function begin(files: MemoryFiles): Promise<{ session: LogSession; engine: FakeEngine; name: string }> {
  const engine = new FakeEngine();
  const file = await openNewLog(files, START);
  return { session: new LogSession(file, identity(), engine.memory, START), engine, name: file.name };
}

test('what the engine and others report reaches the file within one commit', async () => {
  const files = new MemoryFiles();
  const { session, engine, name } = await begin(files);
  const load = makeCommand({ id: 4, op: Op.load, deck: 0, target: 2, a: 9 });
  const move = makeCommand({ id: 5, op: Op.setControl, target: 3, a: 0.25 });
  session.accept(track(9), START);
  session.accept(
    {
      kind: 'intents',
      intents: [
        { command: load, eventTimeMs: START + 1, gesture: 0, refused: null },
        { command: move, eventTimeMs: START + 2, gesture: 0, refused: null },
        { command: { ...load, a: Number.NaN }, eventTimeMs: START + 3, gesture: 0, refused: { kind: 'audible' } },
      ],
    },
    START,
  );
  engine.event(EventType.arrived, 128, load);
  engine.event(EventType.executed, 128, load);
  engine.event(EventType.arrived, 256, move);
  engine.event(EventType.executed, 256, move);
  engine.load(0, 9, 1234.4);
  engine.fast.engineFrame = 384;
  engine.publish();
  session.tick(START + COMMIT_MS - 1);
  expect((await recordsIn(files, name)).length).toBe(1);
  session.tick(START + COMMIT_MS);
  const records = await recordsIn(files, name);
  expect(records.map((r) => r.kind)).toEqual([
    'header',
    'track',
    'intent',
    'refusal',
    'arrival',
    'event',
    'arrival',
    'deckState',
    'heartbeat',
  ]);
  expect(records[6]).toMatchObject({ frame: 256, executedAtOnce: true, command: { op: Op.setControl, a: 0.25 } });
  expect(records[8]).toMatchObject({
    heartbeat: { engineFrame: 384, decks: [{ loadToken: 9, positionFrames: 1234 }] },
  });
});

test('a deck state is written again only when it changed; an idle engine writes hardly anything', async () => {
  const files = new MemoryFiles();
  const { session, engine, name } = await begin(files);
  engine.publish();
  for (let i = 0; i < 100; i++) session.tick(START + i * COMMIT_MS);
  const idle = await recordsIn(files, name);
  expect(idle.filter((r) => r.kind === 'heartbeat').length).toBeLessThanOrEqual(5);
  engine.load(1, 7, 0);
  engine.publish();
  for (let i = 100; i < 103; i++) session.tick(START + i * COMMIT_MS);
  const kinds = (await recordsIn(files, name)).slice(idle.length).map((r) => r.kind);
  expect(kinds).toEqual(['deckState', 'heartbeat', 'heartbeat', 'heartbeat']);
});

test('events the ring could not take are owned up to', async () => {
  const files = new MemoryFiles();
  const { session, engine, name } = await begin(files);
  const play = makeCommand({ id: 1, op: Op.play, deck: 0 });
  for (let i = 0; i < LOG_RING.capacity + 5; i++) engine.event(EventType.arrived, 128, play);
  session.commit(START + 1);
  session.tick(START + 2);
  session.end(START + 3);
  const records = await recordsIn(files, name);
  expect(records.find((r) => r.kind === 'host')).toMatchObject({ host: { what: 'eventsLost', frames: 5 } });
  expect(records.filter((r) => r.kind === 'arrival').length).toBe(LOG_RING.capacity);
});

test('a full disk is told, kept back and made good', async () => {
  const files = new MemoryFiles();
  const { session, engine, name } = await begin(files);
  files.capacity = session.status.bytes + 4;
  engine.load(0, 9, 1);
  engine.publish();
  session.commit(START + 500);
  expect(session.status.problem).toMatch(/Free disk space/);
  files.capacity = Number.POSITIVE_INFINITY;
  session.commit(START + 1000);
  expect(session.status.problem).toBeNull();
  const log = openLog(await bytesOf(files, name));
  expect(log.problems).toEqual([]);
  expect([...log.records()].filter((r) => r.kind === 'heartbeat').length).toBe(2);
});

test('a killed set is found once with its plan, an ended one never', async () => {
  const files = new MemoryFiles();
  const { session, engine, name } = await begin(files);
  expect(await findCrashed(files)).toBeNull();
  session.accept(track(9), START);
  engine.event(EventType.arrived, 0, makeCommand({ id: 1, op: Op.load, deck: 0, target: 2, a: 9 }));
  engine.load(0, 9, 4321);
  engine.publish();
  session.tick(START + 500);
  // While the tab lives the file is in use and nobody else's business.
  expect(await findCrashed(files)).toBeNull();
  files.kill();
  const torn = await files.open(name, false);
  torn.write(Uint8Array.of(9, 9, 9), torn.size());
  torn.close();
  const crashed = await findCrashed(files);
  expect(crashed?.name).toBe(name);
  expect(crashed?.plan.decks[0]).toMatchObject({ fileId: 'demo:one', positionFrames: 4321, wasPlaying: true });
  expect(crashed?.plan.damaged).toBe(true);
  await settle(files, name, START + 9000);
  expect(await findCrashed(files)).toBeNull();
  const log = openLog(await bytesOf(files, name));
  expect(log.problems).toEqual([]);
  expect([...log.records()].at(-1)).toMatchObject({ kind: 'end', end: { how: 'recovered' } });
  const second = await begin(files);
  expect(second.name).not.toBe(name);
  second.session.end(START);
  second.session.end(START);
  expect(await findCrashed(files)).toBeNull();
});
