import { describe, expect, it } from 'vitest';
import { Op, Refusal } from '../control-bus/commands.ts';
import type { RefusalReason } from '../scheduler/client.ts';
import { kernelWords, permissionWords } from './refusal-words.ts';

const REASONS: readonly RefusalReason[] = [
  { kind: 'audible', deck: 0, lufs: -9.2 },
  { kind: 'playing', deck: 1 },
  { kind: 'outOfRange', control: 'deck.a.eq.low', value: 12, min: -26, max: 6 },
  { kind: 'badArgument', field: 'a', value: Number.NaN },
  { kind: 'engineBusy' },
];

describe('words for refusals', () => {
  it('say what, why and what to do, for every reason of either side', () => {
    const all = [
      ...REASONS.map((reason) => permissionWords(Op.load, 0, reason)),
      ...Object.values(Refusal).flatMap((code) => [kernelWords(Op.syncOnce, 0, code), kernelWords(Op.loopIn, 2, code)]),
    ];
    for (const words of all) {
      expect(words.what.length).toBeGreaterThan(8);
      expect(words.why).toMatch(/\.$/);
      expect(words.remedy).toMatch(/\.$/);
      expect(Object.values(words).join(' ')).not.toMatch(/undefined|NaN LUFS/);
    }
  });
  it('names the deck and the measured loudness with a real minus', () => {
    expect(permissionWords(Op.load, 0, { kind: 'audible', deck: 0, lufs: -9.2 })).toEqual({
      what: 'Load refused: deck A is audible',
      why: 'It reaches the master at \u22129 LUFS.',
      remedy: 'Lower its channel first, or hold Load.',
    });
  });
});
