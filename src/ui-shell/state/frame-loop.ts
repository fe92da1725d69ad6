/**
 * The one animation-frame loop. It refreshes the snapshots once, then calls every painter, which writes to text nodes,
 * styles and canvases directly: nothing at frame rate goes through signals. Painters run thirty times a second, and all
 * in the same frame, so that every other frame changes nothing and costs the browser no style, layout or paint: what is
 * drawn here competes for the processor with what is heard. A painter under a hand asks for every frame.
 * Thread: main.
 */
export type Painter = (nowMs: number, elapsedMs: number) => void;

export interface FrameLoop {
  /** Adds a painter called at most thirty times a second; returns its removal. */
  add(painter: Painter): () => void;
  /** Adds one called in every frame; `calm` is true in the frames in which the others are called. */
  addEvery(painter: (calm: boolean) => void): () => void;
  stop(): void;
}

/** Shortest time between two calls of a painter: every second frame at 60 Hz, every fourth at 120. */
const CALM_MS = 30;
/** While the machine has no time to spare, painters run ten times a second. */
const STRAINED_CALM_MS = 95;
/** A gap between frames that tells of it, and for how long it then holds. */
const STALL_MS = 100;
const STALLED_FOR_MS = 1000;
/** The same after a callback of the engine that came late: sound is in danger for longer. */
const DANGER_MS = 15_000;

/** Starts the loop. `refresh` is called first in every frame; `lateCallbacks` are the engine's so far. */
export function startFrameLoop(refresh: () => void, lateCallbacks: () => number): FrameLoop {
  const painters = new Set<Painter>();
  const quick = new Set<(calm: boolean) => void>();
  let last = 0;
  let frameBefore = 0;
  let strainedUntil = 0;
  let lateBefore = -1;
  let handle = requestAnimationFrame(frame);
  function frame(now: number): void {
    refresh();
    if (frameBefore > 0 && now - frameBefore > STALL_MS) strainedUntil = Math.max(strainedUntil, now + STALLED_FOR_MS);
    frameBefore = now;
    const late = lateCallbacks();
    if (lateBefore >= 0 && late > lateBefore) strainedUntil = now + DANGER_MS;
    lateBefore = late;
    const calm = now - last >= (now < strainedUntil ? STRAINED_CALM_MS : CALM_MS);
    for (const paint of quick) paint(calm);
    if (calm) {
      const elapsed = Math.min(250, now - last);
      last = now;
      for (const paint of painters) paint(now, elapsed);
    }
    handle = requestAnimationFrame(frame);
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
