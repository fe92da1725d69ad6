/**
 * Runs in a page: a scripted set, or the log of one, through the real worklet in an OfflineAudioContext. The page needs
 * cross-origin isolation and nothing else; `tools/browser-harness.ts` serves one, an end-to-end test may use the app's.
 *
 * Thread: main (of a test page).
 */
import { createSHA256 } from 'hash-wasm';
import type { Command } from '../../src/control-bus/commands.ts';
import { COMMAND_RING, createEngineMemory } from '../../src/control-bus/engine-host.ts';
import { COMMAND } from '../../src/control-bus/layouts.ts';
import { openLog } from '../../src/media/session-log/reader.ts';
import { writeStruct } from '../../src/shmem-ipc/layout.ts';
import { RecordRing } from '../../src/shmem-ipc/ring.ts';
import { ENGINE_PROCESSOR, type EngineProcessorOptions } from '../../worklets/processor-options.ts';
import { openTracks, ScriptedSet, SET_STEP_FRAMES } from '../../worklets/test-support/scripted-set.ts';

export interface OfflineRender {
  readonly quantum: number;
  /** SHA-256 of the interleaved float32 channels: main, and with six of them phones and booth. */
  readonly hash: string;
  readonly seconds: number;
}

/** What is rendered, on the four synthetic tracks in their source slots. */
export type OfflineSet =
  /** A scripted set by its seed: all six channels. */
  | { readonly kind: 'script'; readonly seed: number; readonly steps: number }
  /** The arrivals of a session log, base64, each at the frame at which the engine took it: the master, as replays hash it. */
  | { readonly kind: 'log'; readonly base64: string };

export interface OfflineRequest {
  readonly kernelUrl: string;
  readonly stretcherUrl: string;
  readonly workletUrl: string;
  readonly set: OfflineSet;
  /** Host quanta to render at; 128 is what every browser has. */
  readonly quanta: readonly number[];
}

/** Commands by the engine frame at which the ring gets them. */
interface Score {
  readonly lengthFrames: number;
  readonly commands: ReadonlyMap<number, readonly Command[]>;
  readonly channels: 2 | 6;
}

function scoreOf(set: OfflineSet): Score {
  const commands = new Map<number, Command[]>();
  if (set.kind === 'script') {
    const script = new ScriptedSet(set.seed);
    for (let step = 0; step < set.steps; step++)
      commands.set(step * SET_STEP_FRAMES, script.commandsAt(step * SET_STEP_FRAMES));
    return { lengthFrames: set.steps * SET_STEP_FRAMES, commands, channels: 6 };
  }
  let lengthFrames = 0;
  for (const record of openLog(Uint8Array.from(atob(set.base64), (char) => char.charCodeAt(0))).records()) {
    if (record.kind === 'end') lengthFrames = record.end.engineFrame;
    if (record.kind !== 'arrival') continue;
    const together = commands.get(record.frame);
    if (together === undefined) commands.set(record.frame, [record.command]);
    else together.push(record.command);
  }
  return { lengthFrames, commands, channels: 2 };
}

/** Renders the set once for every quantum. Rejects with the engine's own words when it cannot be built. */
export async function renderOffline(request: OfflineRequest): Promise<OfflineRender[]> {
  const [kernel, stretcher] = await Promise.all(
    [request.kernelUrl, request.stretcherUrl].map((url) => WebAssembly.compileStreaming(fetch(url))),
  );
  if (kernel === undefined || stretcher === undefined) throw new Error('no kernel or stretcher to render with');
  const score = scoreOf(request.set);
  const renders: OfflineRender[] = [];
  for (const quantum of request.quanta)
    renders.push(await renderAt(quantum, score, request.workletUrl, kernel, stretcher));
  return renders;
}

async function renderAt(
  quantum: number,
  { lengthFrames, commands, channels }: Score,
  workletUrl: string,
  kernel: WebAssembly.Module,
  stretcher: WebAssembly.Module,
): Promise<OfflineRender> {
  const sampleRateHz = 48_000;
  const options = {
    numberOfChannels: channels,
    length: lengthFrames,
    sampleRate: sampleRateHz,
    renderSizeHint: quantum,
  };
  const context = new OfflineAudioContext(options);
  await context.audioWorklet.addModule(workletUrl);
  const memory = createEngineMemory();
  const { slabs } = openTracks(memory.sources);
  const processorOptions: EngineProcessorOptions = {
    memory,
    kernel,
    stretcher,
    sampleRateHz,
    preset: 0,
    baseLatencyS: 0.01,
    slabs,
  };
  const node = new AudioWorkletNode(context, ENGINE_PROCESSOR, {
    numberOfInputs: 0,
    numberOfOutputs: 3,
    outputChannelCount: [2, 2, 2],
    processorOptions,
  });
  await new Promise<void>((resolve, reject) => {
    node.port.onmessage = ({ data }) => (data.type === 'ready' ? resolve() : reject(new Error(data.message)));
  });
  const merger = new ChannelMergerNode(context, { numberOfInputs: channels });
  for (let output = 0; output < channels / 2; output++) {
    const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    node.connect(splitter, output);
    for (let channel = 0; channel < 2; channel++) splitter.connect(merger, channel, output * 2 + channel);
  }
  context.destination.channelInterpretation = 'discrete';
  merger.connect(context.destination);

  const ring = new RecordRing(memory.commands, COMMAND_RING);
  const record = new DataView(new ArrayBuffer(COMMAND.byteSize));
  const words = new Int32Array(record.buffer);
  const push = (together: readonly Command[]): void => {
    for (const command of together) {
      writeStruct(COMMAND, record, 0, { ...command, spare: 0 });
      if (!ring.push(words, 0)) throw new Error('the command ring is full');
    }
  };
  for (const [frame, together] of commands) {
    if (frame % quantum !== 0) throw new RangeError(`frame ${frame} is no boundary of a quantum of ${quantum}`);
    if (frame === 0) push(together);
    else if (together.length > 0)
      // A suspension is rounded up to a quantum: half a frame earlier lands exactly on `frame`.
      context.suspend((frame - 0.5) / sampleRateHz).then(() => {
        push(together);
        return context.resume();
      });
  }
  const started = performance.now();
  const rendered = await context.startRendering();
  const seconds = (performance.now() - started) / 1000;
  return { quantum, hash: await hashOf(rendered), seconds };
}

/** Frames that are interleaved and hashed at a time. */
const HASH_FRAMES = 1 << 16;

async function hashOf(buffer: AudioBuffer): Promise<string> {
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, c) => buffer.getChannelData(c));
  const interleaved = new Float32Array(HASH_FRAMES * channels.length);
  const bytes = new Uint8Array(interleaved.buffer);
  const hash = await createSHA256();
  for (let from = 0; from < buffer.length; from += HASH_FRAMES) {
    const n = Math.min(HASH_FRAMES, buffer.length - from);
    for (let i = 0; i < n; i++)
      for (let c = 0; c < channels.length; c++)
        interleaved[i * channels.length + c] = (channels[c] as Float32Array)[from + i] as number;
    hash.update(bytes.subarray(0, n * channels.length * 4));
  }
  return hash.digest('hex');
}
