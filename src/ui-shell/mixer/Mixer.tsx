/** Strips in the order C A B D, the crossfader below, the master at the right. Thread: main. */
import { For, type JSX } from 'solid-js';
import { useDesk } from '../state/desk.ts';
import { MIXER_ORDER } from '../state/layout.ts';
import { Crossfader } from './Crossfader.tsx';
import { Master } from './Master.tsx';
import { Strip } from './Strip.tsx';

export function Mixer(): JSX.Element {
  const desk = useDesk();
  const strips = () => MIXER_ORDER.filter((deck) => desk.layout.shown().includes(deck));
  return (
    <section class="mixer" aria-label="Mixer">
      <For each={strips()}>{(deck) => <Strip deck={deck} />}</For>
      <Crossfader />
      <Master />
    </section>
  );
}
