/**
 * Drift: how far the beats of two tempo-matched decks on exact constant grids come apart, after one press of sync, over
 * minutes of rendered time. Both decks run 32-beat loops, so every wrap is in it too. Limit: 1 ms.
 *
 * Read from the transport's own beats, without the audio: `stretch` measures what the stretcher adds to a position.
 * `ECHELON_DRIFT_MINUTES=60,10` (key lock off, on) makes the full run.
 * Thread: Node.
 */
import { type Command, makeCommand, Op } from '../../src/control-bus/commands.ts';
import { BLOCK_FRAMES, SESSION_RATE_HZ } from '../../src/control-bus/constants.ts';
import { deckControlIndex } from '../../src/control-bus/controls.ts';
import { PcmStore, SOURCE_TABLE_BYTES } from '../../src/control-bus/pcm.ts';
import { fillSource, loadEngine } from '../../tools/load-engine.ts';
import { syntheticTrack } from '../../worklets/test-support/scripted-set.ts';
import type { Row } from '../row.ts';

export const name = 'drift';

const LEADER_BPM = 124;
const FOLLOWER_BPM = 126.5;
const DOWNBEAT_FRAMES = [1000, 777] as const;
const TRACK_SECONDS = 60;
const LOOP_BEATS = 32;
/** Blocks until the faders and the stretched voices stand. */
const SETTLE_BLOCKS = 750;
/** Blocks between two readings: 21 ms, many to a beat. */
const READ_BLOCKS = 8;

/** Minutes with key lock off and on. */
function minutes(): readonly [number, number] {
  const text = process.env.ECHELON_DRIFT_MINUTES;
  if (text === undefined) return [10, 2];
  const [off = Number.NaN, on = off] = text.split(',').map(Number);
  if (!(off > 0) || !(on > 0))
    throw new RangeError(`ECHELON_DRIFT_MINUTES is "${text}": give it minutes, or "off,on" as in 60,10`);
  return [off, on];
}

const wrapped = (beats: number): number => beats - Math.round(beats);

async function largestErrorMs(keyLock: boolean, forMinutes: number): Promise<{ largest: number; last: number }> {
  const frames = TRACK_SECONDS * SESSION_RATE_HZ;
  const pcm = new PcmStore(new SharedArrayBuffer(SOURCE_TABLE_BYTES));
  fillSource(pcm, 1, syntheticTrack(1, frames), fillSource(pcm, 0, syntheticTrack(0, frames)));
  const engine = await loadEngine({ pcm });
  let id = 0;
  const send = (fields: Partial<Command> & { op: Op }): void =>
    engine.pushCommand(makeCommand({ id: ++id, ...fields }));
  for (const [deck, bpm] of [LEADER_BPM, FOLLOWER_BPM].entries()) {
    send({ op: Op.load, deck, target: deck, a: deck + 1 });
    send({ op: Op.sourceLength, deck, target: deck, a: frames });
    send({ op: Op.setGrid, deck, a: DOWNBEAT_FRAMES[deck] ?? 0, b: bpm, c: 4 });
    send({ op: Op.setControl, target: deckControlIndex(deck, 'keylock'), a: keyLock ? 1 : 0 });
    send({ op: Op.play, deck });
  }
  engine.renderBlocks(SETTLE_BLOCKS);
  send({ op: Op.syncOnce, deck: 1, target: 0 });
  engine.renderBlocks(SETTLE_BLOCKS);
  for (const deck of [0, 1]) send({ op: Op.loopBeats, deck, a: LOOP_BEATS });

  let largest = 0;
  let last = 0;
  const blocks = Math.ceil((forMinutes * 60 * SESSION_RATE_HZ) / BLOCK_FRAMES);
  for (let block = 0; block < blocks; block += READ_BLOCKS) {
    engine.renderBlocks(READ_BLOCKS);
    const [leader, follower] = engine.readFast().decks;
    if (leader === undefined || follower === undefined) throw new Error('the engine has fewer than two decks');
    if (Math.abs(leader.tempo - follower.tempo) > 1e-9)
      throw new Error(`the decks are not matched: ${leader.tempo} and ${follower.tempo} BPM`);
    last = Math.abs(wrapped(leader.beat - follower.beat)) * (60_000 / leader.tempo);
    largest = Math.max(largest, last);
  }
  const end = engine.readFast().decks;
  for (const deck of [0, 1])
    if ((end[deck]?.position ?? Number.POSITIVE_INFINITY) > frames) throw new Error(`deck ${deck} ran out of its loop`);
  return { largest, last };
}

export async function run(): Promise<Row[]> {
  const [off, on] = minutes();
  const rows: Row[] = [];
  for (const [keyLock, forMinutes] of [
    [false, off],
    [true, on],
  ] as const) {
    const { largest, last } = await largestErrorMs(keyLock, forMinutes);
    const where = `${forMinutes} min, key lock ${keyLock ? 'on' : 'off'}`;
    const limit = { peer: 'limit', peerValue: 1, ratio: largest };
    rows.push({ suite: name, case: where, metric: 'largest phase error', value: largest, unit: 'ms', ...limit });
    rows.push({ suite: name, case: where, metric: 'phase error at the end', value: last, unit: 'ms' });
  }
  return rows;
}
