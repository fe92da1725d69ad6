import fc from 'fast-check';
import { expect, test } from 'vitest';
import { featurePieces, furtherKeys, joinedPieces, trackOfPiece } from './feature-pieces.ts';
import type { FeatureRecord } from './model.ts';

test('pieces give back what was cut, each small enough to lie in the database itself', () => {
  fc.assert(
    fc.property(fc.constantFrom('a'.repeat(64), 'demo:b'), fc.integer({ min: 0, max: 200_000 }), (key, length) => {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) % 251);
      const store = new Map(featurePieces(key, bytes).map((piece) => [piece.key, piece]));
      for (const piece of store.values()) {
        expect(piece.bytes.length).toBeLessThan(60_000);
        expect(trackOfPiece(piece.key)).toBe(key);
      }
      const first = store.get(key) as FeatureRecord;
      const all = [first, ...furtherKeys(key, first).map((name) => store.get(name))];
      expect(all).toHaveLength(store.size);
      const joined = joinedPieces(all);
      expect(joined === null ? -1 : Buffer.compare(joined, bytes)).toBe(0);
      expect(joinedPieces([...all, undefined])).toBeNull();
    }),
    { numRuns: 40 },
  );
});
