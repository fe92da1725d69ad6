/**
 * What the browser shows: the query and its parts, the list of tracks and the list of all phrases.
 * Thread: main.
 */
import { type Accessor, batch, createMemo, createSignal } from 'solid-js';
import { fromObservable } from '../state/signals.ts';
import { type ColumnsState, createColumns } from './column-choice.ts';
import { createListModel, type ListModel } from './list-model.ts';
import type {
  LibraryPort,
  ListOrder,
  ListQuery,
  ListRow,
  PhraseListRow,
  PhraseOrder,
  PhraseQuery,
  QueryTrouble,
} from './types.ts';

/** Where the list comes from. */
export type Place =
  | { readonly kind: 'all' }
  /** What was played, last first. */
  | { readonly kind: 'played' }
  | { readonly kind: 'crate'; readonly id: string };
/** What stands below the toolbar: tracks, those that fit a deck, or phrases. */
export type Tab = 'tracks' | 'fits' | 'phrases';

/** How the phrases of all tracks are ordered: by a column, or those that fit a deck, best first. */
export type PhraseChoice =
  | { readonly kind: 'column'; readonly order: PhraseOrder }
  | { readonly kind: 'fits'; readonly deck: number };

/** The list of tracks. */
export interface LibraryModel extends ListModel<ListRow> {
  readonly text: Accessor<string>;
  readonly setText: (text: string) => void;
  readonly order: Accessor<ListOrder | null>;
  readonly setOrder: (order: ListOrder | null) => void;
  readonly place: Accessor<Place>;
  readonly setPlace: (place: Place) => void;
  readonly tab: Accessor<Tab>;
  readonly setTab: (tab: Tab) => void;
  readonly fitsDeck: Accessor<number>;
  readonly setFitsDeck: (deck: number) => void;
  readonly hasCovers: Accessor<boolean>;
  readonly columns: ColumnsState;
  /** The deck whose phrases are listed; null: those of all tracks. */
  readonly phraseDeck: Accessor<number | null>;
  readonly setPhraseDeck: (deck: number | null) => void;
  /** The list of all phrases stands below the toolbar. */
  readonly showsPhrases: Accessor<boolean>;
  readonly phrases: ListModel<PhraseListRow>;
  readonly phraseChoice: Accessor<PhraseChoice | null>;
  /** The column they are ordered by; null where none is. */
  readonly phraseOrder: Accessor<PhraseOrder | null>;
  readonly setPhraseChoice: (choice: PhraseChoice | null) => void;
  /** Of the list that is seen. */
  readonly troubles: Accessor<readonly QueryTrouble[]>;
}

const PLAYED = '-played:never';
const PLAYED_ORDER: ListOrder = { column: 'played', descending: true };

interface Asked<Order> {
  readonly text: string;
  readonly order: Order | null;
  readonly crateId: string | null;
  readonly fitsDeck: number | null;
}

function queryOf<Order>(
  text: string,
  order: Order | null,
  place: Place,
  fitsDeck: number | null,
): Asked<Order | ListOrder> {
  if (place.kind !== 'played') return { text, order, crateId: place.kind === 'crate' ? place.id : null, fitsDeck };
  const both = text.trim() === '' ? PLAYED : `${PLAYED} (${text})`;
  return { text: both, order: order ?? (fitsDeck === null ? PLAYED_ORDER : null), crateId: null, fitsDeck };
}

/** Call inside an owner. `failed` tells the performer what the library could not do. */
export function createLibraryModel(library: LibraryPort, failed: (error: unknown) => void): LibraryModel {
  const [text, setText] = createSignal('');
  const [order, setOrder] = createSignal<ListOrder | null>(null);
  const [place, setPlace] = createSignal<Place>({ kind: 'all' });
  const [tab, setTab] = createSignal<Tab>('tracks');
  const [fitsDeck, setFitsDeck] = createSignal(0);
  const [phraseDeck, setPhraseDeck] = createSignal<number | null>(null);
  const [phraseChoice, setPhraseChoice] = createSignal<PhraseChoice | null>(null);
  const revision = fromObservable(library.revision);
  const fitsRevision = fromObservable(library.fitsRevision);
  const showsPhrases = createMemo(() => tab() === 'phrases' && phraseDeck() === null);
  const tracks = createListModel<ListQuery, ListRow>({
    open: () => library.list(),
    query: createMemo(() => queryOf(text(), order(), place(), tab() === 'fits' ? fitsDeck() : null)),
    words: text,
    revision: () => [revision(), tab() === 'fits' ? fitsRevision() : 0],
    seen: () => !showsPhrases(),
    isSame: (a, b) => a.track.id === b.track.id,
    failed,
  });
  const phraseOrder = (): PhraseOrder | null => {
    const choice = phraseChoice();
    return choice?.kind === 'column' ? choice.order : null;
  };
  const phraseQuery = createMemo((): PhraseQuery => {
    const choice = phraseChoice();
    return queryOf<PhraseOrder>(text(), phraseOrder(), place(), choice?.kind === 'fits' ? choice.deck : null);
  });
  const phrases = createListModel<PhraseQuery, PhraseListRow>({
    open: () => library.phrases(),
    query: phraseQuery,
    words: text,
    revision: () => [revision(), phraseChoice()?.kind === 'fits' ? fitsRevision() : 0],
    seen: showsPhrases,
    isSame: (a, b) => a.track.id === b.track.id && a.place === b.place,
    failed,
  });
  return {
    ...tracks,
    text,
    setText,
    order,
    setOrder,
    place,
    setPlace: (next) => {
      batch(() => {
        setPlace(next);
        setOrder(null);
        if (!showsPhrases()) setTab('tracks');
      });
    },
    tab,
    setTab: (next) => {
      batch(() => {
        setTab(next);
        setOrder(null);
      });
    },
    fitsDeck,
    setFitsDeck,
    hasCovers: createMemo(() => [...tracks.rows().values()].some((row) => (row?.track.coverId ?? null) !== null)),
    columns: createColumns(),
    phraseDeck,
    setPhraseDeck: (deck) => setPhraseDeck(deck),
    showsPhrases,
    phrases,
    phraseChoice,
    phraseOrder,
    setPhraseChoice: (choice) => setPhraseChoice(choice),
    troubles: () => (showsPhrases() ? phrases.troubles() : tracks.troubles()),
  };
}
