/** One section or phrase of a deck's track and what can be done with it. Thread: main. */
import type { JSX } from 'solid-js';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { Energy } from '../controls/Energy.tsx';
import { PhonesIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { deckName } from '../deck-names.ts';
import { minutes, UNKNOWN } from '../format.ts';
import type { PhraseEntry } from '../port.ts';
import { isAuditioned } from '../state/cue-actions.ts';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { PhraseKeys } from './PhraseKeys.tsx';

const barWords = (bars: number | null): string => (bars === null ? UNKNOWN : `${bars} ${bars === 1 ? 'bar' : 'bars'}`);

export function PhraseRow(props: {
  readonly deck: number;
  readonly phrase: PhraseEntry;
  readonly index: number;
  readonly trackId: string;
}): JSX.Element {
  const desk = useDesk();
  const auditioned = fromObservable(desk.studio.cues.auditioned);
  const listening = (): boolean => isAuditioned(auditioned(), props.trackId, props.phrase);
  const length = (): number => (props.phrase.endFrame - props.phrase.startFrame) / SESSION_RATE_HZ;
  return (
    <li
      class="phrase"
      classList={{ 'is-phrase': props.phrase.level === 'phrase' }}
      style={{ '--section': `var(--sec-${props.phrase.section})` }}
    >
      <span class="phrase-name ell">{props.phrase.name}</span>
      <span class="number">{barWords(props.phrase.bars)}</span>
      <span class="number quiet">{minutes(length())}</span>
      <Energy level={props.phrase.energy} />
      <span class="phrase-here ell">here</span>
      <span class="phrase-keys">
        <Key
          name={`Listen to ${props.phrase.name}, deck ${deckName(props.deck)}`}
          title="Plays it in the headphones only, to its end"
          lit={listening() ? 'primary' : false}
          pressed={listening()}
          onPress={() => {
            const { startFrame, endFrame } = props.phrase;
            desk.studio.cues.audition(props.trackId, startFrame, endFrame);
          }}
        >
          <PhonesIcon />
        </Key>
        <PhraseKeys deck={props.deck} phrase={props.phrase} place={props.index} />
      </span>
    </li>
  );
}
