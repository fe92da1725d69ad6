/** What a deck can do with a phrase of the track it holds: jump to it, loop it, play it next. Thread: main. */
import type { JSX } from 'solid-js';
import { Op } from '../../control-bus/commands.ts';
import { Key } from '../controls/Key.tsx';
import { deckName } from '../deck-names.ts';
import type { PhrasePart } from '../port.ts';
import * as cue from '../state/cue-actions.ts';
import { useDesk } from '../state/desk.ts';

export interface PhraseKeysProps {
  readonly deck: number;
  readonly phrase: PhrasePart;
  /** Which of its track's phrases it is. */
  readonly place: number;
  /** What follows the phrase's name in those of the keys: ' of Glass Harbour'. */
  readonly of?: string;
  /** In a list with one tab stop: which of the three keys has it, 0…2, or another number. */
  readonly stopAt?: number;
}

export function PhraseKeys(props: PhraseKeysProps): JSX.Element {
  const desk = useDesk();
  const named = (words: string): string =>
    `${words} ${props.phrase.name}${props.of ?? ''}, deck ${deckName(props.deck)}`;
  const loop = () => ({ ...props.phrase, quantised: true });
  const looping = (): boolean => cue.isRunning(desk, props.deck, props.phrase);
  const stop = (key: number): { readonly stop?: 0 | -1 } =>
    props.stopAt === undefined ? {} : { stop: props.stopAt === key ? 0 : -1 };
  return (
    <>
      <Key
        name={named('Jump to')}
        title="On the next beat of the quantise step"
        ops={[Op.seek]}
        deck={props.deck}
        target={cue.PHRASE_JUMP_TARGET + props.place}
        {...stop(0)}
        onPress={(timeMs) =>
          cue.goTo(desk, props.deck, props.phrase.startFrame, cue.PHRASE_JUMP_TARGET + props.place, timeMs)
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
        target={cue.PHRASE_LOOP_TARGET + props.place}
        {...stop(1)}
        onPress={(timeMs) => cue.loopBetween(desk, props.deck, loop(), cue.PHRASE_LOOP_TARGET + props.place, timeMs)}
      >
        Loop
      </Key>
      <Key
        name={named('Play next')}
        title="Starts when the present one ends. Press again to take it back."
        disabled={cue.cannotQueue(desk, props.deck)}
        ops={[Op.seek]}
        deck={props.deck}
        target={cue.PHRASE_NEXT_TARGET + props.place}
        {...stop(2)}
        onPress={(timeMs) =>
          cue.queueNext(desk, props.deck, props.phrase, cue.PHRASE_NEXT_TARGET + props.place, timeMs)
        }
      >
        Next
      </Key>
    </>
  );
}
