/** One deck: platter, head, controls, tempo. Every deck has the same order; nothing is mirrored. Thread: main. */
import type { JSX } from 'solid-js';
import { deckClass, deckName } from '../deck-names.ts';
import { DeckHead } from './DeckHead.tsx';
import { LoopKeys } from './LoopKeys.tsx';
import { PadModeKey, Pads } from './Pads.tsx';
import { Platter } from './Platter.tsx';
import { TempoFader, TempoRangeKey } from './Tempo.tsx';
import { Toggles, Transport } from './Transport.tsx';

export function Deck(props: { readonly deck: number }): JSX.Element {
  return (
    <section
      class={`deck panel ${deckClass(props.deck)}`}
      aria-label={`Deck ${deckName(props.deck)}`}
      data-deck={props.deck}
    >
      <Platter deck={props.deck} />
      <DeckHead deck={props.deck} />
      <div class="deck-controls">
        <Transport deck={props.deck} />
        <Toggles deck={props.deck} />
        <Pads deck={props.deck} />
        <LoopKeys deck={props.deck} />
      </div>
      <div class="tempo">
        <TempoRangeKey deck={props.deck} />
        <TempoFader deck={props.deck} />
        <PadModeKey deck={props.deck} />
      </div>
    </section>
  );
}
