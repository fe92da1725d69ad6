/**
 * Crates: ordered lists of tracks in a tree, and smart crates that are a saved query. Every edit gives the patch that
 * undoes it; a patch never makes a circle and never touches a track.
 * Thread: any; pure.
 */
import { LibraryError } from './errors.ts';

interface CrateBase {
  readonly id: string;
  readonly name: string;
  /** Null at the top. */
  readonly parentId: string | null;
  /** Order among siblings; ties by id. */
  readonly position: number;
  readonly colour: string | null;
  readonly changedAtMs: number;
}
export type Crate =
  | (CrateBase & { readonly kind: 'list'; readonly trackKeys: readonly string[] })
  | (CrateBase & { readonly kind: 'smart'; readonly query: string });

export type CrateTree = ReadonlyMap<string, Crate>;

export type CrateEdit =
  /** `query` makes it a smart crate. The new crate comes last among its siblings. */
  | {
      readonly kind: 'create';
      readonly id: string;
      readonly name: string;
      readonly parentId: string | null;
      readonly query?: string;
    }
  | { readonly kind: 'rename'; readonly id: string; readonly name: string }
  | { readonly kind: 'colour'; readonly id: string; readonly colour: string | null }
  | { readonly kind: 'requery'; readonly id: string; readonly query: string }
  /** Puts it under another crate (null: the top), before the sibling at `index`. */
  | { readonly kind: 'move'; readonly id: string; readonly parentId: string | null; readonly index: number }
  /** With the crates inside it; tracks stay in the library. */
  | { readonly kind: 'remove'; readonly id: string }
  /** Inserts before `index` (null: at the end); tracks that are in it already stay where they are. */
  | {
      readonly kind: 'addTracks';
      readonly id: string;
      readonly trackKeys: readonly string[];
      readonly index: number | null;
    }
  | { readonly kind: 'removeTracks'; readonly id: string; readonly trackKeys: readonly string[] }
  /** Moves tracks of the crate before the one at `index`, in their present order. */
  | {
      readonly kind: 'moveTracks';
      readonly id: string;
      readonly trackKeys: readonly string[];
      readonly index: number;
    };

/** Crates to write and to delete; its own inverse is made when it is applied. */
export interface CratePatch {
  readonly put: readonly Crate[];
  readonly remove: readonly string[];
}

function found(tree: CrateTree, id: string): Crate {
  const crate = tree.get(id);
  if (crate === undefined) throw new LibraryError('missing', 'The crate does not exist any more.');
  return crate;
}

function list(tree: CrateTree, id: string): Extract<Crate, { kind: 'list' }> {
  const crate = found(tree, id);
  if (crate.kind !== 'list')
    throw new LibraryError(
      'invalid',
      `“${crate.name}” is a smart crate: its query decides what is in it.`,
      'Change its query.',
    );
  return crate;
}

/** Siblings in order. */
export function childrenOf(tree: CrateTree, parentId: string | null): Crate[] {
  return [...tree.values()]
    .filter((crate) => crate.parentId === parentId)
    .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
}

/** The crate and everything inside it. */
export function withDescendants(tree: CrateTree, id: string): Crate[] {
  return [found(tree, id), ...childrenOf(tree, id).flatMap((child) => withDescendants(tree, child.id))];
}

/** Crates inside crates inside crates: deeper than anybody's, and shallow enough for every walk. */
const MAX_DEPTH = 64;

/** May a crate with this id (null: a new one) hang under `parentId`? Not inside itself, in a smart crate, or too deep. */
function mayHang(tree: CrateTree, id: string | null, parentId: string | null): boolean {
  let depth = 0;
  for (let at = parentId; at !== null; depth++) {
    const crate = tree.get(at);
    if (crate?.kind !== 'list' || at === id || depth >= MAX_DEPTH) return false;
    at = crate.parentId;
  }
  return true;
}

function checkPlace(tree: CrateTree, id: string | null, parentId: string | null): void {
  if (parentId === null) return;
  const parent = found(tree, parentId);
  if (parent.kind !== 'list')
    throw new LibraryError('invalid', `“${parent.name}” is a smart crate: it holds no crates.`);
  if (mayHang(tree, id, parentId)) return;
  throw new LibraryError('invalid', `The crate cannot go into “${parent.name}”: that lies inside it, or is too deep.`);
}

const clamped = (index: number, length: number): number => Math.min(Math.max(0, Math.trunc(index)), length);

function moved(tree: CrateTree, id: string, parentId: string | null, index: number, atMs: number): CratePatch {
  const crate = found(tree, id);
  checkPlace(tree, id, parentId);
  const siblings = childrenOf(tree, parentId).filter((sibling) => sibling.id !== id);
  siblings.splice(clamped(index, siblings.length), 0, { ...crate, parentId });
  const put = siblings
    .map((sibling, position) => ({ ...sibling, position, changedAtMs: atMs }))
    .filter((now) => {
      const before = tree.get(now.id);
      return before?.position !== now.position || before.parentId !== now.parentId;
    });
  return { put, remove: [] };
}

function withTracks(tree: CrateTree, edit: Extract<CrateEdit, { trackKeys: readonly string[] }>): readonly string[] {
  const { trackKeys } = list(tree, edit.id);
  const given = new Set(edit.trackKeys);
  if (edit.kind === 'removeTracks') return trackKeys.filter((key) => !given.has(key));
  if (edit.kind === 'addTracks') {
    const present = new Set(trackKeys);
    const fresh = [...given].filter((key) => !present.has(key));
    return trackKeys.toSpliced(clamped(edit.index ?? trackKeys.length, trackKeys.length), 0, ...fresh);
  }
  const at = clamped(edit.index, trackKeys.length);
  const stays = (key: string): boolean => !given.has(key);
  return [
    ...trackKeys.slice(0, at).filter(stays),
    ...trackKeys.filter((key) => given.has(key)),
    ...trackKeys.slice(at).filter(stays),
  ];
}

/** What an edit writes. Throws `LibraryError` `missing` or `invalid`. */
export function patchOf(tree: CrateTree, edit: CrateEdit, atMs: number): CratePatch {
  const put = (crate: Crate): CratePatch => ({ put: [{ ...crate, changedAtMs: atMs }], remove: [] });
  switch (edit.kind) {
    case 'create': {
      if (tree.has(edit.id)) throw new LibraryError('invalid', 'There is a crate with this id already.');
      checkPlace(tree, null, edit.parentId);
      const position = (childrenOf(tree, edit.parentId).at(-1)?.position ?? -1) + 1;
      const { id, name, parentId, query } = edit;
      const base = { id, name, parentId, position, colour: null, changedAtMs: atMs };
      return put(query === undefined ? { ...base, kind: 'list', trackKeys: [] } : { ...base, kind: 'smart', query });
    }
    case 'rename':
      return put({ ...found(tree, edit.id), name: edit.name });
    case 'colour':
      return put({ ...found(tree, edit.id), colour: edit.colour });
    case 'requery': {
      const crate = found(tree, edit.id);
      if (crate.kind !== 'smart') throw new LibraryError('invalid', `“${crate.name}” is not a smart crate.`);
      return put({ ...crate, query: edit.query });
    }
    case 'move':
      return moved(tree, edit.id, edit.parentId, edit.index, atMs);
    case 'remove':
      return { put: [], remove: withDescendants(tree, edit.id).map(({ id }) => id) };
    case 'addTracks':
    case 'removeTracks':
    case 'moveTracks':
      return put({ ...list(tree, edit.id), trackKeys: withTracks(tree, edit) });
  }
}

/** Crates that hang where none may, put at the top. Empty for a sound tree. */
export function repaired(tree: CrateTree): Crate[] {
  const sound = new Map(tree);
  const put: Crate[] = [];
  for (const crate of tree.values()) {
    if (mayHang(sound, crate.id, crate.parentId)) continue;
    const atTop: Crate = { ...crate, parentId: null };
    sound.set(crate.id, atTop);
    put.push(atTop);
  }
  return put;
}

export interface AppliedPatch {
  readonly tree: CrateTree;
  /** What was in fact written: with crates put at the top because their parent has gone since. */
  readonly patch: CratePatch;
  readonly undo: CratePatch;
}

/** Applies a patch, an undo after other edits included: whatever has happened since, the tree stays a tree. */
export function applied(tree: CrateTree, patch: CratePatch): AppliedPatch {
  const next = new Map(tree);
  for (const id of patch.remove) next.delete(id);
  for (const crate of patch.put) next.set(crate.id, crate);
  for (const crate of repaired(next)) next.set(crate.id, crate);
  const put = [...next.values()].filter((crate) => tree.get(crate.id) !== crate);
  const remove = [...tree.keys()].filter((id) => !next.has(id));
  return {
    tree: next,
    patch: { put, remove },
    undo: {
      put: [...put.map(({ id }) => id), ...remove].flatMap((id) => tree.get(id) ?? []),
      remove: put.map(({ id }) => id).filter((id) => !tree.has(id)),
    },
  };
}
