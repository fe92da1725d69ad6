/** The booth: rows from top to bottom, and the regions that speak. Thread: main. */
import { createEffect, For, type JSX } from 'solid-js';
import { Deck } from './deck/Deck.tsx';
import { MarkEditor } from './deck/MarkEditor.tsx';
import { deckName } from './deck-names.ts';
import { useKeyboard } from './keyboard/use-keyboard.ts';
import { Library } from './library/Library.tsx';
import { Mixer } from './mixer/Mixer.tsx';
import { Boot } from './panels/Boot.tsx';
import type { StudioPort } from './port.ts';
import { createDesk, DeskProvider } from './state/desk.ts';
import { sideOf } from './state/layout.ts';
import { ActionStrip } from './strip/ActionStrip.tsx';
import { TopBar } from './topbar/TopBar.tsx';
import { Waves } from './waves/Waves.tsx';

export function App(props: { readonly studio: StudioPort }): JSX.Element {
  const desk = createDesk(props.studio);
  useKeyboard(desk);
  const left = () => desk.layout.shown().filter((deck) => sideOf(deck) === 'left');
  const right = () => desk.layout.shown().filter((deck) => sideOf(deck) === 'right');
  createEffect(() => {
    document.documentElement.dataset.library = desk.layout.libraryOpen() ? 'open' : 'folded';
  });
  for (const deck of [0, 1, 2, 3]) {
    createEffect((before: string | null) => {
      const track = desk.track(deck)?.track ?? null;
      if (track !== null && track.id !== before) desk.announcer.say(`${track.title} on deck ${deckName(deck)}`);
      return track?.id ?? null;
    }, null);
  }
  return (
    <DeskProvider value={desk}>
      <div class="booth">
        <TopBar />
        <Waves />
        <main class="performance" aria-label="Decks and mixer" tabindex="-1" data-landmark>
          <For each={left()}>{(deck) => <Deck deck={deck} />}</For>
          <Mixer />
          <For each={right()}>{(deck) => <Deck deck={deck} />}</For>
        </main>
        <ActionStrip />
        <Library />
      </div>
      <MarkEditor />
      <Boot />
      <div class="speech" role="status" aria-live="polite">
        {desk.announcer.polite()}
      </div>
      <div class="speech" role="alert" aria-live="assertive">
        {desk.announcer.assertive()}
      </div>
    </DeskProvider>
  );
}
