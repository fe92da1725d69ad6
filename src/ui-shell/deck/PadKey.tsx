/** One pad: hue bar, figure, caption. Thread: main. */
import type { JSX } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { deckName } from '../deck-names.ts';
import type { PadSpec } from './pad-spec.ts';

export function PadKey(props: { readonly pad: PadSpec; readonly deck: number }): JSX.Element {
  let letGo: PadSpec['release'];
  return (
    <Key
      name={`${props.pad.name}, deck ${deckName(props.deck)}`}
      class={`pad ${props.pad.empty === true ? 'is-empty' : ''} ${props.pad.lit === true ? 'is-hit' : ''} ${props.pad.hue === undefined ? 'is-tool' : ''}`}
      style={typeof props.pad.hue === 'string' ? { '--hue': props.pad.hue } : {}}
      disabled={props.pad.disabled ?? null}
      {...(props.pad.pressed === undefined ? {} : { pressed: props.pad.pressed })}
      onPress={(timeMs, event) => {
        // The release belongs to what was pressed, even when the pad's job changes under the finger.
        letGo = props.pad.release;
        props.pad.press(timeMs, event);
      }}
      onRelease={(timeMs) => {
        letGo?.(timeMs);
        letGo = undefined;
      }}
      onSecondary={(event) => props.pad.secondary?.(event)}
      onDelete={() => props.pad.remove?.()}
      {...(props.pad.ops === undefined ? {} : { ops: props.pad.ops })}
      {...(props.pad.target === undefined ? {} : { target: props.pad.target })}
      deck={props.deck}
    >
      <b>{props.pad.figure}</b>
      <span class="ell">{props.pad.caption}</span>
    </Key>
  );
}
