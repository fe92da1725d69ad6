/** Refusals, notices and questions, over library rows only. Thread: main. */
import { For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { DeckMark } from '../controls/DeckMark.tsx';
import { CloseIcon } from '../controls/icons.tsx';
import { createHold } from '../gestures/hold.ts';
import { useDesk } from '../state/desk.ts';
import { type Question, TOAST_MS, type Toast } from '../state/messages.ts';

export function Messages(): JSX.Element {
  const desk = useDesk();
  return (
    <div class="messages">
      <Show when={desk.messages.notice()}>{(text) => <p class="notice">{text()}</p>}</Show>
      <For each={desk.messages.toasts()}>{(toast) => <ToastCard toast={toast} />}</For>
      <Show when={desk.messages.question()} keyed>
        {(question) => <QuestionCard question={question} />}
      </Show>
    </div>
  );
}

function ToastCard(props: { readonly toast: Toast }): JSX.Element {
  const desk = useDesk();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = (): void => desk.messages.dismiss(props.toast.key);
  const run = (): void => {
    clearTimeout(timer);
    timer = setTimeout(close, TOAST_MS);
  };
  const stay = (): void => clearTimeout(timer);
  onMount(run);
  onCleanup(stay);
  return (
    <div
      class="toast"
      role="group"
      aria-label={props.toast.what}
      onPointerEnter={stay}
      onPointerLeave={run}
      onFocusIn={stay}
      onFocusOut={run}
    >
      <Show when={props.toast.deck !== null} fallback={<span />}>
        <DeckMark deck={props.toast.deck ?? 0} />
      </Show>
      <div class="toast-words">
        <b>{props.toast.what}</b>
        <span>{props.toast.why}</span>
      </div>
      <Show when={props.toast.hold} keyed>
        {(hold) => <HoldKey label={hold.label} act={hold.act} done={close} />}
      </Show>
      <Show when={props.toast.press} keyed>
        {(press) => (
          <button
            type="button"
            class="hold-key"
            onClick={() => {
              close();
              press.act();
            }}
          >
            <span>{press.label}</span>
          </button>
        )}
      </Show>
      <button type="button" class="toast-close" aria-label="Dismiss" onClick={close}>
        <CloseIcon />
      </button>
    </div>
  );
}

function HoldKey(props: { readonly label: string; readonly act: () => void; readonly done: () => void }): JSX.Element {
  let element!: HTMLButtonElement;
  const hold = createHold(() => {
    props.act();
    props.done();
  });
  onMount(() => hold.attach(element));
  return (
    <button ref={element} type="button" class="hold-key" classList={{ 'is-holding': hold.holding() }}>
      <i aria-hidden="true" />
      <span>{props.label}</span>
    </button>
  );
}

function QuestionCard(props: { readonly question: Question }): JSX.Element {
  const desk = useDesk();
  const before = document.activeElement;
  let entry: HTMLInputElement | undefined;
  let keep!: HTMLButtonElement;
  const close = (): void => {
    desk.messages.closeQuestion();
    if (before instanceof HTMLElement) before.focus();
  };
  const answer = (event: SubmitEvent): void => {
    event.preventDefault();
    const value = entry === undefined ? 0 : Number(entry.value);
    close();
    props.question.act(value);
  };
  onMount(() => {
    if (entry === undefined) keep.focus();
    else entry.select();
  });
  return (
    <form
      class="toast"
      role="alertdialog"
      aria-label={props.question.what}
      onSubmit={answer}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
        event.stopPropagation();
      }}
    >
      <Show when={props.question.deck !== null} fallback={<span />}>
        <DeckMark deck={props.question.deck ?? 0} />
      </Show>
      <div class="toast-words">
        <b>{props.question.what}</b>
        <span>{props.question.why}</span>
      </div>
      <div class="toast-answers">
        <Show when={props.question.entry} keyed>
          {(field) => (
            <input
              ref={entry}
              type="number"
              aria-label={field.label}
              value={field.value}
              min={field.min}
              max={field.max}
              step="0.01"
              required
            />
          )}
        </Show>
        <button ref={keep} type="button" class="toast-quiet" onClick={close}>
          Keep
        </button>
        <button type="submit" class="toast-do">
          {props.question.confirm}
        </button>
      </div>
    </form>
  );
}
