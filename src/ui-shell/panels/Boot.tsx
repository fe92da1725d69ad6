/**
 * What stands between the performer and the sound: a start, a remedy, or an offer to resume. Before the first sound it
 * may cover the booth; a lost device is told over the library rows only.
 * Thread: main.
 */
import { createEffect, createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { EchelonIcon } from '../controls/icons.tsx';
import type { EnginePhase } from '../port.ts';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { Problem } from './Problem.tsx';

type Trouble = Extract<EnginePhase, { what: string }>;

export function Boot(): JSX.Element {
  const desk = useDesk();
  const phase = fromObservable(desk.studio.phase);
  const trouble = (): Trouble | null => {
    const now = phase();
    return now.kind === 'unsupported' || now.kind === 'failed' ? now : null;
  };
  return (
    <Switch>
      <Match when={phase().kind === 'suspended'}>
        <div class="boot" role="dialog" aria-label="Start the sound" aria-modal="true">
          <button
            type="button"
            class="boot-card"
            ref={(element) => queueMicrotask(() => element.focus())}
            onClick={() => desk.attempt(desk.studio.resumeAudio(), 'The sound')}
          >
            <EchelonIcon />
            <b>Start the sound</b>
            <span>The browser waits for a click or a key before it plays.</span>
          </button>
        </div>
      </Match>
      <Match when={trouble()}>{(now) => <Problem what={now().what} remedy={now().remedy} />}</Match>
    </Switch>
  );
}

/** Device loss and the offer to resume: over library rows, nothing moves. */
export function Banners(): JSX.Element {
  const desk = useDesk();
  const phase = fromObservable(desk.studio.phase);
  const resume = fromObservable(desk.studio.resume);
  const [answered, setAnswered] = createSignal(false);
  const lost = (): Trouble | null => {
    const now = phase();
    return now.kind === 'deviceLost' ? now : null;
  };
  createEffect(() => {
    const now = lost();
    if (now !== null) desk.announcer.sayNow(`${now.what}. ${now.remedy}`);
  });
  return (
    <div class="banners">
      <Show when={lost()}>
        {(now) => (
          <div class="banner is-danger" role="group" aria-label="Output device lost">
            <div class="toast-words">
              <b>{now().what}</b>
              <span>{now().remedy}</span>
            </div>
            <button type="button" class="toast-do" onClick={() => desk.attempt(desk.studio.resumeAudio(), 'The sound')}>
              Restart the sound
            </button>
            <button type="button" class="toast-quiet" onClick={() => desk.openPanel('settings')}>
              Choose a device
            </button>
          </div>
        )}
      </Show>
      <Show when={!answered() && resume()}>
        {(offer) => (
          <div class="banner" role="group" aria-label="Resume the interrupted set">
            <div class="toast-words">
              <b>A set was interrupted at {offer().lastAlive.toLocaleTimeString([], { timeStyle: 'short' })}</b>
              <span class="ell">
                {offer().tracks.length === 0
                  ? 'Its controls can be put back.'
                  : `${offer().tracks.join(', ')}: same places, same controls.`}
              </span>
            </div>
            <button
              type="button"
              class="toast-do"
              onClick={() => {
                setAnswered(true);
                desk.studio.acceptResume();
              }}
            >
              Resume
            </button>
            <button
              type="button"
              class="toast-quiet"
              onClick={() => {
                setAnswered(true);
                desk.studio.declineResume();
              }}
            >
              Start fresh
            </button>
          </div>
        )}
      </Show>
    </div>
  );
}
