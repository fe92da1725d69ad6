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
    firstId: '0a69b186a7def04f8dea6a2615e52f375d9ece04f2a8f99021e93d2d67968a92',
    pcmId: '41763f897ac09712eba0acdc307361f27cd2a9710f60acf0eff75d510274106e',
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
    firstId: '7094428a69317bf97b505c7e6b63efa049ee4689e21152353c4e922196c39c53',
    pcmId: 'f4fb6c99a6b3b8b4a1cc546147b28410f61a34766a0fc4c515f67f42af1470e2',
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
    firstId: 'fe4c60e410fab39e8d0611c811bea99fe486f1de8db9813fe86812b24521a748',
    pcmId: '9c21c329ff71f7fcca4bcab30ee81ca65e94b6f6ce711e8b1fe7b6bbe3c3ff6d',
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
    totalFrames: 13200000,
    firstId: 'a8bc93977f9bc60f15011fd1077abc9c0f3d6a72c04f637b22fa480aa92c5ea9',
    pcmId: '64c2345921f278a06a13d14766f3dc4eac297ba5634d84e08aa97205df5f0310',
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
  'sodium-lights': {
    totalFrames: 12727742,
    firstId: '6b85fa70aa2062e19cb6b1b766f5e6b31310e05cdcd3c268a447a42f67c8b9cf',
    pcmId: '3b1367362744c20b1a883046d58435fbfa9a72caeeaee8549b4cfc3969754de4',
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
    totalFrames: 13095000,
    firstId: 'b035f83fe18c4be52f23b640a5d7632678e8f7e7ed73d06cb6d6e7f776b9aacf',
    pcmId: '63036e4eb9c245c12590868710f7dd4bf645b7175d943fe678118732db18b8cc',
    sections: [
      { kind: 'intro', startBeat: 0, beats: 64 },
      { kind: 'build', startBeat: 64, beats: 64 },
      { kind: 'drop', startBeat: 128, beats: 128 },
      { kind: 'break', startBeat: 256, beats: 96 },
      { kind: 'build', startBeat: 352, beats: 32 },
      { kind: 'drop', startBeat: 384, beats: 128 },
      { kind: 'outro', startBeat: 512, beats: 64 },
    ],
  },
  'underpass-bloom': {
    totalFrames: 11314286,
    firstId: 'd44b6f3af913ceadb0d91ea7e3bc41bfefb1394e2e87fe6ea80ed13383aea271',
    pcmId: 'd39cf72fc8d3064acb4eca746ca46904eb6ec34cb135cf7701464a5a836505a6',
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
    firstId: '587e6bf84c923092815e5b67c6566b80e097fbcafca41155d210a1f1ec553a2b',
    pcmId: '074f5a89d81a223f8a661947219d10b6bd9482c391672cb03d95b7059760dac5',
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
