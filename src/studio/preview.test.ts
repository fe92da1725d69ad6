import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LoadOutcome, type TrackProducer } from '../audio-engine/track-loader.ts';
import { Clock, type Command, Op } from '../control-bus/commands.ts';
import { PREVIEW_VOICE, SESSION_RATE_HZ } from '../control-bus/constants.ts';
import { Preview } from './preview.ts';

const LENGTH = 300 * SESSION_RATE_HZ;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function bench(produced: Promise<null> = Promise.resolve(null)) {
  const sent: (Partial<Command> & { op: Op })[] = [];
  const started = Date.now();
  const engineFrame = (): number => 1000 + Math.round(((Date.now() - started) * SESSION_RATE_HZ) / 1000);
  const preview = new Preview({
    loader: {
      load: async () => ({ source: 3, token: 1, outcome: LoadOutcome.loaded, produced }),
    },
    store: {
      readInfo: (_, into) => {
        Object.assign(into, { totalFrames: LENGTH, readableFrames: LENGTH, complete: true });
      },
    },
    announce: () => undefined,
    send: (fields) => sent.push(fields),
    engineFrame,
  });
  const track = (trackId: string): TrackProducer => ({
    trackId,
    produce: () => Promise.reject(new Error('not asked')),
  });
  return { sent, preview, track, ops: () => sent.map(({ op }) => op) };
}

it('ends a stretch on its last frame, and says so then', async () => {
  const { sent, preview, track, ops } = bench();
  await preview.toggle(track('a'), 480_000, 480_000 + 10 * SESSION_RATE_HZ);
  const [play] = sent;
  expect(play).toMatchObject({ op: Op.voicePlay, deck: PREVIEW_VOICE, a: 480_000, clock: Clock.frame });
  vi.advanceTimersByTime(8000);
  expect(ops()).toEqual([Op.voicePlay]);
  vi.advanceTimersByTime(1000);
  const stop = sent[1];
  expect(stop).toMatchObject({ op: Op.voiceStop, deck: PREVIEW_VOICE, clock: Clock.frame });
  expect((stop?.time ?? 0) - (play?.time ?? 0)).toBe(10 * SESSION_RATE_HZ);
  expect(preview.auditioned.get()).toEqual({ trackId: 'a', fromFrame: 480_000, toFrame: 960_000 });
  vi.advanceTimersByTime(1200);
  expect(preview.auditioned.get()).toBeNull();
  expect(ops()).toEqual([Op.voicePlay, Op.voiceStop]);
});

it('takes back what the engine still waits with when another stretch is asked for, or the same one again', async () => {
  const { sent, preview, track, ops } = bench();
  await preview.toggle(track('a'), 0, 5 * SESSION_RATE_HZ);
  vi.advanceTimersByTime(4000);
  expect(ops()).toEqual([Op.voicePlay, Op.voiceStop]);
  await preview.toggle(track('b'), 100, 200_000);
  expect(ops().slice(2)).toEqual([Op.cancel, Op.voiceStop, Op.voicePlay]);
  expect(sent[2]).toMatchObject({ deck: PREVIEW_VOICE, a: 2 });
  await preview.toggle(track('b'), 100, 200_000);
  expect(ops().slice(5)).toEqual([Op.cancel, Op.voiceStop]);
  expect(preview.playing.get()).toBeNull();
  vi.advanceTimersByTime(60_000);
  expect(sent.length).toBe(7);
});

it('plays a whole track on when no end is named', async () => {
  const { preview, track, ops } = bench();
  await preview.toggle(track('a'));
  vi.advanceTimersByTime(100_000);
  expect(ops()).toEqual([Op.voicePlay]);
  expect(preview.playing.get()).toBe('a');
});

it('stops, and passes the reason on, when decoding breaks off while it plays', async () => {
  let fail: (error: Error) => void = () => undefined;
  const { preview, track, ops } = bench(
    new Promise((_, reject) => {
      fail = reject;
    }),
  );
  const toggled = expect(preview.toggle(track('a'))).rejects.toThrow('the disk is full');
  await vi.advanceTimersByTimeAsync(1000);
  expect(ops()).toEqual([Op.voicePlay]);
  fail(new Error('the disk is full'));
  await toggled;
  expect(ops()).toEqual([Op.voicePlay, Op.voiceStop]);
  expect(preview.playing.get()).toBeNull();
});
