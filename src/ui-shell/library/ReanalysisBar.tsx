/**
 * Tells that tracks were analysed by an older version, and offers to do it again. It is there when there are such tracks
 * and no import runs.
 * Thread: main.
 */
import { createEffect, createMemo, type JSX, on, Show } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import type { ReanalysisOffer } from './import-types.ts';

export function offerWords({ count, missing }: ReanalysisOffer): string {
  const old =
    count === 1 ? 'One track was analysed by an older version.' : `${count} tracks were analysed by an older version.`;
  if (missing === 0) return old;
  return `${old} ${missing === 1 ? 'One more is' : `${missing} more are`} not on this machine.`;
}

export function ReanalysisBar(): JSX.Element {
  const desk = useDesk();
  const { imports } = desk.studio;
  const offer = fromObservable(imports.offer);
  const state = fromObservable(imports.state);
  const words = createMemo(() => {
    const now = offer();
    return now === null || state()?.isRunning === true ? null : offerWords(now);
  });
  // Said when it appears, not at every count.
  const isShown = createMemo(() => words() !== null);
  createEffect(
    on(isShown, (shown) => {
      if (shown) desk.announcer.say(words() ?? '');
    }),
  );
  return (
    <Show when={words()}>
      {(text) => (
        <div class="import-bar" role="group" aria-label="Older analysis">
          <span class="import-words ell" title={text()}>
            {text()}
          </span>
          <Key
            name="Analyse again"
            class="is-wide"
            title="What a hand corrected stays as it is"
            onPress={() => desk.attempt(imports.analyseAgain(null), 'Analyse again')}
          >
            Analyse again
          </Key>
          <Key
            name="Not now"
            class="is-wide"
            title="Search for analysis:old to see them"
            onPress={() => imports.declineOffer()}
          >
            Not now
          </Key>
        </div>
      )}
    </Show>
  );
}
