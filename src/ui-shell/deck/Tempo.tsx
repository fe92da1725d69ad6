/** Tempo fader with its figure and range. Thread: main. */
import { createMemo, type JSX } from 'solid-js';
import { bindDeck } from '../controls/binding.ts';
import { Fader } from '../controls/Fader.tsx';
import { Key } from '../controls/Key.tsx';
import { tempoRangePercent } from '../controls/words.ts';
import { deckName } from '../deck-names.ts';
import * as act from '../state/deck-actions.ts';
import { useDesk } from '../state/desk.ts';

/** Percent of tempo per pixel of drag. */
const PERCENT_PER_PX = 0.05;
const FINE_FACTOR = 10;
const TICKS = [{ at: 0 }, { at: 0.25 }, { at: 0.5, strong: true }, { at: 0.75 }, { at: 1 }];

export function TempoFader(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const range = createMemo(() => tempoRangePercent(desk.control(props.deck, 'tempo.range')));
  return (
    <div class="tempo-fader">
      <Fader
        binding={bindDeck(desk, props.deck, 'tempo')}
        axis="y"
        inverted
        ticks={TICKS}
        rangePx={() => (2 * range()) / PERCENT_PER_PX}
        fineFactor={FINE_FACTOR}
      />
    </div>
  );
}

export function TempoRangeKey(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const binding = bindDeck(desk, props.deck, 'tempo');
  const range = (): number => tempoRangePercent(desk.control(props.deck, 'tempo.range'));
  return (
    <Key
      name={`Tempo range, deck ${deckName(props.deck)}: plus or minus ${range()} percent`}
      class="tempo-range"
      title="Tempo change in percent. Press for the next range of the fader."
      onPress={(timeMs) => act.cycleControl(desk, props.deck, 'tempo.range', timeMs)}
    >
      <b>{binding.text()}</b>
      <small>±{range()}</small>
    </Key>
  );
}
