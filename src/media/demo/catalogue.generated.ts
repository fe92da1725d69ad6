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
    firstId: '59b6f201e394930f31f6552a431be8da4b1a262d5d826dfa32cef347f137be25',
    pcmId: 'a9a8a05d3174d82160eabd22a5f107dadf197cff8a0712a733dd9a6eb73a02c3',
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
    firstId: 'de31445d52e1bfcce062e8eaa9f74be2391ed776dc859308648321f1b684639e',
    pcmId: 'bd170a18640d9cce4060d78deddae8fd1afebe923ccdcdc41f980949e5dfcc5f',
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
    firstId: '473f90a04ce8bdffb699f061a348b402eaaf98707063eef65c21cf8a939514f8',
    pcmId: '00d56a534903e0f9fb45dd6818aebb01dc1127b1da004768b3d0ac0269fb539f',
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
    firstId: '16cba0ae5e2f60ccee90db768031f0cdc4fa5a21d32b4a6bcd1e32e461a2b14e',
    pcmId: '4f1c73573d756c98ab44151ae39db67ebc07410b278e5bdd8e0f121e52c24952',
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
    firstId: '20159905387187551dfe793b894467416b3f64eecf143b89fefb9bec66246f66',
    pcmId: 'ea160182a2dde92067b1e133eea6c2a2102afa29bd6be47edf55d2063caab1ea',
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
    firstId: 'dc50a11200a70897a73ae558d15fe005e521e2c4c4138ae3f7a2111ac190d938',
    pcmId: '192628b706e8b8b1eb7f878829878609e66c98325dab038ef9c3212577ebdd14',
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
    firstId: '3e55e4ad7c2b60e90fc7e408cf3d5fa0216ab10eb19111ab45ce624394e3ddae',
    pcmId: 'b4d11bdcde1b52358413e11d64db0e65f0160ea7a70917c856fd94deba196944',
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
    firstId: '55d263a4837be70504b3010a8e002fd46220bd900cddc6fbbad79f317a6a6618',
    pcmId: 'f934d3da1bb6a23ece123f849d765ba458223cac0ec743aca80b17d162f2d456',
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
