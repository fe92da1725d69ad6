/**
 * Folders and lists as they come out of a file: opened, filled with references to tracks, closed, and resolved once
 * every track is known. Thread: any. Counts against the limits while it grows.
 */
import type { ListNode } from './document.ts';
import type { Limits } from './limits.ts';
import type { Notes } from './notes.ts';
import type { Refuse } from './xml-reader.ts';

interface OpenNode {
  readonly kind: ListNode['kind'];
  readonly name: string;
  readonly children: OpenNode[];
  /** References in the file's own terms. */
  readonly keys: string[];
}

export class ListTree {
  private readonly root: OpenNode = { kind: 'folder', name: '', children: [], keys: [] };
  private readonly path: OpenNode[] = [this.root];
  private readonly limits: Limits;
  private readonly refuse: Refuse;
  private lists = 0;
  private entries = 0;

  constructor(limits: Limits, refuse: Refuse) {
    this.limits = limits;
    this.refuse = refuse;
  }

  open(kind: ListNode['kind'], name: string): void {
    if (++this.lists > this.limits.lists) this.refuse('tooMany', `There are more than ${this.limits.lists} lists.`);
    if (this.path.length > this.limits.depth) {
      this.refuse('tooDeep', `Folders are nested more than ${this.limits.depth} deep.`);
    }
    const node: OpenNode = { kind, name, children: [], keys: [] };
    this.path.at(-1)?.children.push(node);
    this.path.push(node);
  }

  close(): void {
    if (this.path.length > 1) this.path.pop();
  }

  /** A reference to a track in the innermost open list. */
  add(key: string): void {
    if (++this.entries > this.limits.entries) {
      this.refuse('tooMany', `The lists have more than ${this.limits.entries} entries.`);
    }
    this.path.at(-1)?.keys.push(key);
  }

  /** The finished tree. `indexOf` finds a track by its reference; what it does not find is noted. */
  finish(indexOf: (key: string) => number | undefined, warnings: Notes): ListNode[] {
    const finishNode = ({ kind, name, children, keys }: OpenNode): ListNode => {
      if (kind === 'folder') {
        if (keys.length > 0) warnings.add('missing', 'Tracks directly in a folder are left out.', name);
        return { kind, name, children: children.map(finishNode) };
      }
      const tracks: number[] = [];
      for (const key of keys) {
        const index = indexOf(key);
        if (index === undefined) warnings.add('missing', 'Entries that name no track of the collection.', name);
        else tracks.push(index);
      }
      if (children.length > 0) warnings.add('missing', 'Lists inside a list are left out.', name);
      if (kind === 'smart') warnings.add('missing', SMART_NOT_READ, name);
      return { kind, name, tracks };
    };
    return this.root.children.map(finishNode);
  }
}

export const SMART_NOT_READ = 'Smart lists come without their rules.';
export const SMART_NOT_WRITTEN = 'Smart lists are not written; their rules belong to this program.';

/** Every node of `lists`, with its folders; a folder before its children. */
export function* walkLists(
  lists: readonly ListNode[],
  folders: readonly string[] = [],
): Generator<{ node: ListNode; folders: readonly string[] }, void, undefined> {
  for (const node of lists) {
    yield { node, folders };
    if (node.kind === 'folder') yield* walkLists(node.children, [...folders, node.name]);
  }
}
