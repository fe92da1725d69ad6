/** Ten pieces of the corpus, so that a broken analysis shows at once; `npm run evaluate` measures it. */
import { describe, expect, it } from 'vitest';
import { ours } from './analyser.ts';
import { corpusItems } from './items.ts';
import { scorePiece, summarise } from './score.ts';

describe('analysis of a slice of the corpus', () => {
  it('finds most tempi, beats, downbeats and keys', async () => {
    const items = [...corpusItems('development'), ...corpusItems('held out')].filter((_, i) => i % 22 === 4);
    expect(items).toHaveLength(10);
    const scores = [];
    for (const item of items) {
      const { audio, annotation } = await item.load();
      scores.push(scorePiece(item, annotation, await ours.analyse(audio)));
    }
    const summary = summarise(scores);
    expect(summary.acc1).toBeGreaterThanOrEqual(0.7);
    expect(summary.acc2).toBeGreaterThanOrEqual(0.9);
    expect(summary.beatF).toBeGreaterThan(0.7);
    expect(summary.downbeatF).toBeGreaterThan(0.5);
    expect(summary.absOffsetMs).toBeLessThan(5);
    expect(summary.key).toBeGreaterThan(0.5);
  }, 300_000);
});
