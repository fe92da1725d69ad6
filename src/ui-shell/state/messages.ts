/**
 * What the corner of the library shows: refusals, notices and questions. Newest replaces the oldest of the same
 * action; refused controls stay hatched for 4 s.
 * Thread: main.
 */
import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { Op } from '../../control-bus/commands.ts';
import type { Refused, StudioPort } from '../port.ts';
import type { Announcer } from './announcer.ts';

export const TOAST_MS = 6000;
export const HATCH_MS = 4000;
const TOASTS_SHOWN = 2;
const HOLD_WORDS: ReadonlyMap<Op, string> = new Map([
  [Op.load, 'Hold to load anyway'],
  [Op.eject, 'Hold to eject anyway'],
  [Op.seek, 'Hold to seek anyway'],
]);

export interface Toast {
  readonly key: string;
  readonly deck: number | null;
  readonly what: string;
  readonly why: string;
  /** What the hold button says and does, or null. */
  readonly hold: { readonly label: string; readonly act: () => void } | null;
  /** What a press does, or null: 'Undo'. */
  readonly press: { readonly label: string; readonly act: () => void } | null;
}

export interface Question {
  readonly deck: number | null;
  readonly what: string;
  readonly why: string;
  readonly confirm: string;
  /** A number to enter with the answer, or null. */
  readonly entry: { readonly label: string; readonly value: string; readonly min: number; readonly max: number } | null;
  readonly act: (entry: number) => void;
}

export interface Messages {
  readonly toasts: Accessor<readonly Toast[]>;
  dismiss(key: string): void;
  readonly notice: Accessor<string | null>;
  readonly question: Accessor<Question | null>;
  ask(question: Question): void;
  closeQuestion(): void;
  /** Whether a control of that operation and deck was refused less than 4 s ago. */
  refused(op: Op, deck: number | null): boolean;
  notify(text: string): void;
  /** Says what was done, with a way back. */
  done(what: string, why: string, undo: () => void): void;
}

const hatchKey = (op: number, deck: number | null): string => `${op}/${deck ?? ''}`;

/** Call inside an owner. */
export function createMessages(studio: StudioPort, announcer: Announcer): Messages {
  const [toasts, setToasts] = createSignal<readonly Toast[]>([]);
  const [notice, setNotice] = createSignal<string | null>(null);
  const [question, setQuestion] = createSignal<Question | null>(null);
  const [hatched, setHatched] = createSignal<ReadonlySet<string>>(new Set());
  const hatchTimers = new Map<string, ReturnType<typeof setTimeout>>();
  let noticeTimer: ReturnType<typeof setTimeout> | undefined;

  const hatch = (key: string): void => {
    clearTimeout(hatchTimers.get(key));
    setHatched((old) => new Set(old).add(key));
    const unhatch = (): void => {
      hatchTimers.delete(key);
      setHatched((old) => {
        const next = new Set(old);
        next.delete(key);
        return next;
      });
    };
    hatchTimers.set(key, setTimeout(unhatch, HATCH_MS));
  };

  const show = (toast: Toast): void => {
    setToasts((old) => [toast, ...old.filter((other) => other.key !== toast.key)].slice(0, TOASTS_SHOWN));
  };

  const onRefused = (refused: Refused): void => {
    const key = hatchKey(refused.op, refused.deck);
    hatch(key);
    const { override } = refused;
    const toast: Toast = {
      key,
      deck: refused.deck,
      what: refused.what,
      why: `${refused.why} ${refused.remedy}`.trim(),
      hold: override === null ? null : { label: HOLD_WORDS.get(refused.op) ?? 'Hold to do it anyway', act: override },
      press: null,
    };
    show(toast);
    announcer.sayNow(`${refused.what}. ${refused.why} ${refused.remedy}`);
  };

  const notify = (text: string): void => {
    setNotice(text);
    announcer.say(text);
    clearTimeout(noticeTimer);
    noticeTimer = setTimeout(() => setNotice(null), TOAST_MS);
  };

  onCleanup(studio.onRefused(onRefused));
  onCleanup(studio.onNotice(notify));
  onCleanup(() => {
    clearTimeout(noticeTimer);
    for (const timer of hatchTimers.values()) clearTimeout(timer);
  });

  return {
    toasts,
    dismiss: (key) => setToasts((old) => old.filter((toast) => toast.key !== key)),
    notice,
    question,
    ask: (next) => setQuestion(next),
    closeQuestion: () => setQuestion(null),
    refused: (op, deck) => hatched().has(hatchKey(op, deck)),
    notify,
    done: (what, why, undo) => {
      show({ key: 'done', deck: null, what, why, hold: null, press: { label: 'Undo', act: undo } });
      announcer.say(`${what}. ${why}`);
    },
  };
}
