/**
 * Files and folders dropped anywhere join the list, collections of other programs go to the exchange; of those dropped on a deck,
 * the first file is also loaded there. Rows of the
 * list can be dragged onto decks the same way.
 * Thread: main.
 */
import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { withoutExchange } from '../exchange/take-files.ts';
import type { Desk } from '../state/desk.ts';

/** What a dragged row carries. */
export const TRACK_TYPE = 'application/x-echelon-track';
/** And where a deck is to stand that it is dropped on: the first frame of a phrase. */
export const PHRASE_FRAME_TYPE = 'application/x-echelon-phrase-frame';
function deckUnder(event: DragEvent): number | null {
  const target = event.target instanceof Element ? event.target.closest('[data-deck]') : null;
  const deck = target?.getAttribute('data-deck');
  return deck === null || deck === undefined ? null : Number(deck);
}

/** Listens on the window; returns whether files hang over the page. Call inside an owner. */
export function createDropTarget(desk: Desk): Accessor<boolean> {
  const [over, setOver] = createSignal(false);
  let depth = 0;
  const carries = (event: DragEvent, type: string): boolean => event.dataTransfer?.types.includes(type) === true;
  const enter = (event: DragEvent): void => {
    if (!carries(event, 'Files')) return;
    depth++;
    setOver(true);
  };
  const leave = (event: DragEvent): void => {
    if (!carries(event, 'Files')) return;
    depth = Math.max(0, depth - 1);
    setOver(depth > 0);
  };
  const hover = (event: DragEvent): void => {
    const row = carries(event, TRACK_TYPE);
    if (!row && !carries(event, 'Files')) return;
    if (row && deckUnder(event) === null) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
  };
  const drop = (event: DragEvent): void => {
    depth = 0;
    setOver(false);
    const data = event.dataTransfer;
    if (data === null) return;
    const deck = deckUnder(event);
    const row = data.getData(TRACK_TYPE);
    if (row !== '') {
      event.preventDefault();
      const frame = data.getData(PHRASE_FRAME_TYPE);
      if (deck !== null) desk.studio.load(row, deck, false, frame === '' ? null : Number(frame));
      return;
    }
    if (!carries(event, 'Files')) return;
    event.preventDefault();
    const given = [...data.files];
    const music = new Set(withoutExchange(desk, given).map(({ name }) => name));
    if (given.length > 0 && music.size === 0) return;
    const items = [...data.items].filter((item) => {
      const name = item.getAsFile()?.name;
      return name === undefined || music.has(name);
    });
    desk.attempt(desk.studio.imports.addDropped(items, deck), 'The files');
  };
  const handlers = { dragenter: enter, dragleave: leave, dragover: hover, drop } as const;
  for (const [type, handler] of Object.entries(handlers)) window.addEventListener(type, handler as EventListener);
  onCleanup(() => {
    for (const [type, handler] of Object.entries(handlers)) window.removeEventListener(type, handler as EventListener);
  });
  return over;
}
