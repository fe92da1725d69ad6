/**
 * How far the import is, below the list: what it does, how long it will take, and the way to what failed. It takes the
 * height of a row from the list and nothing from anything else; it is not there when nothing is to be told.
 * Thread: main.
 */
import { createEffect, type JSX, on, Show } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { minutes } from '../format.ts';
import type { ImportState } from '../port.ts';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';

const failedWords = (count: number): string => `${count} failed`;

export function ImportBar(): JSX.Element {
  const desk = useDesk();
  const { imports } = desk.studio;
  const state = fromObservable(imports.state);
  const say = (words: string): void => desk.announcer.say(words);
  // How far it is, is never spoken by itself: only that it began, stands still or goes on.
  createEffect(
    on(
      () => state()?.isRunning === true,
      (running, before) => {
        if (running && before === false) say(beginning(state()));
      },
      { defer: true },
    ),
  );
  createEffect(
    on(
      () => state()?.paused ?? null,
      (paused, before) => {
        if (paused !== null) say(`Import: ${paused}`);
        else if (before != null && state()?.isRunning === true) say('The import goes on.');
      },
      { defer: true },
    ),
  );
  return (
    <Show when={state()}>
      {(now) => (
        <div class="import-bar" role="group" aria-label="Import">
          <Show when={now().isRunning} fallback={<span class="import-words ell">{failedWords(now().failed)}.</span>}>
            <progress max={1} value={now().share} aria-label="Import progress" />
            <b class="number">
              {now().done} of {now().total}
            </b>
            <span class="import-words ell" title={wordsOf(now())}>
              {wordsOf(now())}
            </span>
            <Show when={now().failed > 0}>
              <span class="quiet">{failedWords(now().failed)}</span>
            </Show>
          </Show>
          <Show when={now().failed > 0}>
            <Key
              name="Import failures"
              class="is-wide"
              expanded={desk.panel() === 'import'}
              onPress={() => desk.openPanel(desk.panel() === 'import' ? null : 'import')}
            >
              Failures
            </Key>
          </Show>
          <Show when={now().isRunning}>
            <Show
              when={now().paused !== null}
              fallback={
                <Key name="Pause import" class="is-wide" onPress={() => imports.pause()}>
                  Pause
                </Key>
              }
            >
              <Key name="Resume import" class="is-wide" onPress={() => desk.attempt(imports.resume(), 'Import')}>
                Resume
              </Key>
            </Show>
            <Key name="Cancel import" class="is-wide" title="What is done stays" onPress={() => imports.cancel()}>
              Cancel
            </Key>
          </Show>
        </div>
      )}
    </Show>
  );
}

function beginning(now: ImportState | null): string {
  if (now === null) return '';
  return now.again === now.total ? `Analysing ${now.total} tracks again.` : `Adding ${now.total} files to the library.`;
}

/** Why it stands still, or what it reads and how long all of it will take. */
function wordsOf({ paused, name, isHeldBack, etaSeconds }: ImportState): string {
  if (paused !== null) return paused;
  const left = etaSeconds === null ? '' : `${minutes(etaSeconds)} left`;
  if (name === null) return isHeldBack ? 'Waits until the decks leave room' : 'Starting';
  return [name, left, isHeldBack ? 'Slowly, while decks play' : ''].filter((part) => part !== '').join(' · ');
}
