/**
 * The kernel suite in a page: the engine timed block by block, and the same work as the engine in its worklet, as native
 * nodes, and in Tone.js, each rendered by an OfflineAudioContext. Thread: main (of the harness page).
 */
import * as Tone from 'tone';
import { type Command, makeCommand, Op } from '../../src/control-bus/commands.ts';
import { COMMAND_RING, createEngineMemory, EngineSwitch } from '../../src/control-bus/engine-host.ts';
import { COMMAND } from '../../src/control-bus/layouts.ts';
import { writeStruct } from '../../src/shmem-ipc/layout.ts';
import { RecordRing } from '../../src/shmem-ipc/ring.ts';
import { ENGINE_PROCESSOR, type EngineProcessorOptions } from '../../worklets/processor-options.ts';
import { openTracks, syntheticTrack } from '../../worklets/test-support/scripted-set.ts';
import { loadedDecks, type Modules, timeDecks, timeNothing } from '../support/engine-load.ts';
import type { Times } from '../support/timing.ts';

const RATE_HZ = 48_000;
/** Length of the looped tracks of the peers. */
const TRACK_SECONDS = 32;

export interface Urls {
  readonly kernelUrl: string;
  readonly stretcherUrl: string;
  readonly workletUrl: string;
}

async function load(urls: Urls): Promise<Modules> {
  const compile = (url: string): Promise<WebAssembly.Module> => WebAssembly.compileStreaming(fetch(url));
  return { kernel: await compile(urls.kernelUrl), stretcher: await compile(urls.stretcherUrl) };
}

export async function timeEngine(urls: Urls, decks: number, stretched: boolean, runs: number): Promise<Times> {
  return timeDecks(await load(urls), decks, stretched, 0, runs);
}

export const timeClock = (runs: number): Times => timeNothing(runs);

/** The graph made last, ready to render; answers with its first channel. */
let prepared: (() => Promise<Float32Array>) | undefined;
/** Nothing is in it, and nothing is to be heard. */
let preparedEmpty = false;

/** Renders what was prepared and nothing else, so that the caller can take the process's time round it. */
export async function render(): Promise<void> {
  if (prepared === undefined) throw new Error('nothing was prepared to be rendered');
  const samples = await prepared();
  const silent = preparedEmpty;
  prepared = undefined;
  preparedEmpty = false;
  if (silent) return;
  for (let i = RATE_HZ; i < samples.length; i++) if (Math.abs(samples[i] as number) > 0.01) return;
  throw new Error('the render is silent: nothing was measured');
}

const native = (context: OfflineAudioContext) => async (): Promise<Float32Array> =>
  (await context.startRendering()).getChannelData(0);

const contextOf = (seconds: number): OfflineAudioContext =>
  new OfflineAudioContext({ numberOfChannels: 2, length: seconds * RATE_HZ, sampleRate: RATE_HZ });

/** So that a render may be longer than its tracks. */
const loops = (decks: number): Command[] =>
  Array.from({ length: decks }, (_, deck) => makeCommand({ op: Op.loopBeats, deck, a: 16 }));

/** The engine in its worklet; `timing` has its shell read the wall clock as a live one may. Decks loop four bars. */
export async function prepareEngine(
  urls: Urls,
  decks: number,
  stretched: boolean,
  seconds: number,
  timing = false,
): Promise<void> {
  const offline = contextOf(seconds);
  await offline.audioWorklet.addModule(urls.workletUrl);
  const memory = createEngineMemory();
  const { slabs } = openTracks(memory.sources);
  Atomics.store(new Int32Array(memory.switches), EngineSwitch.timing, timing ? 1 : 0);
  const ring = new RecordRing(memory.commands, COMMAND_RING);
  const record = new DataView(new ArrayBuffer(COMMAND.byteSize));
  for (const command of [...loadedDecks(decks, stretched), ...loops(decks)]) {
    writeStruct(COMMAND, record, 0, { ...command, spare: 0 });
    if (!ring.push(new Int32Array(record.buffer), 0)) throw new Error('the command ring is full');
  }
  const processorOptions: EngineProcessorOptions = {
    ...(await load(urls)),
    memory,
    sampleRateHz: RATE_HZ,
    preset: 0,
    baseLatencyS: 0.01,
    slabs,
  };
  const node = new AudioWorkletNode(offline, ENGINE_PROCESSOR, {
    numberOfInputs: 0,
    numberOfOutputs: 3,
    outputChannelCount: [2, 2, 2],
    processorOptions,
  });
  await new Promise<void>((resolve, reject) => {
    node.port.onmessage = ({ data }) => (data.type === 'ready' ? resolve() : reject(new Error(data.message)));
  });
  node.connect(offline.destination);
  prepared = native(offline);
}

function trackBuffer(track: number): AudioBuffer {
  const frames = TRACK_SECONDS * RATE_HZ;
  const samples = syntheticTrack(track, frames);
  const buffer = new AudioBuffer({ numberOfChannels: 2, length: frames, sampleRate: RATE_HZ });
  for (let c = 0; c < 2; c++) {
    const channel = buffer.getChannelData(c);
    for (let i = 0; i < frames; i++) channel[i] = samples[i * 2 + c] as number;
  }
  return buffer;
}

/** The comparable graph of native nodes: a source, seven biquads and two gains a deck, a compressor on the sum. */
export function prepareNative(decks: number, seconds: number): void {
  const offline = contextOf(seconds);
  const limiter = new DynamicsCompressorNode(offline, { threshold: -1, ratio: 20, attack: 0.001, knee: 0 });
  limiter.connect(offline.destination);
  for (let deck = 0; deck < decks; deck++) {
    const source = new AudioBufferSourceNode(offline, {
      buffer: trackBuffer(deck),
      playbackRate: deck % 2 ? 0.968 : 1.032,
      loop: true,
    });
    let last: AudioNode = new GainNode(offline, { gain: 0.8 });
    source.connect(last);
    const filters: [BiquadFilterType, number, number][] = [
      ['lowshelf', 250, -8],
      ['lowshelf', 250, 1],
      ['peaking', 1000, 3],
      ['peaking', 1000, 1],
      ['highshelf', 2500, -4],
      ['highshelf', 2500, 1],
      [deck % 2 ? 'lowpass' : 'highpass', deck % 2 ? 8000 : 60, 0],
    ];
    for (const [type, frequency, gain] of filters) {
      const filter = new BiquadFilterNode(offline, { type, frequency, gain });
      last.connect(filter);
      last = filter;
    }
    const fader = new GainNode(offline, { gain: 0.5 });
    last.connect(fader).connect(limiter);
    source.start();
  }
  prepared = native(offline);
}

/** A context with nothing in it. */
export function prepareEmpty(seconds: number): void {
  prepared = native(contextOf(seconds));
  preparedEmpty = true;
}

/** Two decks in Tone.js: player, EQ, filter and channel each, a crossfade and a limiter; `grain` keeps the pitch. */
export function prepareTone(grain: boolean, seconds: number): void {
  const context = new Tone.OfflineContext(2, seconds, RATE_HZ);
  const limiter = new Tone.Limiter({ context, threshold: -1 });
  limiter.connect(context.destination);
  const fade = new Tone.CrossFade({ context, fade: 0.5 });
  fade.connect(limiter);
  [fade.a, fade.b].forEach((side, deck) => {
    const url = new Tone.ToneAudioBuffer(trackBuffer(deck));
    const playbackRate = deck === 0 ? 1.032 : 0.968;
    const player = grain
      ? new Tone.GrainPlayer({ context, url, playbackRate, grainSize: 0.12, overlap: 0.03, loop: true })
      : new Tone.Player({ context, url, playbackRate, loop: true });
    const eq = new Tone.EQ3({ context, low: -8, mid: 3, high: -4 });
    const filter = new Tone.Filter({
      context,
      type: deck === 0 ? 'highpass' : 'lowpass',
      frequency: deck === 0 ? 60 : 8000,
    });
    player.chain(eq, filter, new Tone.Volume({ context, volume: -3 }), side);
    player.start(0);
  });
  prepared = async () => (await context.render(false)).getChannelData(0);
}
