/**
 * Bridges what changes at human rate into Solid signals: observables, controls, deck state, pending commands.
 * Thread: main.
 */
import { type Accessor, batch, createSignal, onCleanup } from 'solid-js';
import { DECK_COUNT } from '../../control-bus/constants.ts';
import { CONTROLS } from '../../control-bus/controls.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import type { FastState, Observable, SlowState, StudioPort } from '../port.ts';

/** A signal that follows an observable for the life of its owner. */
export function fromObservable<T>(source: Observable<T>): Accessor<T> {
  const [value, setValue] = createSignal<T>(source.get(), { equals: false });
  onCleanup(source.subscribe((next) => setValue(() => next)));
  return value;
}

/** The parts of a deck's slow state the interface shows; a fresh object whenever one of them changed. */
export interface DeckView {
  readonly loadToken: number;
  readonly sourceFrames: number;
  readonly gridTempo: number;
  readonly gridDownbeatFrame: number;
  readonly gridBeatsPerBar: number;
  readonly cuePointFrame: number;
  readonly hotCueFrames: readonly number[];
  readonly loopBeats: number;
}

export interface PendingView {
  readonly id: number;
  readonly op: number;
  readonly deck: number;
  readonly clock: number;
  readonly target: number;
  readonly time: number;
  readonly totalBeats: number;
  readonly a: number;
}

/** A running loop. */
export interface LoopView {
  readonly startFrame: number;
  readonly endFrame: number;
}

export interface SlowSignals {
  readonly control: (index: number) => number;
  readonly deck: (deck: number) => DeckView;
  readonly pending: Accessor<readonly PendingView[]>;
  /** `DeckFlag` bits, changed only when they change. */
  readonly flags: (deck: number) => number;
  /** The loop a deck runs in, or null; changed only when it changes. */
  readonly loop: (deck: number) => LoopView | null;
  /** The value a hand just gave: shown at once, until the engine reports it or half a second passed. */
  assume(index: number, value: number, nowMs: number): void;
  /** Takes over what changed in the snapshots. Once per frame; cheap when nothing changed. */
  update(studio: StudioPort, nowMs: number): void;
}

const ASSUMED_MS = 500;

const emptyDeck: DeckView = {
  loadToken: 0,
  sourceFrames: 0,
  gridTempo: 0,
  gridDownbeatFrame: 0,
  gridBeatsPerBar: 4,
  cuePointFrame: 0,
  hotCueFrames: Array.from({ length: 8 }, () => -1),
  loopBeats: 4,
};

function viewOfDeck(deck: SlowState['decks'][number]): DeckView {
  return {
    loadToken: deck.loadToken,
    sourceFrames: deck.sourceFrames,
    gridTempo: deck.gridTempo,
    gridDownbeatFrame: deck.gridDownbeatFrame,
    gridBeatsPerBar: deck.gridBeatsPerBar > 0 ? deck.gridBeatsPerBar : 4,
    cuePointFrame: deck.cuePointFrame,
    // A deck nothing was ever loaded into has no cues, whatever its fresh memory holds.
    hotCueFrames: deck.loadToken === 0 ? emptyDeck.hotCueFrames : deck.hotCueFrames.slice(),
    loopBeats: deck.loopBeats > 0 ? deck.loopBeats : 4,
  };
}

function sameDeck(a: DeckView, b: DeckView): boolean {
  return (
    a.loadToken === b.loadToken &&
    a.sourceFrames === b.sourceFrames &&
    a.gridTempo === b.gridTempo &&
    a.gridDownbeatFrame === b.gridDownbeatFrame &&
    a.gridBeatsPerBar === b.gridBeatsPerBar &&
    a.cuePointFrame === b.cuePointFrame &&
    a.loopBeats === b.loopBeats &&
    a.hotCueFrames.every((frame, i) => frame === b.hotCueFrames[i])
  );
}

const PENDING_KEYS = ['id', 'op', 'deck', 'clock', 'target', 'time', 'totalBeats', 'a'] as const;
const samePending = (a: PendingView, b: PendingView): boolean => PENDING_KEYS.every((key) => a[key] === b[key]);

/** The present pending commands; entries that did not change stay the same objects, and so does an unchanged list. */
export function pendingViews(slow: SlowState, before: readonly PendingView[]): readonly PendingView[] {
  const now = slow.pending
    .filter((entry) => entry.id !== 0)
    .map((entry) => before.find((old) => samePending(old, entry)) ?? { ...entry });
  return now.length === before.length && now.every((entry, i) => entry === before[i]) ? before : now;
}

/** The deck's running loop; the view before where nothing has changed. */
function loopView(deck: FastState['decks'][number] | undefined, before: LoopView | null): LoopView | null {
  if (deck === undefined || (deck.flags & DeckFlag.loopActive) === 0) return null;
  const { loopInFrame: startFrame, loopOutFrame: endFrame } = deck;
  return before?.startFrame === startFrame && before.endFrame === endFrame ? before : { startFrame, endFrame };
}

/** Signals over the slow snapshot. Call inside an owner. */
export function createSlowSignals(): SlowSignals {
  const controls = CONTROLS.map((spec) => createSignal(spec.default));
  const decks = Array.from({ length: DECK_COUNT }, () => createSignal(emptyDeck, { equals: sameDeck }));
  const flags = Array.from({ length: DECK_COUNT }, () => createSignal(0));
  const loops = Array.from({ length: DECK_COUNT }, () => createSignal<LoopView | null>(null));
  const [pending, setPending] = createSignal<readonly PendingView[]>([]);
  const assumed = new Map<number, { value: number; untilMs: number }>();
  let version = 0;

  const takeControl = (slow: SlowState, index: number): void => {
    const value = slow.controls[index];
    if (value !== undefined) controls[index]?.[1](value);
  };

  return {
    control: (index) => controls[index]?.[0]() ?? 0,
    deck: (deck) => decks[deck]?.[0]() ?? emptyDeck,
    pending,
    flags: (deck) => flags[deck]?.[0]() ?? 0,
    loop: (deck) => loops[deck]?.[0]() ?? null,
    assume(index, value, nowMs) {
      assumed.set(index, { value, untilMs: nowMs + ASSUMED_MS });
      controls[index]?.[1](value);
    },
    update(studio, nowMs) {
      const { slow, fast } = studio;
      for (let deck = 0; deck < DECK_COUNT; deck++) {
        flags[deck]?.[1](fast.decks[deck]?.flags ?? 0);
        loops[deck]?.[1]((before) => loopView(fast.decks[deck], before));
      }
      for (const [index, hand] of assumed) {
        if (hand.untilMs < nowMs || slow.controls[index] === hand.value) {
          assumed.delete(index);
          if (version > 0) takeControl(slow, index);
        }
      }
      if (slow.version === version) return;
      version = slow.version;
      batch(() => {
        for (let i = 0; i < controls.length; i++) if (!assumed.has(i)) takeControl(slow, i);
        slow.decks.forEach((deck, i) => {
          decks[i]?.[1](viewOfDeck(deck));
        });
        setPending((before) => pendingViews(slow, before));
      });
    },
  };
}
