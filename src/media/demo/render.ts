/**
 * Renders a score from its first frame to its last, block after block, into a sink, so that a deck can start before the
 * end is known. Same score, same module: same samples, in Node and in a browser.
 * Thread: demo worker, Node.
 */
import { EventKind, sequence } from './score/sequencer.ts';
import type { Score } from './score/types.ts';
import * as P from './synth/assembly/params.ts';
import { MASTER_DEFAULTS } from './synth/patches.ts';
import { createSynth, PARAM_COUNT, RENDER_FRAMES, type Synth } from './synth/synth.ts';

/** Where rendered frames go; the same shape as the decoder's. */
export interface PcmSink {
  open(totalFrames: number): Promise<void>;
  write(interleaved: Float32Array, frames: number): void | Promise<void>;
  complete(totalFrames: number): void;
}

/** Frames handed to the sink at a time: a sixth of a second. */
const WRITE_FRAMES = RENDER_FRAMES * 64;
/** Frames between two pauses: about a millisecond of work. */
const PIECE_FRAMES = RENDER_FRAMES * 16;
/** The last frames fade to silence. */
const FADE_FRAMES = 24_000;

/** Sets the synth up for a score. Baking the kit is most of the work: one drum at a time, with a pause after each. */
async function prepare(synth: Synth, score: Score, pause: () => Promise<void>): Promise<void> {
  const { exports } = synth;
  const channels = Object.values(score.channels);
  if (channels.length > P.CHANNEL_COUNT)
    throw new RangeError(`score ${score.id} has ${channels.length} channels, the synth has ${P.CHANNEL_COUNT}`);
  channels.forEach((channel, c) => {
    exports.setInstrument(c, channel.instrument);
    for (const [index, value] of Object.entries(channel.params)) {
      if (Number(index) >= PARAM_COUNT) throw new RangeError(`parameter ${index} does not exist`);
      exports.setParam(c, Number(index), value);
    }
  });
  for (const [index, value] of Object.entries({ ...MASTER_DEFAULTS, ...score.master }))
    exports.setMaster(Number(index), value);
  for (const [slot, drum] of Object.values(score.kit).entries()) {
    drum.numbers.forEach((value, i) => {
      exports.setRecipe(i, value);
    });
    for (let i = drum.numbers.length; i < P.BAKE_PARAM_COUNT; i++) exports.setRecipe(i, 0);
    exports.bake(slot, drum.kind, Math.round(drum.seconds * 48_000));
    await pause();
  }
  exports.configure();
}

export interface RenderOptions {
  signal?: AbortSignal;
  /** Lets other work of the thread run, and messages that cancel arrive. */
  pause?: () => Promise<void>;
  /** Stop after this many frames (the tail is not faded then). */
  maxFrames?: number;
  /** Only these channels sound: for listening to a part on its own. */
  solo?: readonly string[];
}

export interface RenderResult {
  frames: number;
  /** Notes for which no voice was free: 0 in a sound score. */
  lostNotes: number;
  /** Deepest gain of the limiter. */
  deepestReduction: number;
}

/** Renders `score`. Rejects with the signal's reason when aborted; the sink is then incomplete. */
export async function renderScore(
  module: WebAssembly.Module,
  score: Score,
  sink: PcmSink,
  options: RenderOptions = {},
): Promise<RenderResult> {
  const { events, totalFrames, channelNames } = sequence(score);
  options.signal?.throwIfAborted();
  await sink.open(totalFrames);
  const synth = await createSynth(module);
  const pause = async (): Promise<void> => {
    await options.pause?.();
    options.signal?.throwIfAborted();
  };
  await prepare(synth, score, pause);
  const { exports, output } = synth;
  const end = Math.min(totalFrames, options.maxFrames ?? totalFrames);
  const solo = options.solo ? new Set(options.solo.map((name) => channelNames.indexOf(name))) : null;
  const pending = new Float32Array(WRITE_FRAMES * 2);
  let pendingFrames = 0;
  let skip = exports.latencyFrames();
  let written = 0;
  let blockStart = 0;
  let next = 0;
  while (written < end) {
    for (; next < events.length; next++) {
      const event = events[next];
      if (!event || event.frame >= blockStart + RENDER_FRAMES) break;
      if (event.kind === EventKind.note) {
        if (!solo || solo.has(event.channel))
          exports.noteOn(event.channel, event.frame - blockStart, event.a, event.b, event.c);
      } else if (event.kind === EventKind.duck) exports.duck(event.frame - blockStart);
      else exports.rampParam(event.channel, event.a, event.b, event.c);
    }
    exports.render();
    blockStart += RENDER_FRAMES;
    const first = Math.min(skip, RENDER_FRAMES);
    skip -= first;
    const count = Math.min(RENDER_FRAMES - first, end - written);
    for (let i = 0; i < count; i++) {
      const left = totalFrames - (written + i);
      const fade = left < FADE_FRAMES ? left / FADE_FRAMES : 1;
      pending[(pendingFrames + i) * 2] = (output[(first + i) * 2] as number) * fade;
      pending[(pendingFrames + i) * 2 + 1] = (output[(first + i) * 2 + 1] as number) * fade;
    }
    pendingFrames += count;
    written += count;
    if (pendingFrames > WRITE_FRAMES - RENDER_FRAMES || written === end) {
      await sink.write(pending, pendingFrames);
      pendingFrames = 0;
    }
    if (blockStart % PIECE_FRAMES === 0) await pause();
  }
  sink.complete(end);
  return { frames: end, lostNotes: exports.lostNotes(), deepestReduction: exports.deepestReduction() };
}
