/** The kernel as it is, with the voices' buffers laid open for the tests of the decks. */
import { voiceActive, voiceOut } from './shared';

export * from './index';

export function voiceBuffer(voice: i32): usize {
  return voiceOut(voice);
}

export function voiceSounds(voice: i32): bool {
  return voiceActive(voice);
}
