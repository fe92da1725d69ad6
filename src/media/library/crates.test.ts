import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applied,
  type Crate,
  type CrateEdit,
  type CratePatch,
  type CrateTree,
  childrenOf,
  patchOf,
  repaired,
} from './crates.ts';
import { LibraryError } from './errors.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];
const id = fc.constantFrom(...ids);
const parentId = fc.option(id);
const trackKeys = fc.array(fc.constantFrom('t1', 't2', 't3', 't4'), { maxLength: 4 });
const edit: fc.Arbitrary<CrateEdit> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), id, name: fc.string(), parentId }),
  fc.record({ kind: fc.constant('create' as const), id, name: fc.string(), parentId, query: fc.string() }),
  fc.record({ kind: fc.constant('rename' as const), id, name: fc.string() }),
  fc.record({ kind: fc.constant('move' as const), id, parentId, index: fc.integer({ min: -1, max: 6 }) }),
  fc.record({ kind: fc.constant('remove' as const), id }),
  fc.record({ kind: fc.constant('addTracks' as const), id, trackKeys, index: fc.option(fc.nat(5)) }),
  fc.record({ kind: fc.constant('removeTracks' as const), id, trackKeys }),
  fc.record({ kind: fc.constant('moveTracks' as const), id, trackKeys, index: fc.nat(5) }),
);

/** Null for an edit that is refused. */
function attempt(tree: CrateTree, wanted: CrateEdit): CratePatch | null {
  try {
    return patchOf(tree, wanted, 1);
  } catch (error) {
    if (!(error instanceof LibraryError)) throw error;
    return null;
  }
}

function checkTree(tree: CrateTree): void {
  expect(repaired(tree)).toEqual([]);
  const reached: string[] = [];
  const walk = (at: string | null): void => {
    for (const child of childrenOf(tree, at)) {
      reached.push(child.id);
      walk(child.id);
    }
  };
  walk(null);
  expect(reached.sort()).toEqual([...tree.keys()].sort());
  for (const crate of tree.values())
    if (crate.kind === 'list') expect(new Set(crate.trackKeys).size).toBe(crate.trackKeys.length);
}

describe('crates', () => {
  test('stay a tree through any edits, and every edit can be undone', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 40 }), (edits) => {
        let tree: CrateTree = new Map();
        for (const wanted of edits) {
          const patch = attempt(tree, wanted);
          if (patch === null) continue;
          const after = applied(tree, patch);
          checkTree(after.tree);
          expect(new Map([...applied(after.tree, after.undo).tree].sort())).toEqual(new Map([...tree].sort()));
          tree = after.tree;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('stay a tree when old undos come late', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(edit, fc.option(fc.nat(20))), { maxLength: 40 }), (steps) => {
        let tree: CrateTree = new Map();
        const undos: CratePatch[] = [];
        for (const [wanted, late] of steps) {
          const patch = (late === null ? null : undos[late]) ?? attempt(tree, wanted);
          if (patch === null) continue;
          const after = applied(tree, patch);
          checkTree(after.tree);
          undos.push(after.undo);
          tree = after.tree;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('from a spoilt file become a tree', () => {
    const crate = (at: string, under: string | null): Crate => ({
      id: at,
      name: at,
      parentId: under,
      position: 0,
      colour: null,
      changedAtMs: 0,
      kind: 'list',
      trackKeys: [],
    });
    const chain = Array.from({ length: 5000 }, (_, i) => crate(`n${i}`, `n${i + 1}`));
    const { tree } = applied(new Map(), {
      put: [crate('a', 'b'), crate('b', 'a'), crate('c', 'a'), crate('d', 'gone'), crate('e', 'e'), ...chain],
      remove: [],
    });
    checkTree(tree);
    expect(tree.get('c')?.parentId).toBe('a');
  });

  test('keep the order of tracks', () => {
    const made = applied(new Map(), patchOf(new Map(), { kind: 'create', id: 'a', name: 'A', parentId: null }, 1)).tree;
    const add = (tree: CrateTree, wanted: CrateEdit): CrateTree => applied(tree, patchOf(tree, wanted, 1)).tree;
    const keys = (tree: CrateTree): unknown => {
      const crate = tree.get('a');
      return crate?.kind === 'list' ? crate.trackKeys : null;
    };
    const four = add(made, { kind: 'addTracks', id: 'a', trackKeys: ['1', '2', '3', '4'], index: null });
    expect(keys(add(four, { kind: 'addTracks', id: 'a', trackKeys: ['2', '5'], index: 1 }))).toEqual([
      '1',
      '5',
      '2',
      '3',
      '4',
    ]);
    expect(keys(add(four, { kind: 'moveTracks', id: 'a', trackKeys: ['4', '1'], index: 2 }))).toEqual([
      '2',
      '1',
      '4',
      '3',
    ]);
    expect(keys(add(four, { kind: 'removeTracks', id: 'a', trackKeys: ['2'] }))).toEqual(['1', '3', '4']);
  });

  test('smart crates hold neither tracks nor crates', () => {
    const tree = applied(
      new Map(),
      patchOf(new Map(), { kind: 'create', id: 's', name: 'S', parentId: null, query: 'bpm:120' }, 1),
    ).tree;
    const refused: CrateEdit[] = [
      { kind: 'addTracks', id: 's', trackKeys: ['1'], index: null },
      { kind: 'create', id: 'x', name: 'x', parentId: 's' },
    ];
    for (const wanted of refused) expect(() => patchOf(tree, wanted, 1)).toThrow(LibraryError);
  });
});
