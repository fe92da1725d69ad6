import { expect, test } from 'vitest';
import { planResume } from '../resume/plan.ts';
import { crc32c } from './crc32c.ts';
import { FRAME_HEAD_BYTES, PREAMBLE_BYTES, SessionLogError } from './format.ts';
import { sampleLog, seededRandom } from './log-fixtures.ts';
import { openLog } from './reader.ts';

const MUTATIONS = 10_000;

type Random = () => number;
const below = (random: Random, n: number): number => Math.floor(random() * n);

function editBytes(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  for (let n = 1 + below(random, 8); n > 0; n--) copy[below(random, copy.length)] = below(random, 256);
  return copy;
}

function cut(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  return bytes.slice(0, below(random, bytes.length + 1));
}

/** A stretch taken out, doubled, or filled with noise. */
function splice(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const from = below(random, bytes.length);
  const n = below(random, 3000);
  const middle = Uint8Array.from({ length: below(random, 3000) }, () => below(random, 256));
  const rest = bytes.subarray(random() < 0.5 ? Math.min(bytes.length, from + n) : Math.max(0, from - n));
  const out = new Uint8Array(from + middle.length + rest.length);
  out.set(bytes.subarray(0, from));
  out.set(middle, from);
  out.set(rest, from + middle.length);
  return out;
}

/** Bytes of one payload changed and its checksums made right again: what reaches the record decoders. */
function forge(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const frames: number[] = [];
  for (let at = PREAMBLE_BYTES; at < copy.length; at += FRAME_HEAD_BYTES + view.getUint32(at, true)) frames.push(at);
  // Mostly behind the header, where the binary records are.
  const pick = random() < 0.1 ? 0 : 1 + below(random, frames.length - 1);
  const at = frames[pick] as number;
  const body = at + FRAME_HEAD_BYTES;
  const length = view.getUint32(at, true);
  for (let n = 1 + below(random, 6); n > 0; n--) copy[body + below(random, length)] = below(random, 256);
  view.setUint32(at + 12, crc32c(copy, body, body + length), true);
  return copy;
}

const MUTATORS = [editBytes, cut, splice, forge, forge, forge];

test('ten thousand mutated logs: a typed error or what can be read, and a plan; never a crash or a flood', () => {
  const whole = sampleLog();
  const random = seededRandom(99);
  let refused = 0;
  let partial = 0;
  for (let n = 0; n < MUTATIONS; n++) {
    const mutate = MUTATORS[below(random, MUTATORS.length)] as (typeof MUTATORS)[number];
    const bytes = mutate(whole, random);
    try {
      const log = openLog(bytes);
      let records = 0;
      let problems = log.problems.length;
      for (const _ of log.records(() => problems++)) records++;
      if (records > bytes.length || problems > bytes.length) expect.fail(`mutation ${n}: ${records} records`);
      if (problems > 0) partial++;
      const plan = planResume(log);
      if (plan.decks.some((deck) => deck !== null && !(deck.positionFrames <= deck.lengthFrames)))
        expect.fail(`mutation ${n}: a deck beyond its track`);
    } catch (error) {
      if (!(error instanceof SessionLogError)) throw error;
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(MUTATIONS / 20);
  expect(partial).toBeGreaterThan(MUTATIONS / 10);
});
