/** Files of other programs among those that were dropped or chosen. Thread: main. */
import type { Desk } from '../state/desk.ts';

/** Hands them to the exchange, shows how it goes, and returns the others. */
export function withoutExchange(desk: Desk, files: readonly File[]): File[] {
  const { exchange } = desk.studio;
  const theirs = files.filter(({ name }) => exchange.takes(name));
  if (theirs.length > 0) {
    desk.openPanel('exchange');
    void exchange.import(theirs);
  }
  return files.filter((file) => !theirs.includes(file));
}
