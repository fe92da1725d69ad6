/**
 * A document as Serato crates, to be put into `_Serato_/Subcrates` on the drive with the music. Crates hold paths only;
 * tags, cues and grids lie in the audio files. Thread: any off the audio thread.
 */
import { type ExchangeDocument, type ListNode, trackLabel } from '../document.ts';
import { fitFileName } from '../file-names.ts';
import type { NamedBytes, WriteFilesResult } from '../format.ts';
import { SMART_NOT_WRITTEN, walkLists } from '../list-tree.ts';
import { BEYOND_PLAYLISTS, noteMissing } from '../missing-fields.ts';
import { Notes } from '../notes.ts';
import { encodeCrate } from './crate.ts';
import { INSIDE } from './crates-read.ts';

const NOT_IN_CRATES = ['title', 'artist', 'durationS', ...BEYOND_PLAYLISTS] as const;

/** A path from the root of its drive, as crates have it. */
function fromDriveRoot(location: string): string {
  return location
    .replace(/^[A-Za-z]:\//, '')
    .replace(/^\/Volumes\/[^/]+\//, '')
    .replace(/^\/+/, '');
}

/** A name that does not run into the mark between crates. */
function fitCrateName(name: string): string {
  return fitFileName(name).replaceAll(INSIDE, '%_').replace(/^%|%$/g, '_');
}

interface Crate {
  readonly name: string;
  tracks: readonly number[] | null;
  readonly inside: ListNode[];
}

class CrateWriter {
  readonly files: NamedBytes[] = [];
  private readonly document: ExchangeDocument;
  private readonly losses: Notes;

  constructor(document: ExchangeDocument, losses: Notes) {
    this.document = document;
    this.losses = losses;
  }

  write(lists: readonly ListNode[], prefix: string): void {
    const crates = new Map<string, Crate>();
    for (const node of lists) {
      if (node.kind === 'playlist') this.crateFor(crates, node.name, true).tracks = node.tracks;
      else if (node.kind === 'smart') this.losses.add('missing', SMART_NOT_WRITTEN, node.name);
      else {
        const crate = this.crateFor(crates, node.name, false);
        if (crate.inside.length > 0) this.losses.add('changed', 'Folders of the same name become one.', node.name);
        if (node.children.length === 0) this.losses.add('changed', 'Empty folders become empty crates.', node.name);
        crate.inside.push(...node.children);
      }
    }
    for (const { name, tracks, inside } of crates.values()) {
      const paths = (tracks ?? []).flatMap((index) => this.document.tracks[index] ?? []);
      const bytes = encodeCrate(paths.map((track) => fromDriveRoot(track.location)));
      this.files.push({ name: `${prefix}${name}.crate`, bytes });
      if (inside.length > 0) this.write(inside, `${prefix}${name}${INSIDE}`);
    }
  }

  /** A list and a folder of one name share a crate; a second list of that name gets another. */
  private crateFor(crates: Map<string, Crate>, wanted: string, forList: boolean): Crate {
    const fit = fitCrateName(wanted);
    if (fit !== wanted) this.losses.add('changed', 'Names that a crate file cannot carry are altered.', wanted);
    let name = fit;
    for (let n = 2; ; n++) {
      const crate = crates.get(name.toLowerCase());
      if (crate === undefined) break;
      if (!forList || crate.tracks === null) return crate;
      if (n === 2) this.losses.add('changed', 'Lists of the same name get a number.', wanted);
      name = `${fit} (${n})`;
    }
    const crate: Crate = { name, tracks: null, inside: [] };
    crates.set(name.toLowerCase(), crate);
    return crate;
  }
}

export function writeCrates(document: ExchangeDocument): WriteFilesResult {
  const losses = new Notes();
  const writer = new CrateWriter(document, losses);
  writer.write(document.lists, '');
  const { files } = writer;
  if (files.length > 1) losses.add('missing', 'The order of crates; Serato sorts them by name.', files[0]?.name ?? '');
  const used = new Set<number>();
  for (const { node } of walkLists(document.lists)) {
    if (node.kind === 'playlist') for (const index of node.tracks) used.add(index);
  }
  document.tracks.forEach((track, index) => {
    const label = trackLabel(track);
    if (!used.has(index)) {
      losses.add('missing', 'Tracks in no list.', label);
      return;
    }
    if (fromDriveRoot(track.location) !== track.location) losses.add('missing', 'The drive of a path.', label);
    noteMissing(track, NOT_IN_CRATES, losses);
  });
  return { files, losses: losses.list() };
}
