/** Search, what the list shows, how the library stands, and adding music. Thread: main. */
import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { ColumnsIcon, FoldIcon, ListIcon, UnfoldIcon, WarnIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { deckClass, deckName } from '../deck-names.ts';
import { ExchangeKey } from '../exchange/ExchangeKey.tsx';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { AddMusic } from './AddMusic.tsx';
import { createCrate } from './actions.ts';
import { PhraseOrderChoice, TrackOrderChoice } from './list-orders.tsx';
import { SearchField } from './SearchField.tsx';

const TABS = [
  { tab: 'fits', label: 'Fits now' },
  { tab: 'tracks', label: 'Tracks' },
  { tab: 'phrases', label: 'Phrases' },
] as const;
/** A crate's name is as short as its row. */
const NAME_LETTERS = 32;

export function Toolbar(props: {
  readonly cratesOpen: boolean;
  readonly onCrates: (open: boolean) => void;
}): JSX.Element {
  const desk = useDesk();
  const { library } = desk;
  const crates = fromObservable(desk.studio.library.crates);
  const open = (): boolean => desk.layout.libraryOpen();
  const crate = () => {
    const place = library.place();
    return place.kind === 'crate' ? crates().find(({ id }) => id === place.id) : undefined;
  };
  const placeName = (): string =>
    library.place().kind === 'all'
      ? 'All tracks'
      : library.place().kind === 'played'
        ? 'Played'
        : (crate()?.name ?? '');
  const save = (): void => {
    const query = library.text().trim();
    const saving = createCrate(desk, query.slice(0, NAME_LETTERS), null, query).then((id) => {
      library.setText('');
      library.setPlace({ kind: 'crate', id });
    });
    desk.attempt(saving, 'Save search');
  };
  return (
    <div class="toolbar">
      <Key
        name="Crates"
        class="is-wide crates-key"
        expanded={props.cratesOpen}
        onPress={() => props.onCrates(!props.cratesOpen)}
      >
        <ListIcon />
        <span class="ell">{placeName()}</span>
      </Key>
      <SearchField />
      <div class="choice" role="tablist" aria-label="List">
        <For each={TABS}>
          {({ tab, label }) => (
            <button
              type="button"
              class="key"
              classList={{ 'is-chosen': library.tab() === tab }}
              role="tab"
              aria-selected={library.tab() === tab}
              onClick={() => library.setTab(tab)}
            >
              {label}
            </button>
          )}
        </For>
      </div>
      <Switch>
        <Match when={library.tab() === 'fits'}>
          <DeckChoice name="Fits deck" of="Fits deck" chosen={library.fitsDeck()} onChoose={library.setFitsDeck} />
          <span class="quiet is-roomy-only ell">
            {desk.track(library.fitsDeck())?.track.title ?? `Deck ${deckName(library.fitsDeck())} is empty`}
          </span>
        </Match>
        <Match when={library.tab() === 'phrases'}>
          <DeckChoice
            name="Whose phrases"
            of="Phrases of deck"
            all="Phrases of all tracks"
            chosen={library.phraseDeck()}
            onChoose={library.setPhraseDeck}
            onAll={() => library.setPhraseDeck(null)}
          />
        </Match>
        <Match when={library.place().kind === 'played'}>
          <Key name="Sets played" class="is-wide" onPress={() => desk.openPanel('sets')}>
            Sets
          </Key>
        </Match>
        <Match when={library.text().trim() !== '' && library.place().kind === 'all'}>
          <Key
            name="Save search as a smart crate"
            class="is-wide"
            title="Keeps this search as a crate that is always up to date"
            onPress={save}
          >
            Save search
          </Key>
        </Match>
      </Switch>
      <span class="spring" />
      <Standing />
      <span class="quiet number is-roomy-only" aria-live="off">
        <Counted />
      </span>
      <Switch>
        <Match when={library.showsPhrases()}>
          <PhraseOrderChoice />
        </Match>
        <Match when={library.tab() !== 'phrases' && desk.layout.twoDecks()}>
          <TrackOrderChoice />
        </Match>
      </Switch>
      <Show when={library.tab() === 'tracks'}>
        <Key
          name="Columns"
          title="Which columns the track list shows, and how"
          expanded={desk.panel() === 'columns'}
          onPress={() => desk.openPanel(desk.panel() === 'columns' ? null : 'columns')}
        >
          <ColumnsIcon />
        </Key>
      </Show>
      <Show when={library.tab() === 'tracks' || !desk.layout.twoDecks()}>
        <ExchangeKey />
        <AddMusic />
      </Show>
      <Key
        name={open() ? 'Fold the library' : 'Unfold the library'}
        title={open() ? 'Give the height of the list to the waveforms' : 'Show the list'}
        expanded={open()}
        onPress={() => desk.layout.setLibraryOpen(!open())}
      >
        {open() ? <FoldIcon /> : <UnfoldIcon />}
      </Key>
    </div>
  );
}

/** How much of what the list shows. */
function Counted(): JSX.Element {
  const desk = useDesk();
  const { library } = desk;
  const counted = (): { readonly count: number; readonly one: string } => {
    const deck = library.phraseDeck();
    if (library.showsPhrases()) return { count: library.phrases.count(), one: 'phrase' };
    if (library.tab() === 'phrases' && deck !== null)
      return { count: desk.track(deck)?.phrases.length ?? 0, one: 'phrase' };
    return { count: library.count(), one: 'track' };
  };
  return (
    <>
      {counted().count.toLocaleString()} {counted().count === 1 ? counted().one : `${counted().one}s`}
    </>
  );
}

/** One of the decks, or (where `all` names it) none in particular. */
function DeckChoice(props: {
  readonly name: string;
  /** What a deck's letter follows in the name of its key. */
  readonly of: string;
  readonly all?: string;
  readonly chosen: number | null;
  readonly onChoose: (deck: number) => void;
  readonly onAll?: () => void;
}): JSX.Element {
  return (
    <div class="choice" role="radiogroup" aria-label={props.name}>
      <Show when={props.all}>
        {(all) => (
          <button
            type="button"
            class="key"
            classList={{ 'is-chosen': props.chosen === null }}
            role="radio"
            aria-checked={props.chosen === null}
            aria-label={all()}
            onClick={() => props.onAll?.()}
          >
            All
          </button>
        )}
      </Show>
      <For each={[0, 1, 2, 3]}>
        {(deck) => (
          <button
            type="button"
            class={`key fits-deck ${deckClass(deck)}`}
            classList={{ 'is-chosen': props.chosen === deck }}
            role="radio"
            aria-checked={props.chosen === deck}
            aria-label={`${props.of} ${deckName(deck)}`}
            onClick={() => props.onChoose(deck)}
          >
            {deckName(deck)}
          </button>
        )}
      </For>
    </div>
  );
}

/** What the performer should know of the library itself: that nothing is kept. */
function Standing(): JSX.Element {
  const desk = useDesk();
  const standing = fromObservable(desk.studio.library.standing);
  const limits = (): string | null => {
    const now = standing();
    return now.kind === 'limited' ? now.words : null;
  };
  return (
    <Show when={limits()}>
      {(words) => (
        <span class="limits" role="status" title={words()}>
          <WarnIcon />
          <span class="ell">{words()}</span>
        </span>
      )}
    </Show>
  );
}
