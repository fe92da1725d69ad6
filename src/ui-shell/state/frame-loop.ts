/**
 * The one animation-frame loop. It refreshes the snapshots once, then calls every painter, which writes to text nodes,
 * styles and canvases directly: nothing at frame rate goes through signals. Painters run thirty times a second, and all
 * in the same frame, so that every other frame changes nothing and costs the browser no style, layout or paint: what is
 * drawn here competes for the processor with what is heard. A painter under a hand asks for every frame.
 * Thread: main.
 */
import { Danger, DRAWING, SoundDanger } from '../../control-bus/sound-danger.ts';

export type Painter = (nowMs: number, elapsedMs: number) => void;

export interface FrameLoop {
  /** Adds a painter called at most thirty times a second; returns its removal. */
  add(painter: Painter): () => void;
  /**
   * Adds one called in every frame; `calm` is true in the frames in which the others are called. It returns whether it is under
   * a hand: then frames keep coming, however little time there is.
   */
  addEvery(painter: (calm: boolean) => boolean): () => void;
  stop(): void;
}

/** Shortest time between two calls of a painter: every second frame at 60 Hz, every fourth at 120. */
const CALM_MS = 30;
/** While the machine has no time to spare, painters run ten times a second. */
const STRAINED_CALM_MS = 95;
/** A gap between frames that tells of it, and for how long it then holds. */
const STALL_MS = 100;
const STALLED_FOR_MS = 1000;

/**
 * While sound is in danger, a frame is asked for only so long after the last: asking costs the browser its own work, painters or
 * not. The first is for a machine that comes close to being late, the second, with the display's next tick, for one that was:
 * then a frame comes only when painters are due. Below the time after which the waveform painter takes this thread for stalled.
 */
const REST_MS = 28;
const LONG_REST_MS = 84;

/** What the engine counts, so far. */
export interface EngineCounts {
  readonly lateEvents: number;
  readonly closeCalls: number;
}

/** Starts the loop. `refresh` is called first in every frame, and brings `engine` up to date. */
export function startFrameLoop(refresh: () => void, engine: EngineCounts): FrameLoop {
  const painters = new Set<Painter>();
  const quick = new Set<(calm: boolean) => boolean>();
  let last = 0;
  let frameBefore = 0;
  let restMs = 0;
  let strainedUntil = 0;
  const sound = new SoundDanger(DRAWING);
  let handle = requestAnimationFrame(frame);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    handle = requestAnimationFrame(frame);
  };
  function frame(now: number): void {
    refresh();
    if (frameBefore > 0 && now - frameBefore - restMs > STALL_MS)
      strainedUntil = Math.max(strainedUntil, now + STALLED_FOR_MS);
    frameBefore = now;
    const danger = sound.at(now, engine.lateEvents, engine.closeCalls);
    const strained = now < strainedUntil || danger >= Danger.late;
    const calm = now - last >= (strained ? STRAINED_CALM_MS : CALM_MS);
    let underHand = false;
    for (const paint of quick) underHand = paint(calm) || underHand;
    if (calm) {
      const elapsed = Math.min(250, now - last);
      last = now;
      for (const paint of painters) paint(now, elapsed);
    }
    restMs = danger === Danger.none || underHand ? 0 : danger === Danger.near ? REST_MS : LONG_REST_MS;
    if (restMs === 0) ask();
    else timer = setTimeout(ask, restMs);
  }
  return {
    add(painter) {
      painters.add(painter);
      return () => painters.delete(painter);
    },
    addEvery(painter) {
      quick.add(painter);
      return () => quick.delete(painter);
    },
    stop() {
      cancelAnimationFrame(handle);
      clearTimeout(timer);
      painters.clear();
      quick.clear();
    },
  };
}

/** A text node that is written only when its string changes. */
export class LiveText {
  readonly #node: Text;
  #shown = '';
  constructor(parent: Element) {
    this.#node = document.createTextNode('');
    parent.append(this.#node);
  }
  show(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    this.#node.data = text;
  }
}
