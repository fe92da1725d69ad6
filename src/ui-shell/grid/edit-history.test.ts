import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type EditHistory, NO_EDITS, recordEdit, redoEdit, undoEdit } from './edit-history.ts';

it('undo after an edit is what was, and redo is the edit again', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 60 }), fc.integer(), (edits, start) => {
      let history: EditHistory<number> = NO_EDITS;
      let now = start;
      const seen = [start];
      for (const edit of edits) {
        history = recordEdit(history, now);
        now = edit;
        seen.push(now);
      }
      for (let i = seen.length - 2; i >= 0; i--) {
        const step = undoEdit(history, now);
        expect(step?.value).toBe(seen[i]);
        if (step === null) return;
        ({ value: now, history } = step);
      }
      expect(undoEdit(history, now)).toBeNull();
      for (let i = 1; i < seen.length; i++) {
        const step = redoEdit(history, now);
        expect(step?.value).toBe(seen[i]);
        if (step === null) return;
        ({ value: now, history } = step);
      }
      expect(redoEdit(history, now)).toBeNull();
      const fresh = undoEdit(history, now);
      if (fresh !== null) expect(redoEdit(recordEdit(fresh.history, fresh.value), 7)).toBeNull();
    }),
    { seed: 31 },
  );
});
