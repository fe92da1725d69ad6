/** Loop: halve, length, double; in, out, exit. Thread: main. */
import type { JSX } from 'solid-js';
import { Op } from '../../control-bus/commands.ts';
import { Key } from '../controls/Key.tsx';
import { deckName } from '../deck-names.ts';
import { beatWords, shortBeatLength } from '../format.ts';
import * as act from '../state/deck-actions.ts';
import { useDesk } from '../state/desk.ts';

export function LoopKeys(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const name = (words: string): string => `${words}, deck ${deckName(props.deck)}`;
  const beats = (): number => desk.slow.deck(props.deck).loopBeats;
  const looping = (): boolean => act.isLooping(desk, props.deck);
  const send = (op: Op) => (timeMs: number) => desk.studio.send({ op, deck: props.deck }, timeMs);
  return (
    <div class="loop" role="group" aria-label={name('Loop')}>
      <Key
        name={name('Halve loop')}
        disabled={
          act.withoutGrid(desk, props.deck) ??
          (act.neighbourLoop(beats(), -1) === null ? 'This is the shortest loop.' : null)
        }
        onPress={send(Op.loopHalve)}
      >
        ½
      </Key>
      <Key
        name={name(`Loop ${beatWords(beats())}`)}
        class="loop-length"
        lit={looping() ? 'primary' : false}
        pressed={looping()}
        disabled={act.withoutGrid(desk, props.deck)}
        ops={[Op.loopBeats, Op.loopExit]}
        deck={props.deck}
        onPress={(timeMs) => act.toggleLoop(desk, props.deck, timeMs)}
      >
        <b>{shortBeatLength(beats())}</b>
        <small>{beats() > 1 ? 'beats' : 'beat'}</small>
      </Key>
      <Key
        name={name('Double loop')}
        disabled={
          act.withoutGrid(desk, props.deck) ??
          (act.neighbourLoop(beats(), 1) === null ? 'This is the longest loop.' : null)
        }
        onPress={send(Op.loopDouble)}
      >
        ×2
      </Key>
      <Key
        name={name('Loop in')}
        disabled={act.withoutTrack(desk, props.deck)}
        ops={[Op.loopIn]}
        deck={props.deck}
        onPress={send(Op.loopIn)}
      >
        In
      </Key>
      <Key
        name={name('Loop out')}
        disabled={act.withoutTrack(desk, props.deck)}
        ops={[Op.loopOut]}
        deck={props.deck}
        onPress={send(Op.loopOut)}
      >
        Out
      </Key>
      <Key name={name('Exit loop')} disabled={looping() ? null : 'Needs a running loop.'} onPress={send(Op.loopExit)}>
        Exit
      </Key>
    </div>
  );
}
