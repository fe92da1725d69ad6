/**
 * The sections and phrases of all tracks as a grid with one tab stop: heard on the cue bus, loaded with the deck standing at
 * them, and where a deck holds their track already, jumped to, looped or queued.
 * Thread: main.
 */
import { createMemo, createSignal, Index, type JSX, Show } from 'solid-js';
import { DECK_COUNT } from '../../control-bus/constants.ts';
import { deckName } from '../deck-names.ts';
import { template } from '../library/columns.ts';
import { GridHead } from '../library/GridHead.tsx';
import { createGridRows, RowSlot } from '../library/grid-rows.tsx';
import { Menu, type MenuRequest, placeOf } from '../library/Menu.tsx';
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
  let grid!: HTMLDivElement;
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
  const order = () => {
    const choice = library.phraseChoice();
    return choice?.kind === 'column' ? choice.order : null;
  };
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
    const element = rows.elementOf(phrases.selected()) ?? grid;
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
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!rows.move(event.key, places()) && !act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="grid"
      role="grid"
      ref={grid}
      aria-label="Phrases of all tracks"
      aria-rowcount={phrases.count() + 1}
      style={{ '--columns': template(columns()) }}
      onKeyDown={onKey}
    >
      <GridHead
        columns={columns()}
        order={order()}
        onOrder={(next) => library.setPhraseChoice(next === null ? null : { kind: 'column', order: next })}
        spoken={desk.layout.twoDecks()}
        hands={null}
      />
      <div class="grid-body" role="rowgroup" ref={body} tabindex={-1}>
        <Show when={phrases.count() === 0 && !phrases.waiting()}>{props.empty}</Show>
        <div class="grid-rows" style={{ height: `${rows.totalPx()}px` }}>
          <Index each={rows.ring()}>
            {(row) => (
              <Show when={row() >= 0}>
                <RowSlot row={row()} body={body}>
                  <FoundPhrase
                    index={row()}
                    topPx={row() * rows.rowPx()}
                    columns={columns()}
                    focusColumn={phrases.selected() === row() ? rows.place() : -1}
                    auditioned={auditioned()}
                    requested={requested()}
                    onRequest={(found, deck) => setRequested({ row: found, deck })}
                    onSelect={() => phrases.select(row())}
                    onMenu={openMenu}
                  />
                </RowSlot>
              </Show>
            )}
          </Index>
        </div>
      </div>
      <Show when={menu()} keyed>
        {(request) => <Menu request={request} onClose={() => setMenu(null)} />}
      </Show>
    </div>
  );
}
