/** Tempo and beat now, and whose they are. Thread: main. */
import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { DeckMark } from '../controls/DeckMark.tsx';
import { deckName } from '../deck-names.ts';
import { bpm } from '../format.ts';
import { useDesk } from '../state/desk.ts';
import { LiveText } from '../state/frame-loop.ts';
import { type TempoSource, tempoSource } from './tempo-source.ts';

const BEATS = 4;

export function Tempo(): JSX.Element {
  const desk = useDesk();
  const [source, setSource] = createSignal<TempoSource>('transport');
  let tempo!: HTMLElement;
  let lamps!: HTMLElement;
  onMount(() => {
    const text = new LiveText(tempo);
    let lit = -1;
    onCleanup(
      desk.frames.add(() => {
        const { fast } = desk.studio;
        const now = setSource((before) => tempoSource(fast, (deck) => desk.control(deck, 'level'), before));
        const running = now !== 'transport' || fast.transportPlaying !== 0;
        const beat = now === 'transport' ? fast.transportBeat : desk.fast(now).beat;
        text.show(bpm(now === 'transport' ? fast.transportTempo : desk.fast(now).tempo));
        const lamp = running ? ((Math.floor(beat) % BEATS) + BEATS) % BEATS : -1;
        if (lamp === lit) return;
        lit = lamp;
        Array.from(lamps.children).forEach((element, i) => {
          element.classList.toggle('is-on', i === lamp);
        });
      }),
    );
  });
  const words = (): string => {
    const now = source();
    return now === 'transport' ? 'the transport' : `deck ${deckName(now)}`;
  };
  return (
    <div title={`Tempo and beat of ${words()}`} class="tempo-now">
      <span class="big" ref={tempo} role="img" aria-label={`Tempo now, ${words()}`} />
      <span class="beats" ref={lamps} role="img" aria-label={`Beat now, ${words()}`}>
        <i />
        <i />
        <i />
        <i />
      </span>
      <span class="tempo-mark">
        <Show when={source() !== 'transport'}>
          <DeckMark deck={Number(source())} />
        </Show>
      </span>
    </div>
  );
}
