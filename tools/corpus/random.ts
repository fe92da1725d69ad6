/**
 * Seeded randomness of the corpus: the same seed gives the same music on every machine.
 * Source: the 32-bit mixer "mulberry32" by T. Ettinger. Thread: Node.
 */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** `low` ≤ x < `high`. */
  range(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Whole number, `low` … `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[Math.floor(this.next() * list.length)] as T;
  }

  /** About normal, mean 0, deviation 1, within ±3.5: the sum of twelve uniform numbers. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.next();
    return Math.max(-3.5, Math.min(3.5, sum));
  }

  /** A generator of its own for a part, so that a change in one part leaves the others as they were. */
  fork(label: number): Random {
    return new Random(Math.imul((this.state ^ 0x9e3779b9) + label, 0x85ebca6b));
  }
}
