/** Eight pads; their job changes with the mode, their places never do. Thread: main. */
import { createMemo, Index, type JSX } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { deckName } from '../deck-names.ts';
import { useDesk } from '../state/desk.ts';
import { PadKey } from './PadKey.tsx';
import { padsOf } from './pad-modes.ts';

export function Pads(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const pads = createMemo(() => padsOf(desk, props.deck));
  return (
    <div class="pads" role="group" aria-label={`Pads, deck ${deckName(props.deck)}`}>
      <Index each={pads()}>{(pad) => <PadKey pad={pad()} deck={props.deck} />}</Index>
    </div>
  );
}

/** The key that turns the pads into a chooser of modes. */
export function PadModeKey(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const mode = () => desk.padMode(props.deck);
  const word = (): string => {
    const names: Readonly<Record<string, string>> = {
      cues: 'Cues',
      saved: 'Saved',
      loops: 'Loops',
      jumps: 'Jumps',
      key: 'Key',
      grid: 'Grid',
    };
    return names[mode()] ?? 'Back';
  };
  return (
    <Key
      name={`Pad mode, deck ${deckName(props.deck)}: ${word()}`}
      class="pad-mode"
      title="What the pads do. Press, then choose on the pads."
      expanded={word() === 'Back'}
      lit={mode() === 'cues' ? false : 'secondary'}
      onPress={() => desk.setPadMode(props.deck, word() === 'Back' ? 'cues' : 'modes')}
    >
      {word()}
    </Key>
  );
}
