/**
 * A value that tells when it changes, at human rate. Thread: any one thread; nothing crosses.
 */

export interface Observable<T> {
  get(): T;
  /** Calls back at once with the present value, then on every change; returns how to stop. */
  subscribe(listener: (value: T) => void): () => void;
}

/** The writable end. */
export class Value<T> implements Observable<T> {
  private readonly listeners = new Set<(value: T) => void>();
  private value: T;

  constructor(value: T) {
    this.value = value;
  }

  get(): T {
    return this.value;
  }

  set(value: T): void {
    if (Object.is(this.value, value)) return;
    this.value = value;
    for (const listener of [...this.listeners]) listener(value);
  }

  update(change: (value: T) => T): void {
    this.set(change(this.value));
  }

  subscribe(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    listener(this.value);
    return () => {
      this.listeners.delete(listener);
    };
  }
}

/** Something that happens, with nothing to remember. */
export class Signal<T> {
  private readonly listeners = new Set<(value: T) => void>();

  readonly on = (listener: (value: T) => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  emit(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}
