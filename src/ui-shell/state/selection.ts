/**
 * What is selected in the list that is seen, a track or a phrase, and what keys do with it. Thread: main.
 */
import type { Desk } from './desk.ts';

export function selectBeside(desk: Desk, by: number): void {
  const { library } = desk;
  const list = library.showsPhrases() ? library.phrases : library;
  list.select(list.selected() + by);
}

/** A phrase is loaded with the deck standing at its start. */
export function loadSelected(desk: Desk, deck: number): void {
  const { library, studio } = desk;
  if (library.showsPhrases()) {
    const found = library.phrases.selectedRow();
    if (found !== null) studio.load(found.track.id, deck, false, found.phrase.startFrame);
    return;
  }
  const id = library.selectedRow()?.track.id;
  if (id !== undefined) studio.load(id, deck);
}

/** Hears it in the headphones: a phrase from its start to its end, a track from its middle. */
export function listenToSelected(desk: Desk): void {
  const { library, studio } = desk;
  if (library.showsPhrases()) {
    const found = library.phrases.selectedRow();
    if (found !== null) studio.cues.audition(found.track.id, found.phrase.startFrame, found.phrase.endFrame);
    return;
  }
  const id = library.selectedRow()?.track.id;
  if (id !== undefined) studio.preview(id);
}
