/** Cue over Play, and the four toggles. Thread: main. */
import { createSignal, type JSX, onCleanup, onMount } from 'solid-js';
import { Op } from '../../control-bus/commands.ts';
import { CONTROLS, deckControlIndex } from '../../control-bus/controls.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { PlayIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { deckName } from '../deck-names.ts';
import * as act from '../state/deck-actions.ts';
import { useDesk } from '../state/desk.ts';

/** Frames within which a paused deck stands at its cue point. */
const AT_CUE_FRAMES = 64;

export function Transport(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const [atCue, setAtCue] = createSignal(false);
  onMount(() => {
    onCleanup(
      desk.frames.add(() => {
        const { flags, position } = desk.fast(props.deck);
        const paused = (flags & DeckFlag.playing) === 0 && (flags & DeckFlag.loaded) !== 0;
        setAtCue(paused && Math.abs(position - desk.slow.deck(props.deck).cuePointFrame) < AT_CUE_FRAMES);
      }),
    );
  });
  const playing = (): boolean => act.isPlaying(desk, props.deck);
  return (
    <div class="transport">
      <Key
        name={`Cue, deck ${deckName(props.deck)}`}
        class="cue"
        armed={atCue()}
        disabled={act.withoutTrack(desk, props.deck)}
        onPress={(timeMs) => desk.studio.send({ op: Op.cuePress, deck: props.deck }, timeMs)}
        onRelease={(timeMs) => desk.studio.send({ op: Op.cueRelease, deck: props.deck }, timeMs)}
      >
        Cue
      </Key>
      <Key
        name={`Play, deck ${deckName(props.deck)}`}
        class="play"
        lit={playing() ? 'primary' : false}
        pressed={playing()}
        disabled={act.withoutTrack(desk, props.deck)}
        ops={[Op.play, Op.pause]}
        deck={props.deck}
        onPress={(timeMs) => act.togglePlay(desk, props.deck, timeMs)}
      >
        <PlayIcon />
      </Key>
    </div>
  );
}

export function Toggles(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const on = (key: 'keylock' | 'slip' | 'quantise'): boolean => desk.control(props.deck, key) === 1;
  const step = (): string =>
    CONTROLS[deckControlIndex(props.deck, 'quantise.step')]?.choices?.[desk.control(props.deck, 'quantise.step')] ??
    '1 beat';
  const toggle = (
    key: 'keylock' | 'slip' | 'quantise',
    name: string,
    label: () => string,
    title: string,
  ): JSX.Element => (
    <Key
      name={`${name}, deck ${deckName(props.deck)}`}
      title={title}
      lit={on(key) ? 'secondary' : false}
      pressed={on(key)}
      onPress={(timeMs) => act.toggleControl(desk, props.deck, key, timeMs)}
      {...(key === 'quantise' ? { onSecondary: () => desk.setPadMode(props.deck, 'steps') } : {})}
    >
      {label()}
    </Key>
  );
  return (
    <div class="toggles">
      <Key
        name={`Sync, deck ${deckName(props.deck)}`}
        title="Matches tempo and phase to the loudest other deck, once."
        disabled={act.withoutGrid(desk, props.deck)}
        ops={[Op.syncOnce]}
        deck={props.deck}
        onPress={(timeMs) => act.sync(desk, props.deck, timeMs)}
      >
        Sync
      </Key>
      {toggle('keylock', 'Key lock', () => 'Key', 'Key lock: tempo changes leave the key alone.')}
      {toggle('slip', 'Slip', () => 'Slip', 'Slip: loops, scratches and reverse return to where the track would be.')}
      {toggle(
        'quantise',
        'Quantise',
        step,
        'Quantise: presses wait for the step. Right-click chooses the step on the pads.',
      )}
    </div>
  );
}
