/**
 * Lists of a document as crates of the library. Lists and folders join crates of the same name in the same place; tracks
 * that are there stay where they are. One patch holds it all, so one undo takes it all back.
 * Thread: exchange worker; pure. Time grows with crates and entries.
 */
import type { Crate, CratePatch, CrateTree } from '../../library/crates.ts';
import type { ListNode } from '../document.ts';
import type { Notes } from '../notes.ts';
import { clipped } from './texts.ts';

type ListCrate = Extract<Crate, { kind: 'list' }>;

/** The library nests 64 deep. */
const DEPTH_MAX = 60;

export interface FilledList {
  readonly crateId: string;
  /** The list as the document has it. */
  readonly tracks: readonly number[];
}
export interface MergedLists {
  readonly patch: CratePatch;
  readonly made: number;
  readonly filled: number;
  readonly lists: readonly FilledList[];
}

/** Finds crates by parent and name, and counts places, without walking the tree for each list. */
class Shelf {
  private readonly byName = new Map<string, Crate>();
  private readonly lastPosition = new Map<string | null, number>();

  constructor(tree: CrateTree) {
    for (const crate of tree.values()) this.add(crate);
  }

  add(crate: Crate): void {
    const name = Shelf.nameOf(crate.parentId, crate.name);
    if (!this.byName.has(name)) this.byName.set(name, crate);
    this.lastPosition.set(crate.parentId, Math.max(this.lastPosition.get(crate.parentId) ?? -1, crate.position));
  }

  put(crate: Crate): void {
    this.byName.set(Shelf.nameOf(crate.parentId, crate.name), crate);
  }

  find(parentId: string | null, name: string): Crate | undefined {
    return this.byName.get(Shelf.nameOf(parentId, name));
  }

  nextPosition(parentId: string | null): number {
    return (this.lastPosition.get(parentId) ?? -1) + 1;
  }

  private static nameOf(parentId: string | null, name: string): string {
    return `${parentId ?? ''}\n${name}`;
  }
}

export interface MergeOptions {
  readonly tree: CrateTree;
  /** The library's key of a track of the document, or null. */
  readonly keyOf: (track: number) => string | null;
  readonly newId: () => string;
  readonly atMs: number;
}

export function mergeLists(lists: readonly ListNode[], options: MergeOptions, notes: Notes): MergedLists {
  const { tree, keyOf, newId, atMs } = options;
  const shelf = new Shelf(tree);
  const put = new Map<string, ListCrate>();
  const filledLists: FilledList[] = [];
  const filled = new Set<string>();
  let made = 0;

  const crateFor = (name: string, parentId: string | null): ListCrate | null => {
    const known = shelf.find(parentId, name);
    if (known?.kind === 'list') return known;
    if (known !== undefined) return null;
    const position = shelf.nextPosition(parentId);
    const base = { id: newId(), name, parentId, position, colour: null, changedAtMs: atMs };
    const crate: ListCrate = { ...base, kind: 'list', trackKeys: [] };
    shelf.add(crate);
    put.set(crate.id, crate);
    made++;
    return crate;
  };

  const fill = (crate: ListCrate, tracks: readonly number[]): void => {
    filledLists.push({ crateId: crate.id, tracks });
    if (new Set(tracks).size < tracks.length)
      notes.add('changed', 'Tracks that a list names more than once are in its crate once.', crate.name);
    const keys = new Set(crate.trackKeys);
    const before = keys.size;
    for (const track of tracks) {
      const key = keyOf(track);
      if (key !== null) keys.add(key);
    }
    if (keys.size === before) return;
    filled.add(crate.id);
    const next: ListCrate = { ...crate, trackKeys: [...keys], changedAtMs: atMs };
    shelf.put(next);
    put.set(next.id, next);
  };

  const walk = (nodes: readonly ListNode[], parentId: string | null, depth: number): void => {
    for (const node of nodes) {
      const name = clipped(node.name.trim() || 'Unnamed', notes, node.name);
      const crate = crateFor(name, parentId);
      if (crate === null) {
        notes.add('missing', 'Lists that are called like a smart crate here: its search decides what is in it.', name);
        continue;
      }
      if (node.kind !== 'folder') fill(crate, node.tracks);
      else if (depth < DEPTH_MAX) walk(node.children, crate.id, depth + 1);
      else {
        notes.add('changed', `What is in folders more than ${DEPTH_MAX} deep stands beside them.`, name);
        walk(node.children, parentId, depth);
      }
    }
  };
  walk(lists, null, 0);
  return { patch: { put: [...put.values()], remove: [] }, made, filled: filled.size, lists: filledLists };
}
