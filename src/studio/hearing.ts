/**
 * Which tracks a deck is decoding and analysing at this moment: an import of the same file waits for that instead of doing
 * it a second time.
 * Thread: main.
 */

interface Heard {
  /** Loads that are still at it. */
  loads: number;
  readonly done: Promise<boolean>;
  readonly settle: (isKnown: boolean) => void;
}

export class Hearing {
  private readonly tracks = new Map<string, Heard>();

  /**
   * A load begins. Returns what is to be called when it has ended: with true once the library knows what was found, with
   * false when the load came to nothing. Further calls mean nothing.
   */
  begin(key: string): (isKnown: boolean) => void {
    const heard = this.tracks.get(key) ?? this.first(key);
    heard.loads++;
    let hasEnded = false;
    return (isKnown) => {
      if (hasEnded) return;
      hasEnded = true;
      heard.loads--;
      if (!isKnown && heard.loads > 0) return;
      heard.settle(isKnown);
      if (this.tracks.get(key) === heard) this.tracks.delete(key);
    };
  }

  private first(key: string): Heard {
    let settle = (_: boolean): void => undefined;
    const done = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    const heard: Heard = { loads: 0, done, settle };
    this.tracks.set(key, heard);
    return heard;
  }

  /** Resolves with true when the library knows what was found, false when every load gave up. Null when no deck is at it. */
  heard(key: string): Promise<boolean> | null {
    return this.tracks.get(key)?.done ?? null;
  }
}
