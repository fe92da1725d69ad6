/** A list of numbers that grows: features collected while a track is heard. Thread: analysis worker. */
export class Curve {
  private room = new Float32Array(4096);
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Makes room for `n` more values and returns where they start in `data`. */
  grow(n: number): number {
    const at = this.count;
    this.count += n;
    if (this.count > this.room.length) {
      const wider = new Float32Array(Math.max(this.count, this.room.length * 2));
      wider.set(this.room);
      this.room = wider;
    }
    return at;
  }

  push(value: number): void {
    const at = this.grow(1);
    this.room[at] = value;
  }

  /** The backing array; valid until the next growth. */
  get data(): Float32Array {
    return this.room;
  }

  /** The values, without copying. */
  values(): Float32Array {
    return this.room.subarray(0, this.count);
  }
}
