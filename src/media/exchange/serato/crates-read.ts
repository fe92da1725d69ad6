/**
 * Serato's crates to a document: the files of `_Serato_/Subcrates`. `Parent%%Child.crate` lies inside `Parent.crate`; a
 * crate may hold both tracks and crates, and then becomes a list and a folder of the same name.
 * Thread: any off the audio thread.
 */
import { bareTrack, type ExchangeTrack, type ListNode } from '../document.ts';
import { ExchangeError } from '../errors.ts';
import type { NamedBytes, ReadResult } from '../format.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { canonicalLocation, fileNameOf } from '../location.ts';
import { CRATE, decodeCrate } from './crate.ts';

/** Between a crate's name and that of a crate inside it. */
export const INSIDE = '%%';

interface CrateNode {
  readonly name: string;
  /** Null while only crates inside it are known. */
  tracks: number[] | null;
  readonly children: Map<string, CrateNode>;
}

function tooMany(reason: string): never {
  throw new ExchangeError('tooMany', CRATE, null, reason);
}

class CrateShelf {
  readonly tracks: ExchangeTrack[] = [];
  readonly root: CrateNode = { name: '', tracks: null, children: new Map() };
  private readonly byLocation = new Map<string, number>();
  private readonly limits: Limits;
  private nodes = 0;
  private entries = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  add(name: string, paths: readonly string[]): void {
    const node = this.nodeAt(
      fileNameOf(name)
        .replace(/\.crate$/i, '')
        .split(INSIDE),
    );
    node.tracks ??= [];
    for (const path of paths) {
      if (++this.entries > this.limits.entries) tooMany('The crates have too many tracks.');
      node.tracks.push(this.trackAt(canonicalLocation(path)));
    }
  }

  private nodeAt(path: readonly string[]): CrateNode {
    if (path.length > this.limits.depth) {
      throw new ExchangeError('tooDeep', CRATE, null, `A crate is nested ${path.length} deep.`);
    }
    let node = this.root;
    for (const name of path) {
      let child = node.children.get(name);
      if (child === undefined) {
        if (++this.nodes > this.limits.lists) tooMany('There are too many crates.');
        child = { name, tracks: null, children: new Map() };
        node.children.set(name, child);
      }
      node = child;
    }
    return node;
  }

  private trackAt(location: string): number {
    const known = this.byLocation.get(location);
    if (known !== undefined) return known;
    if (this.tracks.length >= this.limits.tracks) tooMany('The crates have too many tracks.');
    this.byLocation.set(location, this.tracks.length);
    return this.tracks.push(bareTrack(location)) - 1;
  }
}

function listsOf(node: CrateNode): ListNode[] {
  return [...node.children.values()].flatMap((child): ListNode[] => {
    const { name, tracks } = child;
    const lists: ListNode[] = [];
    // An empty crate around others is only a folder.
    if (tracks !== null && (tracks.length > 0 || child.children.size === 0))
      lists.push({ kind: 'playlist', name, tracks });
    if (child.children.size > 0) lists.push({ kind: 'folder', name, children: listsOf(child) });
    return lists;
  });
}

/** Reads the crate files of one drive together. Throws `ExchangeError`. */
export function readCrates(files: readonly NamedBytes[], limits: Limits = DEFAULT_LIMITS): ReadResult {
  const shelf = new CrateShelf(limits);
  let bytes = 0;
  for (const file of files) {
    bytes += file.bytes.length;
    if (bytes > limits.bytes) throw new ExchangeError('tooLarge', CRATE, null, 'The crates are too large together.');
    shelf.add(file.name, decodeCrate(file.bytes, limits));
  }
  return { document: { tracks: shelf.tracks, lists: listsOf(shelf.root) }, losses: [], warnings: [] };
}
