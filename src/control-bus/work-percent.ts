/** How much of the machine playing decks leave to background workers. Thread: any; pure. */
import { Danger } from './sound-danger.ts';

/** Percent of its time one background worker may take. One of two cores is the audio thread's and the interface's. */
export function workPercent(decksPlaying: number, cores: number, danger: Danger): number {
  if (decksPlaying === 0) return 100;
  // What waits is a load or an analysis: it goes on, but slower than anything that could be heard.
  if (danger !== Danger.none) return cores > 2 ? 20 : 6;
  if (cores > 4) return 100;
  return cores > 2 ? 60 : 20;
}
