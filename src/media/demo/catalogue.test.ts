import { expect, test } from 'vitest';
import { RENDERED } from './catalogue.generated.ts';
import { DEMO_TRACKS } from './catalogue.ts';
import { sequence } from './score/sequencer.ts';
import { SCORES, scoreOf } from './scores/index.ts';

/** Camelot keys that mix: the same, one step round the wheel, or across it. */
function compatible(a: string, b: string): boolean {
  const [na, nb] = [Number.parseInt(a, 10), Number.parseInt(b, 10)];
  if (a.at(-1) !== b.at(-1)) return na === nb;
  return [0, 1, 11].includes(Math.abs(na - nb));
}

test('the catalogue tells what the scores hold', () => {
  expect(DEMO_TRACKS.map((t) => t.id)).toEqual(SCORES.map((s) => s.id));
  expect(Object.keys(RENDERED)).toEqual(SCORES.map((s) => s.id));
  for (const track of DEMO_TRACKS) {
    const score = scoreOf(track.id);
    expect(track.bpm).toBe(score.bpm);
    expect(track.totalFrames).toBe(sequence(score).totalFrames);
    let beat = 0;
    expect(track.sections).toEqual(
      score.form.map(({ kind, bars }) => {
        const section = { kind, startBeat: beat, beats: bars * 4 };
        beat += bars * 4;
        return section;
      }),
    );
    expect(track.fileId).toBe(`demo:${track.id}:${track.pcmId.slice(0, 24)}`);
  }
});

test('at least six tracks from 84 to 174 BPM, and at least three pairs that mix in tempo and key', () => {
  const tempos = DEMO_TRACKS.map((t) => t.bpm);
  expect(DEMO_TRACKS.length).toBeGreaterThanOrEqual(6);
  expect([Math.min(...tempos), Math.max(...tempos)]).toEqual([84, 174]);
  const pairs = DEMO_TRACKS.flatMap((a, i) =>
    DEMO_TRACKS.slice(i + 1).filter((b) => {
      const ratio = b.bpm / a.bpm;
      const near = Math.min(Math.abs(ratio - 1), Math.abs(ratio / 2 - 1)) <= 0.08;
      return near && compatible(a.key, b.key);
    }),
  );
  expect(pairs.length).toBeGreaterThanOrEqual(3);
});
