/** Loads a track into a deck; a hold of 0.5 s overrides the refusal on an audible deck. Thread: main. */
import { type JSX, onMount } from 'solid-js';
import { Op } from '../../control-bus/commands.ts';
import { deckClass, deckName } from '../deck-names.ts';
import { createHold } from '../gestures/hold.ts';
import type { PhrasePart } from '../port.ts';
import { useDesk } from '../state/desk.ts';
import type { TrackEntry } from './types.ts';

export function LoadKey(props: {
  readonly track: TrackEntry;
  readonly deck: number;
  readonly tabindex: number;
  readonly requested: boolean;
  /** The phrase at which the deck is to stand; null: at the start of the track. */
  readonly at: PhrasePart | null;
  readonly onRequest: () => void;
}): JSX.Element {
  const desk = useDesk();
  let element!: HTMLButtonElement;
  const load = (override: boolean): void => {
    props.onRequest();
    desk.studio.load(props.track.id, props.deck, override, props.at?.startFrame ?? null);
  };
  const at = (): string => (props.at === null ? '' : ` at ${props.at.name}`);
  const hold = createHold(
    () => load(true),
    () => load(false),
  );
  onMount(() => hold.attach(element));
  return (
    <button
      ref={element}
      type="button"
      class={`key load-key ${deckClass(props.deck)}`}
      classList={{
        'is-holding': hold.holding(),
        'is-refused': props.requested && desk.messages.refused(Op.load, props.deck),
        'is-loaded': desk.track(props.deck)?.track.id === props.track.id,
      }}
      tabindex={props.tabindex}
      data-stop
      aria-label={`Load ${props.track.title}${at()} to deck ${deckName(props.deck)}`}
      title={`Load${at()} to deck ${deckName(props.deck)}; hold to replace a deck that is heard`}
    >
      {deckName(props.deck)}
    </button>
  );
}
