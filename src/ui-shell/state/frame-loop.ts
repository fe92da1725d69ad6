/**
 * The one animation-frame loop. It refreshes the snapshots once, then calls every painter, which writes to text nodes,
 * transforms and canvases directly: nothing at frame rate goes through signals.
 * Thread: main.
 */
export type Painter = (nowMs: number, elapsedMs: number) => void;

export interface FrameLoop {
  /** Adds a painter; returns its removal. */
  add(painter: Painter): () => void;
  stop(): void;
}

/** Starts the loop. `refresh` is called first in every frame. */
export function startFrameLoop(refresh: () => void): FrameLoop {
  const painters = new Set<Painter>();
  let last = 0;
  let handle = requestAnimationFrame(frame);
  function frame(now: number): void {
    const elapsed = last === 0 ? 16 : Math.min(250, now - last);
    last = now;
    refresh();
    for (const paint of painters) paint(now, elapsed);
    handle = requestAnimationFrame(frame);
  }
  return {
    add(painter) {
      painters.add(painter);
      return () => painters.delete(painter);
    },
    stop() {
      cancelAnimationFrame(handle);
      painters.clear();
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
