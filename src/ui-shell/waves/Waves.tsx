/** The lanes of the zoomed waveforms: one canvas, tags at the left, what comes next at the right, one needle. Thread: main. */
import { createEffect, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { DeckMark } from '../controls/DeckMark.tsx';
import { deckClass, deckName } from '../deck-names.ts';
import { attachScratch } from '../gestures/scratch.ts';
import * as act from '../state/deck-actions.ts';
import { describeDeck } from '../state/describe.ts';
import { useDesk } from '../state/desk.ts';
import { LiveText } from '../state/frame-loop.ts';
import { laneInfo } from './lane-info.ts';
import { PainterCanvas } from './surface.tsx';

export const ZOOM_DEFAULT = 44;
const ZOOM_MIN = 22;
const ZOOM_MAX = 176;
/** Tempo by which lanes without a grid are scaled and dragged. */
export const GRIDLESS_BPM = 120;

export function Waves(): JSX.Element {
  const desk = useDesk();
  const [zoom, setZoom] = createSignal(ZOOM_DEFAULT);
  createEffect(() => desk.studio.setLaneZoom(zoom()));
  let root!: HTMLElement;
  onMount(() => {
    root.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        setZoom((now) => Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, now * (event.deltaY < 0 ? 1.1 : 1 / 1.1))));
      },
      { passive: false },
    );
  });
  const key = (): string => desk.layout.shown().join('');
  return (
    <section ref={root} class="waves" aria-label="Waveforms" tabindex="-1" data-landmark>
      <Show when={key()} keyed>
        {(_) => {
          const decks = desk.layout.shown();
          return (
            <>
              <PainterCanvas attach={(canvas) => desk.studio.attachLanes(canvas, decks)} />
              <For each={decks}>{(deck) => <Lane deck={deck} zoom={zoom()} />}</For>
            </>
          );
        }}
      </Show>
      <div class="needle" aria-hidden="true" />
    </section>
  );
}

function Lane(props: { readonly deck: number; readonly zoom: number }): JSX.Element {
  const desk = useDesk();
  let hand!: HTMLDivElement;
  let figure!: HTMLElement;
  let words!: HTMLElement;
  const describe = (): void => hand.setAttribute('aria-label', `Waveform, ${describeDeck(desk, props.deck)}`);
  onMount(() => {
    const texts = { figure: new LiveText(figure), words: new LiveText(words) };
    onCleanup(
      desk.frames.add(() => {
        const sections = desk.track(props.deck)?.sections ?? [];
        const info = laneInfo(desk.fast(props.deck), desk.slow.deck(props.deck), sections);
        texts.figure.show(info.figure);
        texts.words.show(info.words);
      }),
    );
    attachScratch(hand, desk.studio, {
      deck: () => props.deck,
      enabled: () => act.isLoaded(desk, props.deck),
      // The music goes under the needle: dragging to the left moves it forward.
      framesBetween: (from, to) => {
        const tempo = desk.slow.deck(props.deck).gridTempo;
        const framesPerBeat = (60 / (tempo > 0 ? tempo : GRIDLESS_BPM)) * SESSION_RATE_HZ;
        return ((from.clientX - to.clientX) / props.zoom) * framesPerBeat;
      },
    });
  });
  return (
    <div class={`lane ${deckClass(props.deck)}`}>
      <div
        ref={hand}
        class="lane-hand"
        role="img"
        aria-label={`Waveform, Deck ${deckName(props.deck)}`}
        title="Drag to scratch, wheel to zoom"
        onPointerEnter={describe}
      />
      <div class="lane-tag">
        <DeckMark deck={props.deck} />
      </div>
      <div class="lane-info" role="img" aria-label={`Bars to what comes next, deck ${deckName(props.deck)}`}>
        <b ref={figure} />
        <span ref={words} />
      </div>
    </div>
  );
}
