/** Words for assistive technology: one polite region (at most one message per 2 s), one assertive. Thread: main. */
import { type Accessor, createSignal, onCleanup } from 'solid-js';

export const POLITE_GAP_MS = 2000;

export interface Announcer {
  readonly polite: Accessor<string>;
  readonly assertive: Accessor<string>;
  /** Queued; what waited too long because newer words came is dropped, newest kept. */
  say(text: string): void;
  sayNow(text: string): void;
}

/** Call inside an owner. */
export function createAnnouncer(): Announcer {
  const [polite, setPolite] = createSignal('');
  const [assertive, setAssertive] = createSignal('');
  let waiting: string | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const open = (): void => {
    timer = null;
    if (waiting === null) return;
    speak(waiting);
  };
  const speak = (text: string): void => {
    waiting = null;
    // The same words twice must still be a change of the region.
    setPolite((last) => (last === text ? `${text}\u00a0` : text));
    timer = setTimeout(open, POLITE_GAP_MS);
  };
  onCleanup(() => {
    if (timer !== null) clearTimeout(timer);
  });
  return {
    polite,
    assertive,
    say(text) {
      if (timer === null) speak(text);
      else waiting = text;
    },
    sayNow(text) {
      setAssertive((last) => (last === text ? `${text}\u00a0` : text));
    },
  };
}
