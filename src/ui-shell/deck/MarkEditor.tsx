/**
 * Name, colour and beat of a hot cue or saved loop, in a small menu beside its pad. What is chosen holds at once; Escape
 * and a press elsewhere close it.
 * Thread: main.
 */
import { For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import { CloseIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { deckName } from '../deck-names.ts';
import type { MarkChange } from '../port.ts';
import * as cue from '../state/cue-actions.ts';
import { type Desk, type Marking, useDesk } from '../state/desk.ts';
import { hueOf, MARK_COLOURS } from './mark-colours.ts';

const NAME_LETTERS = 40;
/** Kept between the menu and the window's edge, CSS pixels. */
const EDGE = 4;

export function MarkEditor(): JSX.Element {
  const desk = useDesk();
  return (
    <Show when={desk.marking()} keyed>
      {(marking) => <Editor marking={marking} />}
    </Show>
  );
}

const entryOf = (desk: Desk, { kind, deck, pad }: Marking) =>
  kind === 'cue' ? cue.cueOn(desk, deck, pad) : cue.loopOn(desk, deck, pad);

function Editor(props: { readonly marking: Marking }): JSX.Element {
  const desk = useDesk();
  const { kind, deck, pad, x, y } = props.marking;
  const before = document.activeElement;
  const what = kind === 'cue' ? `hot cue ${pad + 1}` : `saved loop ${pad + 1}`;
  const named = (words: string): string => `${words} ${what}, deck ${deckName(deck)}`;
  const entry = () => entryOf(desk, props.marking);
  let root!: HTMLDivElement;
  let field!: HTMLInputElement;
  const change = (fields: MarkChange): void => {
    const now = entry();
    if (now === null) return;
    if (kind === 'cue') desk.studio.cues.editCue(deck, pad + 1, fields);
    else if ('id' in now) desk.studio.cues.editLoop(deck, now.id, fields);
  };
  const keepName = (): void => {
    const name = field.value.trim();
    if (name !== (entry()?.name ?? '')) change({ name });
  };
  const close = (): void => {
    keepName();
    desk.mark(null);
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
  const elsewhere = (event: PointerEvent): void => {
    if (event.target instanceof Node && root.contains(event.target)) return;
    keepName();
    desk.mark(null);
  };
  const clear = (): void => {
    desk.mark(null);
    if (kind === 'cue') cue.askClearHotCue(desk, deck, pad);
    else cue.askRemoveLoop(desk, deck, pad);
  };
  onMount(() => {
    // Once: what is being typed is not overwritten by what is known.
    field.value = entry()?.name ?? '';
    const { width, height } = root.getBoundingClientRect();
    root.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - width - EDGE))}px`;
    root.style.top = `${Math.max(EDGE, Math.min(y, innerHeight - height - EDGE))}px`;
    addEventListener('pointerdown', elsewhere, true);
    // A press that opened this has yet to give the focus to its pad.
    const frame = requestAnimationFrame(() => field.select());
    onCleanup(() => cancelAnimationFrame(frame));
  });
  onCleanup(() => removeEventListener('pointerdown', elsewhere, true));
  return (
    <Portal>
      <div
        ref={root}
        class="menu mark-editor"
        role="dialog"
        aria-label={named('Edit')}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key !== 'Escape') return;
          event.preventDefault();
          close();
        }}
      >
        <div class="mark-name">
          <input
            ref={field}
            aria-label={named('Name of')}
            placeholder="Name"
            maxlength={NAME_LETTERS}
            onChange={keepName}
            onKeyDown={(event) => {
              if (event.key === 'Enter') close();
            }}
          />
          <Key name={named('Close')} class="is-bare" onPress={close}>
            <CloseIcon />
          </Key>
        </div>
        <Colours name={named('Colour of')} pad={pad} colour={entry()?.colour ?? null} onChoose={change} />
        <div class="mark-keys">
          <Key
            name={named('Wait for the beat at')}
            class="is-wide"
            title="On: a jump here waits for the beat when the deck is quantised. Off: it comes at once."
            lit={entry()?.quantised === true ? 'secondary' : false}
            pressed={entry()?.quantised === true}
            onPress={() => change({ quantised: entry()?.quantised !== true })}
          >
            Waits for the beat
          </Key>
          <Key name={named('Clear')} class="is-wide" onPress={clear}>
            Clear
          </Key>
        </div>
      </div>
    </Portal>
  );
}

/** Eight colours to choose from, by arrow keys too; none of them: the pad's own. */
function Colours(props: {
  readonly name: string;
  readonly pad: number;
  readonly colour: string | null;
  readonly onChoose: (change: MarkChange) => void;
}): JSX.Element {
  let root!: HTMLDivElement;
  const shown = (): string => hueOf(props.colour, props.pad);
  const isOn = (i: number): boolean => shown() === `var(--cue-${i + 1})`;
  const choose = (i: number): void => props.onChoose({ colour: MARK_COLOURS[i]?.hex ?? null });
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = MARK_COLOURS.findIndex((_, i) => isOn(i));
    choose((at + step + MARK_COLOURS.length) % MARK_COLOURS.length);
    queueMicrotask(() => root.querySelector<HTMLElement>('[aria-checked="true"]')?.focus());
  };
  const reachable = (i: number): boolean => isOn(i) || (i === 0 && MARK_COLOURS.every((_, n) => !isOn(n)));
  return (
    <div ref={root} class="mark-colours" role="radiogroup" aria-label={props.name} onKeyDown={onKeyDown}>
      <For each={MARK_COLOURS}>
        {({ name }, i) => (
          <button
            type="button"
            role="radio"
            aria-checked={isOn(i())}
            aria-label={name}
            title={name}
            tabindex={reachable(i()) ? 0 : -1}
            style={{ '--hue': `var(--cue-${i() + 1})` }}
            onClick={() => choose(i())}
          />
        )}
      </For>
    </div>
  );
}
