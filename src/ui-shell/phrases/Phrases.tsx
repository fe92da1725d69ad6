/**
 * The sections and phrases of a deck's track: heard on the cue bus, jumped to, looped, or queued behind the one that plays.
 * Thread: main.
 */
import { Index, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { DeckMark } from '../controls/DeckMark.tsx';
import { Key } from '../controls/Key.tsx';
import { deckClass, deckName } from '../deck-names.ts';
import { minutes } from '../format.ts';
import type { DeckTrack, PhraseEntry } from '../port.ts';
import { goTo, phraseIndexAt } from '../state/cue-actions.ts';
import * as act from '../state/deck-actions.ts';
import { useDesk } from '../state/desk.ts';
import { PhraseRow } from './PhraseRow.tsx';

const NONE: readonly PhraseEntry[] = [];

export function Phrases(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const track = (): DeckTrack | null => desk.track(props.deck);
  return (
    <section class={`phrases ${deckClass(props.deck)}`} aria-label="Phrases">
      <div class="phrases-head">
        <DeckMark deck={props.deck} />
        <b class="ell">{track()?.track.title ?? `Deck ${deckName(props.deck)} is empty`}</b>
        <span class="spring" />
        <Places deck={props.deck} />
      </div>
      <Rows deck={props.deck} phrases={track()?.phrases ?? NONE} trackId={track()?.track.id ?? null} />
    </section>
  );
}

/** Where the track was left, and where its intro ends and its outro starts. */
function Places(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const { cues } = desk.studio;
  const track = (): DeckTrack | null => desk.track(props.deck);
  const named = (words: string): string => `${words}, deck ${deckName(props.deck)}`;
  const time = (frame: number): string => minutes(frame / SESSION_RATE_HZ);
  const left = (): number | null => track()?.leftAtFrame ?? null;
  const noTrack = (): string | null => act.withoutTrack(desk, props.deck);
  const marker = (which: 'introEnd' | 'outroStart', words: string): JSX.Element => {
    const at = (): number | null => track()?.markers[which] ?? null;
    const place = (): string => {
      const frame = at();
      return frame === null ? '' : ` ${time(frame)}`;
    };
    return (
      <Key
        name={named(`${words} here`)}
        class="is-wide"
        title={`Press where the ${words.toLowerCase()}. Delete takes the mark away.`}
        disabled={noTrack()}
        onPress={() => cues.setMarker(props.deck, which, desk.fast(props.deck).position)}
        onDelete={() => cues.setMarker(props.deck, which, null)}
      >
        {words}
        {place()}
      </Key>
    );
  };
  return (
    <>
      <Key
        name={named('Go to where it was left')}
        class="is-wide"
        disabled={noTrack() ?? (left() === null ? 'This track was not left in the middle before.' : null)}
        onPress={(timeMs) => {
          const frame = left();
          if (frame !== null) goTo(desk, props.deck, frame, 0, timeMs);
        }}
      >
        Left at {left() === null ? '\u2013' : time(left() ?? 0)}
      </Key>
      {marker('introEnd', 'Intro ends')}
      {marker('outroStart', 'Outro starts')}
      <Key
        name={named('Intro and outro by the sections')}
        class="is-wide"
        disabled={noTrack() ?? (track()?.markers.byHand === true ? null : 'They are where the sections have them.')}
        onPress={() => cues.releaseMarkers(props.deck)}
      >
        By sections
      </Key>
    </>
  );
}

interface Listed {
  readonly deck: number;
  readonly phrases: readonly PhraseEntry[];
  readonly trackId: string | null;
}

function Rows(props: Listed): JSX.Element {
  const empty = (): string =>
    props.trackId === null
      ? 'Load a track on this deck to see its sections.'
      : 'No sections are known of this track. They come with the analysis of its beat grid.';
  return (
    <Show when={props.phrases.length > 0} fallback={<p class="empty">{empty()}</p>}>
      <List deck={props.deck} phrases={props.phrases} trackId={props.trackId} />
    </Show>
  );
}

function List(props: Listed): JSX.Element {
  const desk = useDesk();
  let list!: HTMLUListElement;
  onMount(() => {
    let here: Element | undefined;
    const paint = (): void => {
      const row = list.children[phraseIndexAt(props.phrases, desk.fast(props.deck).position)];
      if (row === here) return;
      here?.classList.remove('is-here');
      row?.classList.add('is-here');
      here = row;
    };
    onCleanup(desk.frames.add(paint));
  });
  return (
    <ul ref={list} class="phrases-body" aria-label={`Phrases of deck ${deckName(props.deck)}`}>
      <Index each={props.phrases}>
        {(phrase, index) => (
          <PhraseRow deck={props.deck} phrase={phrase()} index={index} trackId={props.trackId ?? ''} />
        )}
      </Index>
    </ul>
  );
}
