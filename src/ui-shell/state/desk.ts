/**
 * What every component reaches through the context: the studio's port, the frame loop, the signals, and the few
 * choices that belong to the interface itself (theme, layout, panels).
 * Thread: main.
 */

import { type Accessor, createContext, createSignal, onCleanup, useContext } from 'solid-js';
import { Op } from '../../control-bus/commands.ts';
import type { DeckControlKey } from '../../control-bus/controls.ts';
import { deckControlIndex } from '../../control-bus/controls.ts';
import { errorText } from '../../control-bus/error-text.ts';
import { createGridHand, type GridHand } from '../grid/grid-hand.ts';
import { createLibraryModel, type LibraryModel } from '../library/model.ts';
import type { DeckFast, DeckTrack, StudioPort } from '../port.ts';
import { type Announcer, createAnnouncer } from './announcer.ts';
import { type FrameLoop, startFrameLoop } from './frame-loop.ts';
import { createLayout, type Layout } from './layout.ts';
import { createMessages, type Messages } from './messages.ts';
import { companions } from './pending.ts';
import { createSlowSignals, fromObservable, type SlowSignals } from './signals.ts';
import { createTheme, type ThemeState } from './theme.ts';

export type Panel = 'settings' | 'recordings' | 'keys' | 'sets' | 'import' | 'exchange' | 'grid' | 'columns';

/** What the eight pads of a deck do. `modes`, `steps` and `edit` are choosers that give way to the choice. */
export type PadMode = 'cues' | 'saved' | 'loops' | 'jumps' | 'key' | 'grid' | 'modes' | 'steps' | 'edit';

/** What is being named and coloured, and where its menu opens. */
export interface Marking {
  readonly kind: 'cue' | 'loop';
  readonly deck: number;
  /** 0…7 */
  readonly pad: number;
  /** CSS pixels in the window. */
  readonly x: number;
  readonly y: number;
}

export interface Desk {
  readonly studio: StudioPort;
  readonly frames: FrameLoop;
  readonly slow: SlowSignals;
  readonly theme: ThemeState;
  readonly layout: Layout;
  readonly messages: Messages;
  readonly announcer: Announcer;
  readonly panel: Accessor<Panel | null>;
  readonly openPanel: (panel: Panel | null) => void;
  readonly padMode: (deck: number) => PadMode;
  readonly setPadMode: (deck: number, mode: PadMode) => void;
  /** Beat-jump size of a deck, in beats; the interface's own. */
  readonly jumpBeats: (deck: number) => number;
  readonly setJumpBeats: (deck: number, beats: number) => void;
  /** The cue or saved loop whose name and colour are being changed, or null. */
  readonly marking: Accessor<Marking | null>;
  readonly mark: (marking: Marking | null) => void;
  readonly grids: GridHand;
  /** The deck whose grid the editor shows. */
  readonly gridDeck: Accessor<number>;
  /** Opens the editor on a deck's grid. */
  readonly editGrid: (deck: number) => void;
  readonly library: LibraryModel;
  readonly track: (deck: number) => DeckTrack | null;
  /** The deck's frame-rate snapshot (reused object). */
  readonly fast: (deck: number) => DeckFast;
  readonly control: (deck: number, key: DeckControlKey) => number;
  /** A hand's value for a control: shown at once, sent as an intent. */
  readonly setControl: (index: number, value: number, eventTimeMs: number) => void;
  /** Takes back a pending command. */
  readonly cancelPending: (id: number, eventTimeMs: number) => void;
  /** Waits for a promise and tells the performer when it failed; `what` names its object. */
  readonly attempt: (promise: Promise<void>, what: string) => void;
}

const DeskContext = createContext<Desk>();
export const DeskProvider = DeskContext.Provider;

/** The desk of the surrounding `mountUi`. Throws outside one. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error('useDesk needs a DeskProvider above it');
  return desk;
}

function perDeck<T>(initial: T): [(deck: number) => T, (deck: number, value: T) => void] {
  const signals = Array.from({ length: 4 }, () => createSignal<T>(initial));
  return [
    (deck) => signals[deck]?.[0]() ?? initial,
    (deck, value) => {
      signals[deck]?.[1](() => value);
    },
  ];
}

/** Builds the desk over a studio. Call inside an owner; everything is released with it. */
export function createDesk(studio: StudioPort): Desk {
  const slow = createSlowSignals();
  const frames = startFrameLoop(() => {
    studio.refreshSnapshots();
    slow.update(studio, performance.now());
  }, studio.telemetry);
  onCleanup(() => frames.stop());
  const announcer = createAnnouncer();
  const messages = createMessages(studio, announcer);
  const tracks = studio.deckTracks.map((source) => fromObservable(source));
  const [panel, setPanel] = createSignal<Panel | null>(null);
  const [padMode, setPadMode] = perDeck<PadMode>('cues');
  const [jumpBeats, setJumpBeats] = perDeck(4);
  const [marking, mark] = createSignal<Marking | null>(null);
  const [gridDeck, setGridDeck] = createSignal(0);
  const track = (deck: number): DeckTrack | null => tracks[deck]?.() ?? null;
  const fast = (deck: number): DeckFast => {
    const state = studio.fast.decks[deck];
    if (state === undefined) throw new RangeError(`there is no deck ${deck}`);
    return state;
  };
  return {
    studio,
    frames,
    slow,
    theme: createTheme(() => studio.themeChanged()),
    layout: createLayout(),
    messages,
    announcer,
    panel,
    openPanel: (next) => setPanel(next),
    padMode,
    setPadMode,
    jumpBeats,
    setJumpBeats,
    marking,
    mark: (next) => mark(next),
    grids: createGridHand({ studio, track, fast }),
    gridDeck,
    editGrid: (deck) => {
      setGridDeck(deck);
      setPanel('grid');
    },
    library: createLibraryModel(studio.library, (error) => messages.notify(errorText(error))),
    track,
    fast,
    control: (deck, key) => slow.control(deckControlIndex(deck, key)),
    setControl(index, value, eventTimeMs) {
      slow.assume(index, value, performance.now());
      studio.setControl(index, value, eventTimeMs);
    },
    attempt: (promise, what) => {
      promise.catch((error: unknown) => {
        messages.notify(`${what}: ${errorText(error)}`);
      });
    },
    cancelPending: (id, eventTimeMs) => {
      const waiting = slow.pending();
      const entry = waiting.find((other) => other.id === id);
      const together = entry === undefined ? [] : companions(entry, waiting);
      for (const { id: a } of [...together, { id }]) studio.send({ op: Op.cancel, a }, eventTimeMs);
    },
  };
}
