/** One section or phrase and what can be done with it. Thread: main. */
import type { JSX } from 'solid-js';
import { Op } from '../../control-bus/commands.ts';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { Energy } from '../controls/Energy.tsx';
import { PhonesIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { deckName } from '../deck-names.ts';
import { minutes, UNKNOWN } from '../format.ts';
import type { PhraseEntry } from '../port.ts';
import * as cue from '../state/cue-actions.ts';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';

const barWords = (bars: number | null): string => (bars === null ? UNKNOWN : `${bars} ${bars === 1 ? 'bar' : 'bars'}`);

export function PhraseRow(props: {
  readonly deck: number;
  readonly phrase: PhraseEntry;
  readonly index: number;
  readonly trackId: string;
}): JSX.Element {
  const desk = useDesk();
  const auditioned = fromObservable(desk.studio.cues.auditioned);
  const named = (words: string): string => `${words} ${props.phrase.name}, deck ${deckName(props.deck)}`;
  const listening = (): boolean =>
    auditioned()?.trackId === props.trackId && auditioned()?.fromFrame === props.phrase.startFrame;
  const loop = () => ({ ...props.phrase, quantised: true });
  const looping = (): boolean => cue.isRunning(desk, props.deck, props.phrase);
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
          name={named('Listen to')}
          title="Plays it in the headphones only"
          lit={listening() ? 'primary' : false}
          pressed={listening()}
          onPress={() => desk.studio.cues.audition(props.trackId, props.phrase.startFrame)}
        >
          <PhonesIcon />
        </Key>
        <Key
          name={named('Jump to')}
          title="On the next beat of the quantise step"
          ops={[Op.seek]}
          deck={props.deck}
          target={cue.PHRASE_JUMP_TARGET + props.index}
          onPress={(timeMs) =>
            cue.goTo(desk, props.deck, props.phrase.startFrame, cue.PHRASE_JUMP_TARGET + props.index, timeMs)
          }
        >
          Jump
        </Key>
        <Key
          name={named('Loop')}
          lit={looping() ? 'primary' : false}
          pressed={looping()}
          ops={[Op.reloop]}
          deck={props.deck}
          target={cue.PHRASE_LOOP_TARGET + props.index}
          onPress={(timeMs) => cue.loopBetween(desk, props.deck, loop(), cue.PHRASE_LOOP_TARGET + props.index, timeMs)}
        >
          Loop
        </Key>
        <Key
          name={named('Play next')}
          title="Starts when the present one ends. Press again to take it back."
          disabled={cue.cannotQueue(desk, props.deck)}
          ops={[Op.seek]}
          deck={props.deck}
          target={cue.PHRASE_NEXT_TARGET + props.index}
          onPress={(timeMs) =>
            cue.queueNext(desk, props.deck, props.phrase, cue.PHRASE_NEXT_TARGET + props.index, timeMs)
          }
        >
          Next
        </Key>
      </span>
    </li>
  );
}
