import { describe, expect, it } from 'vitest';
import { FramePacer, Pace } from './frame-pacer.ts';

/**
 * Runs displayed frames and returns those the painter is called in: after a rest it gets the first frame that begins when
 * the rest is over. `main(i)` is the main thread's count at frame i, `late(i)` the engine's of late callbacks, `at(i)` its
 * time in milliseconds.
 */
function run(
  pacer: FramePacer,
  frames: number,
  at: (i: number) => number,
  main: (i: number) => number,
  late: (i: number) => number = () => 0,
): number[] {
  const drawn: number[] = [];
  let restedUntil = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < frames; i++) {
    if (at(i) < restedUntil) continue;
    restedUntil = at(i) + pacer.restAfter(at(i), main(i), late(i), 0);
    drawn.push(i);
  }
  return drawn;
}
const at60 = (i: number): number => (i * 1000) / 60;

describe('the frame pacer', () => {
  it('draws every frame while all is well, and at 144 Hz too', () => {
    expect(run(new FramePacer(), 600, at60, (i) => i)).toHaveLength(600);
    expect(
      run(
        new FramePacer(),
        600,
        (i) => (i * 1000) / 144,
        (i) => i,
      ),
    ).toHaveLength(600);
  });

  it('forgives one frame that was dropped', () => {
    const dropped = (i: number): number => at60(i < 100 ? i : i + 1);
    expect(run(new FramePacer(), 300, dropped, (i) => i)).toHaveLength(300);
  });

  it('draws every eighth frame while the main thread stands still, and every one a second after', () => {
    const pacer = new FramePacer();
    const drawn = run(pacer, 300, at60, (i) => (i < 60 ? i : i < 120 ? 60 : i));
    const during = drawn.filter((i) => i >= 72 && i < 120);
    expect(during.length).toBeGreaterThan(4);
    expect(during.length).toBeLessThan(9);
    expect(drawn.filter((i) => i >= 200)).toHaveLength(100);
    expect(pacer.current).toBe(Pace.every);
  });

  it('draws every second frame where frames keep coming late', () => {
    const pacer = new FramePacer();
    run(pacer, 30, at60, (i) => i);
    const late = (i: number): number => at60(30) + i * 34;
    run(pacer, 60, late, (i) => 100 + i);
    expect(pacer.current).toBe(Pace.second);
    expect(pacer.restAfter(late(60), 160, 0, 0)).toBeGreaterThan(10);
  });

  it('gives way for fifteen seconds after a late callback of the engine, and more after another', () => {
    const seconds = (drawn: number[], from: number, to: number): number =>
      drawn.filter((i) => i >= from * 60 && i < to * 60).length / (to - from);
    const once = run(
      new FramePacer(),
      60 * 20,
      at60,
      (i) => i,
      (i) => (i < 60 ? 5 : 6),
    );
    expect(seconds(once, 0, 1)).toBe(60);
    expect(seconds(once, 2, 15)).toBeCloseTo(15, 0);
    expect(seconds(once, 17, 20)).toBe(60);
    const again = run(
      new FramePacer(),
      60 * 40,
      at60,
      (i) => i,
      (i) => (i < 60 ? 5 : i < 300 ? 6 : 7),
    );
    expect(seconds(again, 6, 19)).toBeCloseTo(7.5, 0);
    expect(seconds(again, 22, 40)).toBe(60);
  });

  it('takes a hidden tab for what it is', () => {
    const pacer = new FramePacer();
    const drawn = run(
      pacer,
      200,
      (i) => at60(i) + (i < 100 ? 0 : 60_000),
      (i) => i,
    );
    expect(drawn).toHaveLength(200);
  });
});
