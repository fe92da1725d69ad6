/**
 * Logs for tests: a header, records of every kind, and a synthetic hour of a set, all from a seed.
 * Thread: tests and tools.
 */
import { Clock, type Command, EventType, makeCommand, Op, SourceClass } from '../../control-bus/commands.ts';
import { BLOCK_FRAMES, SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { CONTROLS, deckControlIndex, snapControl } from '../../control-bus/controls.ts';
import type { LogHeader, LogRecord } from './format.ts';
import { SessionLogWriter } from './writer.ts';

/** A seeded source of numbers in [0, 1): xorshift32 (G. Marsaglia, "Xorshift RNGs", 2003). */
export function seededRandom(seed: number): () => number {
  let x = seed | 0 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

export function sampleHeader(): LogHeader {
  return {
    startedAtMs: 1_800_000_000_000,
    app: '0.1.0',
    kernelId: 'k'.repeat(64),
    kernelAbi: 1,
    stretcherId: 'signalsmith-stretch 1.3.2',
    stretchPreset: 'default',
    sessionRateHz: SESSION_RATE_HZ,
    configs: { safety: { tiers: [1, 2] } },
    controls: CONTROLS.map(({ name, unit, min, max }) => ({ name, unit, min, max })),
    resumes: null,
  };
}

const arrival = (frame: number, command: Command, executedAtOnce = false): LogRecord => ({
  kind: 'arrival',
  frame,
  command,
  executedAtOnce,
});

const executed = (frame: number, command: Command, a = 0): LogRecord => ({
  kind: 'event',
  event: { type: EventType.executed, code: 0, deck: command.deck, id: command.id, op: command.op, frame, a, b: 0 },
});

/** One record of every kind, commands on every clock among them. */
export function sampleRecords(): LogRecord[] {
  const load = makeCommand({ id: 1, op: Op.load, deck: 0, target: 3, a: 17, source: SourceClass.host });
  const cue = makeCommand({
    id: 9,
    op: Op.hotCueJump,
    deck: 2,
    clock: Clock.deckBeat,
    flags: 3,
    target: 5,
    time: 12.25,
    step: 0.1,
  });
  const level = deckControlIndex(0, 'level');
  const move = (id: number, a: number): Command => makeCommand({ id, op: Op.setControl, target: level, a });
  const platter = (id: number, a: number, b: number): Command =>
    makeCommand({ id, op: Op.scratchMove, deck: 1, source: SourceClass.midi, a, b });
  return [
    {
      kind: 'track',
      track: {
        loadToken: 17,
        sourceSlot: 3,
        fileId: 'demo:first-light',
        pcmId: null,
        chunkHashes: null,
        title: 'First light – “ü”',
        lengthFrames: 9_000_000,
      },
    },
    { kind: 'source', source: { sourceSlot: 3, loadToken: 17, what: 'opened', frames: 9_000_000, engineFrame: 0 } },
    {
      kind: 'intent',
      intent: { command: load, eventTimeMs: 1_800_000_000_123.456, gesture: 1 },
    },
    arrival(128, load),
    executed(128, load),
    {
      kind: 'event',
      event: { type: EventType.loaded, code: 3, deck: 0, id: 1, op: Op.load, frame: 128, a: 17, b: -1 },
    },
    arrival(256, move(2, 0.5)),
    arrival(384, move(3, 0.123456789)),
    arrival(640, move(4, Math.fround(0.3))),
    arrival(640, move(7, Number.NaN)),
    arrival(768, platter(8, -12.5, 777.25)),
    arrival(896, platter(10, 0.1, 900.1)),
    arrival(1024, cue),
    executed(100_123, cue, 44_100.5),
    {
      kind: 'refusal',
      refusal: {
        id: 11,
        op: Op.load,
        deck: 0,
        target: 2,
        a: 4,
        gesture: 0,
        eventTimeMs: 5,
        reason: { kind: 'audible', lufs: -9 },
      },
    },
    {
      kind: 'event',
      event: { type: EventType.chunkMissing, code: 0, deck: 4, id: 0, op: 0, frame: 2048, a: 65_536, b: 128 },
    },
    {
      kind: 'host',
      host: { what: 'gap', text: 'The device was changed', engineFrame: 4096, wallMs: 1_800_000_001_000, frames: 480 },
    },
    {
      kind: 'deckState',
      state: {
        deck: 0,
        engineFrame: 4096,
        loadToken: 17,
        sourceSlot: 3,
        sourceFrames: 9_000_000,
        gridDownbeatFrame: 1234.5,
        gridTempo: 128.1,
        gridBeatsPerBar: 4,
        cuePointFrame: 1234,
        hotCueFrames: [0, -1, -1, 96_000.25, -1, -1, -1, -1],
        loopBeats: 4,
      },
    },
    {
      kind: 'heartbeat',
      heartbeat: {
        engineFrame: 24_064,
        wallMs: 1_800_000_002_000,
        transportBeat: 3.75,
        transportPlaying: true,
        slowVersion: 12,
        decks: [
          { deck: 0, loadToken: 17, positionFrames: 22_000, flags: 1025, loopInFrame: 100.5, loopOutFrame: 4100 },
          { deck: 2, loadToken: 18, positionFrames: -5, flags: 1024, loopInFrame: -1, loopOutFrame: -1 },
        ],
      },
    },
    { kind: 'end', end: { how: 'closed', wallMs: 1_800_000_003_000, engineFrame: 30_000 } },
  ];
}

/** The sample records in a file of several frames. */
export function sampleLog(): Uint8Array<ArrayBuffer> {
  const writer = new SessionLogWriter(sampleHeader());
  const parts = [writer.seal() as Uint8Array<ArrayBuffer>];
  sampleRecords().forEach((record, i) => {
    writer.add(record);
    if (i % 5 === 4) parts.push(writer.seal() as Uint8Array<ArrayBuffer>);
  });
  const rest = writer.seal();
  if (rest !== null) parts.push(rest);
  return joinBytes(parts);
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export interface SyntheticSet {
  bytes: Uint8Array<ArrayBuffer>;
  moves: number;
  scratchMoves: number;
  buttons: number;
}

/**
 * An hour or less of a busy set: two hands on knobs and faders about half of the time (60 moves a second, most on the
 * snapped grid, some as raw doubles, some as 7-bit MIDI), 90 s an hour of scratching at 250 positions a second, a button
 * every four seconds, a load every four minutes, two heartbeats a second with three decks.
 */
export function syntheticSet(seconds: number, seed: number): SyntheticSet {
  const random = seededRandom(seed);
  const writer = new SessionLogWriter(sampleHeader());
  const parts = [writer.seal() as Uint8Array<ArrayBuffer>];
  const knobs = CONTROLS.flatMap((spec, index) => (spec.curve === 'linear' || spec.curve === 'decibel' ? [index] : []));
  const count = { moves: 0, scratchMoves: 0, buttons: 0 };
  let id = 0;
  const blockAt = (s: number): number => Math.floor((s * SESSION_RATE_HZ) / BLOCK_FRAMES) * BLOCK_FRAMES;
  const hands = [
    { control: knobs[0] as number, until: 0, idleUntil: 0, raw: 0.5 },
    { control: knobs[1] as number, until: 0, idleUntil: 3, raw: 0.5 },
  ];
  let scratchUntil = -1;
  let platter = 0;
  for (let tick = 0; tick < seconds * 60; tick++) {
    const now = tick / 60;
    for (const hand of hands) {
      if (now < hand.idleUntil) continue;
      if (now >= hand.until) {
        hand.control = knobs[Math.floor(random() * knobs.length)] as number;
        hand.until = now + 1 + random() * 4;
        hand.idleUntil = now + random() * 5;
        hand.raw = random();
        continue;
      }
      const spec = CONTROLS[hand.control] as (typeof CONTROLS)[number];
      hand.raw = Math.min(1, Math.max(0, hand.raw + (random() - 0.5) * 0.05));
      const kind = hand.control % 10;
      const exact = spec.min + hand.raw * (spec.max - spec.min);
      const value =
        kind === 0
          ? exact
          : kind === 1
            ? spec.min + (Math.round(hand.raw * 127) / 127) * (spec.max - spec.min)
            : snapControl(exact, spec.min, spec.max);
      const command = makeCommand({ id: ++id, op: Op.setControl, target: hand.control, a: value });
      writer.add(arrival(blockAt(now), command));
      writer.add(executed(blockAt(now), command));
      count.moves++;
    }
    if (tick % 2400 === 1200) scratchUntil = now + 1;
    if (now < scratchUntil)
      for (let k = 0; k < 4; k++) {
        const at = now + k / 240;
        platter += Math.round((random() - 0.5) * 4000) / 256;
        const b = Math.round(at * SESSION_RATE_HZ);
        const command = makeCommand({ id: ++id, op: Op.scratchMove, deck: 1, a: platter, b });
        writer.add(arrival(blockAt(at), command));
        writer.add(executed(blockAt(at), command));
        count.scratchMoves++;
      }
    if (tick % 240 === 17) {
      const time = random() * 5000;
      const command = makeCommand({
        id: ++id,
        op: Op.hotCueJump,
        deck: 2,
        clock: Clock.deckBeat,
        flags: 1,
        time,
        step: 1,
      });
      writer.add({ kind: 'intent', intent: { command, eventTimeMs: 1.8e12 + now * 1000, gesture: 0 } });
      writer.add(arrival(blockAt(now), command));
      writer.add(executed(blockAt(now) + 1234, command, random() * 1e7));
      count.buttons++;
    }
    if (tick % 14_400 === 60) {
      const loadToken = tick;
      const chunkHashes = Array.from({ length: 220 }, () =>
        Math.floor(random() * 2 ** 32)
          .toString(16)
          .padStart(16, '0'),
      );
      writer.add({
        kind: 'track',
        track: {
          loadToken,
          sourceSlot: 1,
          fileId: 'f'.repeat(64),
          pcmId: 'p'.repeat(64),
          chunkHashes,
          title: 'A track',
          lengthFrames: 14_400_000,
        },
      });
    }
    if (tick % 30 === 29) {
      const decks = [0, 1, 2].map((deck) => ({
        deck,
        loadToken: 14_460,
        positionFrames: blockAt(now) % 14_000_000,
        flags: 1025,
        loopInFrame: -1,
        loopOutFrame: -1,
      }));
      writer.add({
        kind: 'heartbeat',
        heartbeat: {
          engineFrame: blockAt(now),
          wallMs: 1.8e12 + Math.round(now * 1000),
          transportBeat: now * 2.0667,
          transportPlaying: true,
          slowVersion: count.moves,
          decks,
        },
      });
      parts.push(writer.seal() as Uint8Array<ArrayBuffer>);
    }
  }
  const rest = writer.seal();
  if (rest !== null) parts.push(rest);
  return { bytes: joinBytes(parts), ...count };
}
