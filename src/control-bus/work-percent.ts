/** How much of the machine playing decks leave to background workers. Thread: any; pure. */

/** Percent of its time one background worker may take. One of two cores is the audio thread's and the interface's. */
export function workPercent(decksPlaying: number, cores: number): number {
  if (decksPlaying === 0 || cores > 4) return 100;
  return cores > 2 ? 60 : 20;
}
