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
const SECONDS = 20;
const quanta = (seconds: number): number => (seconds * RATE_HZ) / 128;

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

/** Wall microseconds a quantum of a render. */
async function timeRender(context: OfflineAudioContext): Promise<number> {
  const start = performance.now();
  const buffer = await context.startRendering();
  const us = ((performance.now() - start) * 1000) / quanta(context.length / RATE_HZ);
  const samples = buffer.getChannelData(0);
  let peak = 0;
  for (let i = RATE_HZ; i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i] as number));
  if (peak < 0.01) throw new Error('the render is silent: nothing was measured');
  return us;
}

const context = (seconds = SECONDS): OfflineAudioContext =>
  new OfflineAudioContext({ numberOfChannels: 2, length: seconds * RATE_HZ, sampleRate: RATE_HZ });

/** So that a render may be longer than its tracks. */
const loops = (decks: number): Command[] =>
  Array.from({ length: decks }, (_, deck) => makeCommand({ op: Op.loopBeats, deck, a: 16 }));

/** The engine in its worklet; `timing` has its shell read the wall clock as a live one may. Decks loop four bars. */
export async function renderEngine(
  urls: Urls,
  decks: number,
  stretched: boolean,
  seconds = SECONDS,
  timing = false,
): Promise<number> {
  const offline = context(seconds);
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
  return timeRender(offline);
}

function trackBuffer(track: number): AudioBuffer {
  const frames = SECONDS * RATE_HZ * 2;
  const samples = syntheticTrack(track, frames);
  const buffer = new AudioBuffer({ numberOfChannels: 2, length: frames, sampleRate: RATE_HZ });
  for (let c = 0; c < 2; c++) {
    const channel = buffer.getChannelData(c);
    for (let i = 0; i < frames; i++) channel[i] = samples[i * 2 + c] as number;
  }
  return buffer;
}

/** The comparable graph of native nodes: a source, seven biquads and two gains a deck, a compressor on the sum. */
export async function renderNative(decks: number): Promise<number> {
  const offline = context();
  const limiter = new DynamicsCompressorNode(offline, { threshold: -1, ratio: 20, attack: 0.001, knee: 0 });
  limiter.connect(offline.destination);
  for (let deck = 0; deck < decks; deck++) {
    const source = new AudioBufferSourceNode(offline, {
      buffer: trackBuffer(deck),
      playbackRate: deck % 2 ? 0.968 : 1.032,
    });
    let last: AudioNode = new GainNode(offline, { gain: 0.8 });
    source.connect(last);
    const filters: [BiquadFilterType, number, number][] = [
      ['lowshelf', 250, -8],
      ['lowshelf', 250, 0],
      ['peaking', 1000, 3],
      ['peaking', 1000, 0],
      ['highshelf', 2500, -4],
      ['highshelf', 2500, 0],
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
  return timeRender(offline);
}

/** Two decks in Tone.js: player, EQ, filter and channel each, a crossfade and a limiter; `grain` keeps the pitch. */
export async function renderTone(grain: boolean): Promise<number> {
  const buffers = [trackBuffer(0), trackBuffer(1)];
  const start = { at: 0 };
  const rendered = await Tone.Offline(
    () => {
      const limiter = new Tone.Limiter(-1).toDestination();
      const fade = new Tone.CrossFade(0.5).connect(limiter);
      [fade.a, fade.b].forEach((side, deck) => {
        const url = new Tone.ToneAudioBuffer(buffers[deck]);
        const playbackRate = deck === 0 ? 1.032 : 0.968;
        const player = grain
          ? new Tone.GrainPlayer({ url, playbackRate, grainSize: 0.12, overlap: 0.03 })
          : new Tone.Player({ url, playbackRate });
        const eq = new Tone.EQ3({ low: -8, mid: 3, high: -4 });
        const filter = new Tone.Filter({
          type: deck === 0 ? 'highpass' : 'lowpass',
          frequency: deck === 0 ? 60 : 8000,
        });
        player.chain(eq, filter, new Tone.Volume(-3), side);
        player.start(0);
      });
      start.at = performance.now();
    },
    SECONDS,
    2,
    RATE_HZ,
  );
  const us = ((performance.now() - start.at) * 1000) / quanta(SECONDS);
  const samples = rendered.getChannelData(0);
  if (!samples.some((x) => Math.abs(x) > 0.01)) throw new Error('Tone.js rendered silence: nothing was measured');
  return us;
}
