/**
 * The sections and phrases of all tracks as a grid with one tab stop: heard on the cue bus, loaded with the deck standing at
 * them, and where a deck holds their track already, jumped to, looped or queued.
 * Thread: main.
 */
import { createMemo, createSignal, type JSX } from 'solid-js';
import { DECK_COUNT } from '../../control-bus/constants.ts';
import { deckName } from '../deck-names.ts';
import { createGridRows } from '../library/grid-rows.tsx';
import { ListFrame } from '../library/ListFrame.tsx';
import { type MenuRequest, placeOf } from '../library/Menu.tsx';
import type { PhraseListRow } from '../port.ts';
import * as cue from '../state/cue-actions.ts';
import { firstFreeDeck } from '../state/deck-actions.ts';
import { useDesk } from '../state/desk.ts';
import { listenToSelected, loadSelected } from '../state/selection.ts';
import { fromObservable } from '../state/signals.ts';
import { FoundPhrase, onDeck, Stop } from './FoundPhrase.tsx';
import { phraseColumns } from './phrase-columns.ts';

export function PhraseGrid(props: { readonly empty: JSX.Element }): JSX.Element {
  const desk = useDesk();
  const { library } = desk;
  const { phrases } = library;
  const auditioned = fromObservable(desk.studio.cues.auditioned);
  const [requested, setRequested] = createSignal<{ row: PhraseListRow; deck: number } | null>(null);
  const [menu, setMenu] = createSignal<MenuRequest | null>(null);
  let body!: HTMLDivElement;
  const rows = createGridRows(phrases, () => body);
  const columns = createMemo(() =>
    phraseColumns({
      widthPx: rows.widthPx(),
      fits: library.phraseChoice()?.kind === 'fits',
      decks: desk.layout.shown().length,
      hitPx: rows.hitPx(),
    }),
  );
  /** The places of the tab stop that the selected row has. */
  const places = (): number[] => {
    const row = phrases.selectedRow();
    const isHeld = row !== null && onDeck(desk, row) !== null;
    return [
      Stop.row,
      Stop.listen,
      ...(isHeld ? [Stop.jump, Stop.jump + 1, Stop.jump + 2] : []),
      ...desk.layout.shown().map((_, n) => Stop.load + n),
    ];
  };
  const load = (row: PhraseListRow, deck: number): void => {
    setRequested({ row, deck });
    loadSelected(desk, deck);
  };
  const openMenu = (event: MouseEvent | KeyboardEvent, row: PhraseListRow): void => {
    const { track, phrase, place } = row;
    const held = onDeck(desk, row);
    const now = (): number => performance.now();
    const deckItems =
      held === null
        ? []
        : [
            {
              label: `Jump to it on ${deckName(held.deck)}`,
              act: () => cue.goTo(desk, held.deck, held.phrase.startFrame, cue.PHRASE_JUMP_TARGET + place, now()),
            },
            {
              label: `Loop it on ${deckName(held.deck)}`,
              act: () =>
                cue.loopBetween(
                  desk,
                  held.deck,
                  { ...held.phrase, quantised: true },
                  cue.PHRASE_LOOP_TARGET + place,
                  now(),
                ),
            },
            ...(cue.cannotQueue(desk, held.deck) === null
              ? [
                  {
                    label: `Play it next on ${deckName(held.deck)}`,
                    act: () => cue.queueNext(desk, held.deck, held.phrase, cue.PHRASE_NEXT_TARGET + place, now()),
                  },
                ]
              : []),
          ];
    const items = [
      { label: 'Listen to it', act: () => listenToSelected(desk) },
      ...deckItems,
      ...Array.from({ length: DECK_COUNT }, (_, deck) => ({
        label: `Load to ${deckName(deck)} at it`,
        act: () => load(row, deck),
      })),
      { label: 'All phrases of this track', act: () => library.setText(`title:"${track.title.replaceAll('"', '')}"`) },
    ];
    const element = rows.elementOf(phrases.selected()) ?? body;
    setMenu({ name: `${phrase.name} of ${track.title}`, items, ...placeOf(event, element) });
  };
  const act = (event: KeyboardEvent): boolean => {
    const row = phrases.selectedRow();
    if (row === null) return false;
    const isOnRow = event.target instanceof Element && !event.target.matches('button, [data-stop]');
    if (event.key === 'Enter' && isOnRow) load(row, firstFreeDeck(desk));
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu(event, row);
    else return false;
    return true;
  };
  return (
    <ListFrame
      label="Phrases of all tracks"
      list={phrases}
      rows={rows}
      head={{
        columns: columns(),
        order: library.phraseOrder(),
        onOrder: (next) => library.setPhraseChoice(next === null ? null : { kind: 'column', order: next }),
        spoken: desk.layout.twoDecks(),
        hands: null,
      }}
      ref={(element) => {
        body = element;
      }}
      places={places}
      onKey={act}
      menu={menu()}
      onMenuClosed={() => setMenu(null)}
      empty={props.empty}
    >
      {(row) => (
        <FoundPhrase
          index={row()}
          topPx={row() * rows.rowPx()}
          columns={columns()}
          focusColumn={phrases.selected() === row() ? rows.place() : -1}
          auditioned={auditioned()}
          requested={requested()}
          onRequest={(found, deck) => setRequested({ row: found, deck })}
          onMenu={openMenu}
        />
      )}
    </ListFrame>
  );
}
