/** What waits for its beat, with a cancel for each; in the two-deck layout also the hidden decks. Thread: main. */
import { For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { DeckMark } from '../controls/DeckMark.tsx';
import { CloseIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { deckClass, deckName } from '../deck-names.ts';
import { countdown, remaining, UNKNOWN } from '../format.ts';
import { useDesk } from '../state/desk.ts';
import { LiveText } from '../state/frame-loop.ts';
import { sideOf } from '../state/layout.ts';
import { beatsLeft, pendingWords, shownPending } from '../state/pending.ts';
import type { PendingView } from '../state/signals.ts';

const SHOWN = 4;

export function ActionStrip(): JSX.Element {
  const desk = useDesk();
  const all = (): readonly PendingView[] => shownPending(desk.slow.pending());
  const waiting = (): readonly PendingView[] => all().slice(0, desk.layout.twoDecks() ? 1 : SHOWN);
  const more = (): number => all().length - waiting().length;
  return (
    <section class="actions panel" aria-label="Actions" tabindex="-1" data-landmark>
      <ul class="queue" aria-label="Waiting for their beat">
        <For each={waiting()} fallback={<li class="quiet">Nothing waits for a beat</li>}>
          {(entry) => <Waiting entry={entry} />}
        </For>
        <Show when={more() > 0}>
          <li class="quiet">and {more()} more</li>
        </Show>
      </ul>
      <div class="hidden-decks">
        <For each={desk.layout.hidden()}>{(deck) => <HiddenDeck deck={deck} />}</For>
        <Key
          name="Library drawer"
          class="drawer-key"
          expanded={desk.layout.libraryOpen()}
          onPress={() => desk.layout.setLibraryOpen(!desk.layout.libraryOpen())}
        >
          Library
        </Key>
      </div>
    </section>
  );
}

function Waiting(props: { readonly entry: PendingView }): JSX.Element {
  const desk = useDesk();
  let left!: HTMLElement;
  const words = (): string => pendingWords(props.entry, desk.track(props.entry.deck));
  const where = (): string => (props.entry.deck < 4 ? ` on deck ${deckName(props.entry.deck)}` : '');
  onMount(() => {
    const text = new LiveText(left);
    onCleanup(desk.frames.add(() => text.show(countdown(beatsLeft(props.entry, desk.studio.fast)).words)));
    desk.announcer.say(`${words()}${where()} waits for its beat`);
  });
  return (
    <li class="waiting">
      <Show when={props.entry.deck < 4}>
        <DeckMark deck={props.entry.deck} />
      </Show>
      <span>{words()}</span>
      <b ref={left} />
      <Key
        name={`Cancel ${words().toLowerCase()}${where()}`}
        class="is-bare"
        onPress={(timeMs) => desk.cancelPending(props.entry.id, timeMs)}
      >
        <CloseIcon />
      </Key>
    </li>
  );
}

function HiddenDeck(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  let left!: HTMLElement;
  onMount(() => {
    const text = new LiveText(left);
    onCleanup(
      desk.frames.add(() => {
        const { position, flags } = desk.fast(props.deck);
        const total = desk.slow.deck(props.deck).sourceFrames;
        text.show((flags & DeckFlag.loaded) === 0 ? UNKNOWN : remaining((total - position) / SESSION_RATE_HZ));
      }),
    );
  });
  const playing = (): boolean => (desk.slow.flags(props.deck) & DeckFlag.playing) !== 0;
  return (
    <Key
      name={`Show deck ${deckName(props.deck)} on the ${sideOf(props.deck)}`}
      class={`hidden-deck ${deckClass(props.deck)} ${playing() ? 'is-sounding' : ''}`}
      onPress={() => desk.layout.give(props.deck)}
    >
      <DeckMark deck={props.deck} />
      <b ref={left} />
    </Key>
  );
}
