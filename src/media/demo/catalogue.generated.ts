/** Written by tools/check-demo.ts --update: what the scores and the synth of this version give. Thread: any. */
import type { SectionKind } from './score/types.ts';

export interface RenderedFacts {
  totalFrames: number;
  /** Identity of the first ten seconds, as `PcmHasher` computes it. */
  firstId: string;
  pcmId: string;
  sections: readonly { kind: SectionKind; startBeat: number; beats: number }[];
}

export const RENDERED: Readonly<Record<string, RenderedFacts>> = {
  'low-ferry': {
    totalFrames: 10011429,
    firstId: 'cd68cb2f47598e9f2c94c7455538dd1dcc25ff3e0b6a608e4a4f581660da4f9a',
    pcmId: '6d168cd79a2e498f9f09e15869bb8339e2e449f4e158087ceeb99984f78118d9',
    sections: [
      { kind: 'intro', startBeat: 0, beats: 32 },
      { kind: 'build', startBeat: 32, beats: 32 },
      { kind: 'drop', startBeat: 64, beats: 64 },
      { kind: 'break', startBeat: 128, beats: 64 },
      { kind: 'drop', startBeat: 192, beats: 64 },
      { kind: 'outro', startBeat: 256, beats: 32 },
    ],
  },
  'cinnamon-hour': {
    totalFrames: 12372245,
    firstId: 'cfa6e0a04dd6bc154fa41408105a0a19ce78b9b325b81da97b2b72fc404704c1',
    pcmId: '0be108912348405eab7b5d4871e203d768dee283deac550f8616b357e1a01b2e',
    sections: [
      { kind: 'intro', startBeat: 0, beats: 64 },
      { kind: 'build', startBeat: 64, beats: 32 },
      { kind: 'drop', startBeat: 96, beats: 64 },
      { kind: 'break', startBeat: 160, beats: 64 },
      { kind: 'build', startBeat: 224, beats: 32 },
      { kind: 'drop', startBeat: 256, beats: 96 },
      { kind: 'outro', startBeat: 352, beats: 64 },
    ],
  },
  'velvet-laundrette': {
    totalFrames: 12445714,
    firstId: '27164e5198c63854e3acc16483bf06171037550190dd7e686b1745dfa0de4ea1',
    pcmId: '804798cf9161190edc59e85269f47b44b503250c6c895198d16fa4f74dd4df48',
    sections: [
      { kind: 'intro', startBeat: 0, beats: 64 },
      { kind: 'build', startBeat: 64, beats: 32 },
      { kind: 'drop', startBeat: 96, beats: 128 },
      { kind: 'break', startBeat: 224, beats: 64 },
      { kind: 'build', startBeat: 288, beats: 32 },
      { kind: 'drop', startBeat: 320, beats: 96 },
      { kind: 'outro', startBeat: 416, beats: 64 },
    ],
  },
  'slow-window': {
    totalFrames: 12432000,
    firstId: '45572dceaf1fff80edd8d4e0d1b594e4aa7d9bc08b119b27a77cfd2bcfbaf845',
    pcmId: '526c8ebe68dd63946795bc84bc213dbafef7720e6fbca83f1b46f8368709341d',
    sections: [
      { kind: 'intro', startBeat: 0, beats: 64 },
      { kind: 'build', startBeat: 64, beats: 64 },
      { kind: 'drop', startBeat: 128, beats: 128 },
      { kind: 'break', startBeat: 256, beats: 64 },
      { kind: 'build', startBeat: 320, beats: 32 },
      { kind: 'drop', startBeat: 352, beats: 96 },
      { kind: 'outro', startBeat: 448, beats: 64 },
    ],
  },
  'sodium-lights': {
    totalFrames: 12727742,
    firstId: '7de6127cf523094943438cef81fc92592a8527afbe8c7f75a1b38508eeb2fd0b',
    pcmId: '6129de79b7ade24d7a56dc6ac0f5e881fb1af4ad4797f5b815df769259ccc2bb',
    sections: [
      { kind: 'intro', startBeat: 0, beats: 64 },
      { kind: 'build', startBeat: 64, beats: 64 },
      { kind: 'drop', startBeat: 128, beats: 128 },
      { kind: 'break', startBeat: 256, beats: 64 },
      { kind: 'build', startBeat: 320, beats: 32 },
      { kind: 'drop', startBeat: 352, beats: 128 },
      { kind: 'outro', startBeat: 480, beats: 64 },
    ],
  },
  'glass-meridian': {
    totalFrames: 12375000,
    firstId: '81f3ea18923a2c3e8030f66158c9142ed894fcb86b4ed864dacbc484aa4fddc3',
    pcmId: 'bb6a48d3bbf86593d6d2945895190cf541cdfdfd67c873da9d5b287b2fccac5a',
    sections: [
      { kind: 'intro', startBeat: 0, beats: 64 },
      { kind: 'build', startBeat: 64, beats: 64 },
      { kind: 'drop', startBeat: 128, beats: 128 },
      { kind: 'break', startBeat: 256, beats: 64 },
      { kind: 'build', startBeat: 320, beats: 32 },
      { kind: 'drop', startBeat: 352, beats: 128 },
      { kind: 'outro', startBeat: 480, beats: 64 },
    ],
  },
  'underpass-bloom': {
    totalFrames: 11314286,
    firstId: '7a6b3f607580026ac9bb48d3607de39777c54b7a25054a0425c243f925bed8aa',
    pcmId: 'c42982ef4d6982da0387795e51afbb1400f143edd2d289468c3aef9d6e7c1f0b',
    sections: [
      { kind: 'intro', startBeat: 0, beats: 64 },
      { kind: 'build', startBeat: 64, beats: 64 },
      { kind: 'drop', startBeat: 128, beats: 128 },
      { kind: 'break', startBeat: 256, beats: 64 },
      { kind: 'build', startBeat: 320, beats: 32 },
      { kind: 'drop', startBeat: 352, beats: 128 },
      { kind: 'outro', startBeat: 480, beats: 64 },
    ],
  },
  'skylark-circuit': {
    totalFrames: 11784828,
    firstId: '3d6d28f22b622b160e5731c4ddbe03adab7c9b6967f62609a7d621231ad51eeb',
    pcmId: '40a228e7b8046625b05540871a339418a7e25d9326973b92a9e94df2dad53b72',
    sections: [
      { kind: 'intro', startBeat: 0, beats: 128 },
      { kind: 'build', startBeat: 128, beats: 64 },
      { kind: 'drop', startBeat: 192, beats: 128 },
      { kind: 'break', startBeat: 320, beats: 128 },
      { kind: 'drop', startBeat: 448, beats: 128 },
      { kind: 'outro', startBeat: 576, beats: 128 },
    ],
  },
};
