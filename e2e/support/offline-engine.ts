/**
 * Runs in a page: the scripted set of the hash tests through the real worklet in an OfflineAudioContext. The page needs
 * cross-origin isolation and nothing else; `tools/browser-harness.ts` serves one, an end-to-end test may use the app's.
 *
 * Thread: main (of a test page).
 */
import { COMMAND_RING, createEngineMemory } from '../../src/control-bus/engine-host.ts';
import { COMMAND } from '../../src/control-bus/layouts.ts';
import { writeStruct } from '../../src/shmem-ipc/layout.ts';
import { RecordRing } from '../../src/shmem-ipc/ring.ts';
import { ENGINE_PROCESSOR, type EngineProcessorOptions } from '../../worklets/processor-options.ts';
import { openTracks, ScriptedSet, SET_STEP_FRAMES } from '../../worklets/test-support/scripted-set.ts';

export interface OfflineRender {
  readonly quantum: number;
  /** SHA-256 of the six interleaved float32 channels: main, phones, booth. */
  readonly hash: string;
  readonly seconds: number;
}

export interface OfflineRequest {
  readonly kernelUrl: string;
  readonly stretcherUrl: string;
  readonly workletUrl: string;
  readonly seed: number;
  readonly steps: number;
  /** Host quanta to render at; 128 is what every browser has. */
  readonly quanta: readonly number[];
}

/** Renders the set once for every quantum. Rejects with the engine's own words when it cannot be built. */
export async function renderOffline(request: OfflineRequest): Promise<OfflineRender[]> {
  const [kernel, stretcher] = await Promise.all(
    [request.kernelUrl, request.stretcherUrl].map((url) => WebAssembly.compileStreaming(fetch(url))),
  );
  if (kernel === undefined || stretcher === undefined) throw new Error('no kernel or stretcher to render with');
  const renders: OfflineRender[] = [];
  for (const quantum of request.quanta) renders.push(await renderAt(quantum, request, kernel, stretcher));
  return renders;
}

async function renderAt(
  quantum: number,
  request: OfflineRequest,
  kernel: WebAssembly.Module,
  stretcher: WebAssembly.Module,
): Promise<OfflineRender> {
  const sampleRateHz = 48_000;
  const length = request.steps * SET_STEP_FRAMES;
  const options = { numberOfChannels: 6, length, sampleRate: sampleRateHz, renderSizeHint: quantum };
  const context = new OfflineAudioContext(options);
  await context.audioWorklet.addModule(request.workletUrl);
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
  const merger = new ChannelMergerNode(context, { numberOfInputs: 6 });
  for (let output = 0; output < 3; output++) {
    const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    node.connect(splitter, output);
    for (let channel = 0; channel < 2; channel++) splitter.connect(merger, channel, output * 2 + channel);
  }
  context.destination.channelInterpretation = 'discrete';
  merger.connect(context.destination);

  const ring = new RecordRing(memory.commands, COMMAND_RING);
  const record = new DataView(new ArrayBuffer(COMMAND.byteSize));
  const words = new Int32Array(record.buffer);
  const set = new ScriptedSet(request.seed);
  const push = (frame: number): void => {
    for (const command of set.commandsAt(frame)) {
      writeStruct(COMMAND, record, 0, { ...command, spare: 0 });
      if (!ring.push(words, 0)) throw new Error('the command ring is full');
    }
  };
  push(0);
  for (let step = 1; step < request.steps; step++) {
    const frame = step * SET_STEP_FRAMES;
    // A suspension is rounded up to a quantum: half a frame earlier lands exactly on `frame`.
    context.suspend((frame - 0.5) / sampleRateHz).then(() => {
      push(frame);
      return context.resume();
    });
  }
  const started = performance.now();
  const rendered = await context.startRendering();
  const seconds = (performance.now() - started) / 1000;
  return { quantum, hash: await hashOf(rendered), seconds };
}

async function hashOf(buffer: AudioBuffer): Promise<string> {
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, c) => buffer.getChannelData(c));
  const interleaved = new Float32Array(buffer.length * channels.length);
  for (let i = 0; i < buffer.length; i++)
    for (let c = 0; c < channels.length; c++)
      interleaved[i * channels.length + c] = (channels[c] as Float32Array)[i] as number;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', interleaved));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
