/** A deck's letter inside its shape: A disc, B square, C triangle, D diamond. Thread: main. */
import type { JSX } from 'solid-js';
import { deckClass, deckName } from '../deck-names.ts';

export function DeckMark(props: { readonly deck: number; readonly large?: boolean }): JSX.Element {
  return (
    <span class={`mark ${deckClass(props.deck)}`} classList={{ 'is-large': props.large === true }} aria-hidden="true">
      {deckName(props.deck)}
    </span>
  );
}
