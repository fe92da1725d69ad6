import { expect, test } from 'vitest';
import { SCORES } from '../scores/index.ts';
import { RENDER_FRAMES } from '../synth/synth.ts';
import { EventKind, framesAt, randomFrom, sequence } from './sequencer.ts';

test('random numbers are even, seeded and below one', () => {
  const random = randomFrom(7);
  const again = randomFrom(7);
  let sum = 0;
  for (let i = 0; i < 10_000; i++) {
    const x = random();
    expect(x).toBe(again());
    expect(x >= 0 && x < 1).toBe(true);
    sum += x;
  }
  expect(sum / 10_000).toBeCloseTo(0.5, 1);
});

for (const score of SCORES) {
  test(`${score.id}: kicks lie on the grid to the frame, events are in order, sections are mixable`, () => {
    const { events, totalFrames, channelNames } = sequence(score);
    const kick = channelNames.indexOf(score.kick.channel);
    expect(events.some((e) => e.kind === EventKind.note && e.channel === kick && e.frame === 0)).toBe(true);
    let last = 0;
    for (const event of events) {
      expect(event.frame).toBeGreaterThanOrEqual(last);
      last = event.frame;
      if (event.kind !== EventKind.note || event.channel !== kick) continue;
      const sixteenth = Math.round((event.frame * score.bpm * 4) / (60 * 48_000));
      const onGrid = Math.abs(event.frame - framesAt(sixteenth / 4, score.bpm)) <= 1;
      const swungBy = (score.swing.amount * 60 * 48_000) / (score.bpm * 4) + 1;
      expect(onGrid || event.frame - framesAt(sixteenth / 4, score.bpm) <= swungBy).toBe(true);
    }
    expect(last).toBeLessThan(totalFrames);
    expect(totalFrames / 48_000).toBeGreaterThan(150);
    expect(totalFrames / 48_000).toBeLessThan(270);
    for (const section of score.form) expect(section.bars % 8).toBe(0);
    const kinds = score.form.map((s) => s.kind);
    expect(kinds[0]).toBe('intro');
    expect(kinds.at(-1)).toBe('outro');
    expect(kinds.filter((k) => k === 'drop').length).toBeGreaterThanOrEqual(2);
    expect(kinds).toContain('break');
    expect(RENDER_FRAMES).toBe(128);
  });
}
