import { describe, expect, it } from 'vitest';
import { piecesOf } from './pieces.ts';
import { Random } from './random.ts';
import { DEVELOPMENT_STYLES } from './styles-development.ts';
import { HELD_OUT_STYLES } from './styles-held-out.ts';

const sumOf = (x: Float32Array): number => x.reduce((a, v, n) => a + v * ((n % 977) + 1), 0);

describe('corpus', () => {
  it('has two hundred pieces and more, in halves that share no style', () => {
    const names = [...piecesOf('development'), ...piecesOf('held out')].map((p) => p.name);
    expect(names.length).toBeGreaterThanOrEqual(200);
    expect(new Set(names).size).toBe(names.length);
    const held = new Set(HELD_OUT_STYLES.map((s) => s.name));
    expect(DEVELOPMENT_STYLES.filter((s) => held.has(s.name))).toEqual([]);
  });

  it('has patterns of equal bars in every style', () => {
    for (const style of [...DEVELOPMENT_STYLES, ...HELD_OUT_STYLES]) {
      const bars = [style.kick, style.snare, style.hat, style.open, style.perc, style.bass].flatMap((list) =>
        (list ?? []).flatMap((pattern) => pattern.split('|')),
      );
      expect(new Set(bars.map((bar) => bar.length)).size, style.name).toBe(1);
      expect((bars[0]?.length ?? 0) % style.beatsPerBar, style.name).toBe(0);
      expect(bars.join('')).toMatch(/^[xo.-]+$/);
    }
  });

  it('renders the same twice, with beats in order and sections on downbeats', () => {
    for (const index of [3, 40]) {
      const piece = piecesOf('development')[index];
      if (piece === undefined) throw new Error('the corpus is too small');
      const { annotation, left, right, rateHz } = piece.render();
      const again = piece.render();
      expect([sumOf(left), sumOf(right)]).toEqual([sumOf(again.left), sumOf(again.right)]);
      const { beats = [], downbeats = [], sections = [], bpm = 0 } = annotation;
      expect(beats.every((t, i) => i === 0 || t > (beats[i - 1] as number))).toBe(true);
      expect((beats.at(-1) ?? 0) * rateHz).toBeLessThan(left.length);
      for (const { startS } of sections) expect(downbeats).toContain(startS);
      const middle = beats.slice(1).map((t, i) => t - (beats[i] as number));
      expect(60 / (middle.sort((a, b) => a - b)[middle.length >> 1] as number) / bpm).toBeCloseTo(1, 2);
    }
  }, 300_000);

  it('draws evenly', () => {
    const r = new Random(3);
    const draws = Array.from({ length: 4000 }, () => r.normal());
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(draws.reduce((a, b) => a + b * b, 0) / draws.length).toBeCloseTo(1, 0);
  });
});
