/** The browser: toolbar, places, lists, and the corner where messages and panels appear. Thread: main. */
import { createMemo, createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { deckName } from '../deck-names.ts';
import { Banners } from '../panels/Boot.tsx';
import { Messages } from '../panels/Messages.tsx';
import { Panels } from '../panels/Panels.tsx';
import { PhraseGrid } from '../phrases/PhraseGrid.tsx';
import { Phrases } from '../phrases/Phrases.tsx';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { Crates } from './Crates.tsx';
import { createDropTarget } from './drop.ts';
import { ImportBar } from './ImportBar.tsx';
import { ReanalysisBar } from './ReanalysisBar.tsx';
import { Toolbar } from './Toolbar.tsx';
import { TrackGrid } from './TrackGrid.tsx';

export function Library(): JSX.Element {
  const desk = useDesk();
  const dropping = createDropTarget(desk);
  const [cratesOpen, setCratesOpen] = createSignal(false);
  const deckOfPhrases = createMemo(() => {
    const of = desk.library.phraseDeck();
    return desk.library.tab() === 'phrases' && of !== null ? { of } : null;
  });
  const closeCrates = (): void => {
    setCratesOpen(false);
  };
  return (
    <section
      class="library panel"
      aria-label="Library"
      tabindex="-1"
      data-landmark
      data-open={desk.layout.libraryOpen()}
      data-crates={cratesOpen() ? 'open' : 'closed'}
    >
      <Toolbar cratesOpen={cratesOpen()} onCrates={setCratesOpen} />
      <Show when={deckOfPhrases()} fallback={<Lists onChosen={closeCrates} />}>
        {(deck) => <Phrases deck={deck().of} />}
      </Show>
      <ImportBar />
      <ReanalysisBar />
      <Show when={dropping()}>
        <div class="drop-hint">
          <b>Drop to add</b>
          <span>Onto a deck: added and loaded there.</span>
        </div>
      </Show>
      <Banners />
      <Panels />
      <Messages />
    </section>
  );
}

function Lists(props: { readonly onChosen: () => void }): JSX.Element {
  const { library } = useDesk();
  return (
    <>
      <Crates onChosen={props.onChosen} />
      <Show when={library.showsPhrases()} fallback={<TrackGrid empty={<Empty />} />}>
        <PhraseGrid empty={<NoPhrases />} />
      </Show>
    </>
  );
}

/** Why no phrase is listed, and what to do about it. */
function NoPhrases(): JSX.Element {
  const desk = useDesk();
  const { library } = desk;
  const fits = (): number | null => {
    const choice = library.phraseChoice();
    return choice?.kind === 'fits' ? choice.deck : null;
  };
  const isEmpty = (deck: number | null): boolean => deck !== null && desk.track(deck) === null;
  return (
    <p class="empty">
      <Switch fallback="No sections and phrases are known here yet. They come with the analysis of a track’s beat grid: add music, and it starts.">
        <Match when={isEmpty(fits())}>
          Deck {deckName(fits() ?? 0)} is empty. Load a track there, or choose another order, to see phrases that fit.
        </Match>
        <Match when={library.text() !== ''}>
          No phrase here matches “{library.text()}”. Press Escape in the search field to see all.
        </Match>
        <Match when={fits() !== null}>
          No phrase in this place is within 6 % of the tempo of deck {deckName(fits() ?? 0)} and in a key that goes with
          it.
        </Match>
      </Switch>
    </p>
  );
}

/** Why the list is empty, and what to do about it. */
function Empty(): JSX.Element {
  const desk = useDesk();
  const { library } = desk;
  const crates = fromObservable(desk.studio.library.crates);
  const crate = () => {
    const place = library.place();
    return place.kind === 'crate' ? crates().find(({ id }) => id === place.id) : undefined;
  };
  return (
    <p class="empty">
      <Switch fallback="No music yet. Drop audio files anywhere on this page, or press Add music.">
        <Match when={library.tab() === 'fits' && desk.track(library.fitsDeck()) === null}>
          Deck {deckName(library.fitsDeck())} is empty. Load a track there, or choose another deck, to see what fits it.
        </Match>
        <Match when={library.text() !== ''}>
          Nothing here matches “{library.text()}”. Press Escape in the search field to see everything.
        </Match>
        <Match when={library.tab() === 'fits'}>
          Nothing in this place is within 6 % of the tempo of deck {deckName(library.fitsDeck())} and in a key that goes
          with it.
        </Match>
        <Match when={crate()?.query === null}>This crate is empty. Drag tracks onto its name, here on the left.</Match>
        <Match when={crate() !== undefined}>Nothing matches {crate()?.query} at the moment.</Match>
        <Match when={library.place().kind === 'played'}>
          Nothing played yet. A track counts once it was heard for half a minute.
        </Match>
      </Switch>
    </p>
  );
}
