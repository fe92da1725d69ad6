/**
 * Wires the engine's three stereo outputs (main, phones, booth) to the channels of the device.
 * Thread: main. Rebuilt as a whole on every change: nodes are cheap, half-changed graphs are not.
 */

export const CueRouting = { off: 'off', channels34: 'channels-3-4', splitMono: 'split-mono' } as const;
export type CueRouting = (typeof CueRouting)[keyof typeof CueRouting];

const MAIN = 0;
const PHONES = 1;
const BOOTH = 2;
const QUAD = 4;
const HEXA = 6;

/** Sums a stereo output of the node to one channel of the merger, at −6 dB a side. */
function monoInto(node: AudioNode, output: number, merger: ChannelMergerNode, channel: number): AudioNode {
  const mono = new GainNode(node.context, {
    gain: 1,
    channelCount: 1,
    channelCountMode: 'explicit',
    channelInterpretation: 'speakers',
  });
  node.connect(mono, output);
  mono.connect(merger, 0, channel);
  return mono;
}

function stereoInto(node: AudioNode, output: number, merger: ChannelMergerNode, channel: number): AudioNode {
  const splitter = new ChannelSplitterNode(node.context, { numberOfOutputs: 2 });
  node.connect(splitter, output);
  splitter.connect(merger, 0, channel);
  splitter.connect(merger, 1, channel + 1);
  return splitter;
}

/** Channels a routing needs. Booth joins on channels 5–6 where the device has them. */
export function channelsFor(routing: CueRouting, maxChannels: number): number {
  if (routing !== CueRouting.channels34) return 2;
  return maxChannels >= HEXA ? HEXA : QUAD;
}

/** Connects; returns how to undo it. Throws a RangeError when the device has too few channels. */
export function connectOutputs(node: AudioWorkletNode, routing: CueRouting): () => void {
  const { destination } = node.context;
  const channels = channelsFor(routing, destination.maxChannelCount);
  if (channels > destination.maxChannelCount)
    throw new RangeError(`the output has ${destination.maxChannelCount} channels, this routing needs ${channels}`);
  destination.channelCount = channels;
  destination.channelInterpretation = channels > 2 ? 'discrete' : 'speakers';
  if (routing === CueRouting.off) {
    node.connect(destination, MAIN);
    return () => node.disconnect();
  }
  const merger = new ChannelMergerNode(node.context, { numberOfInputs: channels });
  const between: AudioNode[] = [merger];
  if (routing === CueRouting.splitMono) {
    between.push(monoInto(node, MAIN, merger, 0), monoInto(node, PHONES, merger, 1));
  } else {
    between.push(stereoInto(node, MAIN, merger, 0), stereoInto(node, PHONES, merger, 2));
    if (channels === HEXA) between.push(stereoInto(node, BOOTH, merger, 4));
  }
  merger.connect(destination);
  return () => {
    node.disconnect();
    for (const part of between) part.disconnect();
  };
}
