/** An import in the middle of its work, for looking at the interface without a studio. Development only. Thread: main. */
import { Value } from '../../control-bus/observable.ts';
import type { ImportPort, ImportState, ReanalysisOffer } from '../port.ts';

const RUNNING: ImportState = {
  isRunning: true,
  done: 37,
  total: 120,
  again: 0,
  failed: 2,
  share: 0.31,
  etaSeconds: 214,
  name: 'Odell Marsh - Low Ferry.flac',
  paused: null,
  isHeldBack: true,
};

/** Any file that is added shows the same run. */
export function createFakeImports(): ImportPort {
  const state = new Value<ImportState | null>(null);
  const offer = new Value<ReanalysisOffer | null>({ count: 412, missing: 3 });
  const begin = async (): Promise<void> => state.set(RUNNING);
  const change = (by: Partial<ImportState>): void => state.update((now) => now && { ...now, ...by });
  return {
    state,
    failures: () => [
      { id: 1, name: 'empty.mp3', reason: 'the file is empty.', remedy: 'Add it again.' },
      { id: 2, name: 'noise.flac', reason: 'this is no audio file.', remedy: 'Convert it to WAV or FLAC.' },
    ],
    addFiles: begin,
    addFolderFiles: begin,
    addFolder: begin,
    addDropped: begin,
    pause: () => change({ paused: 'Paused.' }),
    resume: async () => change({ paused: null }),
    cancel: () => state.set(null),
    retry: () => undefined,
    retryAll: () => undefined,
    dismiss: async () => state.set(null),
    offer,
    analyseAgain: async () => {
      offer.set(null);
      state.set({ ...RUNNING, again: RUNNING.total });
    },
    declineOffer: () => offer.set(null),
  };
}
