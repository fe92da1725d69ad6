/** The crossfader with a cut at either end. Thread: main. */
import type { JSX } from 'solid-js';
import { bindGlobal } from '../controls/binding.ts';
import { Fader } from '../controls/Fader.tsx';
import { LeftIcon, RightIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { useDesk } from '../state/desk.ts';

const TICKS = [{ at: 0 }, { at: 0.25 }, { at: 0.5, strong: true }, { at: 0.75 }, { at: 1 }];
const KEY_STEP = 0.02;

export function Crossfader(): JSX.Element {
  const desk = useDesk();
  const binding = bindGlobal(desk, 'mixer.crossfader');
  return (
    <div class="crossfader panel">
      <Key name="Cut to left" title="Crossfader hard left" onPress={(timeMs) => binding.set(binding.min, timeMs)}>
        <LeftIcon />
      </Key>
      <Fader binding={binding} axis="x" ticks={TICKS} keyStep={KEY_STEP} />
      <Key name="Cut to right" title="Crossfader hard right" onPress={(timeMs) => binding.set(binding.max, timeMs)}>
        <RightIcon />
      </Key>
    </div>
  );
}
