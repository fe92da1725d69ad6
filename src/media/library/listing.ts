/**
 * What the list shows of every track, stored in columns and blocks: twenty thousand tracks open from 64 of them in a
 * fraction of the time their records take to read. A track is in the block its key names; that block shows its present
 * state, or its key stands in `unlisted`, written in one transaction with the track (`database.ts`). Why it is so:
 * `docs/decisions/007-listing.md`.
 * Thread: library worker; pure. A stored block is believed only whole and in this format.
 */
import type { IndexEntry, TrackIndex, TrackRow } from './track-index.ts';
import { PART_WORDS } from './track-parts.ts';

/**
 * Counts up with every change of `TrackRow`, `IndexEntry` or `PackedParts`: older blocks are then written anew from the
 * records. 2 brought the analyses, 3 the parts.
 */
export const LISTING_FORMAT = 3;
export const BLOCK_COUNT = 64;

type NumberField = {
  [F in keyof TrackRow]: number extends TrackRow[F] ? F : never;
}[keyof TrackRow];
type TextField = Exclude<keyof TrackRow, NumberField | 'variableTempo'>;

const NUMBERS = {
  year: true,
  rating: true,
  bpm: true,
  durationS: true,
  energy: true,
  integratedLufs: true,
  plays: true,
  addedAtMs: true,
  lastPlayedAtMs: true,
  gridVersion: true,
  gridConfidence: true,
  hotCueCount: true,
} as const satisfies { readonly [F in NumberField]: true };
const NUMBER_FIELDS = Object.keys(NUMBERS) as readonly NumberField[];
const TEXTS = {
  key: true,
  title: true,
  artist: true,
  album: true,
  genre: true,
  label: true,
  comment: true,
  fileName: true,
  colour: true,
  camelot: true,
  keyName: true,
  gridOrigin: true,
  gridProducer: true,
  keyOrigin: true,
  coverId: true,
  location: true,
  problem: true,
} as const satisfies { readonly [F in TextField]: true };
const TEXT_FIELDS = Object.keys(TEXTS) as readonly TextField[];

/** One entry a track in each column. */
export interface ListingBlock {
  /** '00' … '63' */
  readonly key: string;
  readonly format: number;
  readonly count: number;
  readonly texts: { readonly [F in TextField]: readonly (string | null)[] };
  /** NaN for null. */
  readonly numbers: { readonly [F in NumberField]: Float64Array };
  readonly variableTempo: Uint8Array;
  readonly properties: Uint32Array;
  readonly pcmIds: readonly (string | null)[];
  /** The few texts that occur, and which of them each track has. */
  readonly analysisTexts: readonly string[];
  readonly analyses: Uint16Array;
  /** Words of all tracks' parts, one track after the other. */
  readonly parts: Uint32Array;
  /** Parts of each track. */
  readonly partCounts: Uint32Array;
  readonly partNames: readonly (readonly string[] | null)[];
}

/** The block of a track: an FNV-1a hash of its key. */
export function blockOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
  return hash % BLOCK_COUNT;
}

export const blockName = (block: number): string => String(block).padStart(2, '0');

export function packed(block: number, entries: readonly IndexEntry[]): ListingBlock {
  const texts = TEXT_FIELDS.map((name) => [name, entries.map(({ row }) => row[name])]);
  const numbers = NUMBER_FIELDS.map((name) => [name, Float64Array.from(entries, ({ row }) => row[name] ?? Number.NaN)]);
  const places = new Map<string, number>();
  const placeOf = (text: string): number => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  };
  const analyses = Uint16Array.from(entries, (entry) => placeOf(entry.analyses));
  return {
    key: blockName(block),
    format: LISTING_FORMAT,
    count: entries.length,
    texts: Object.fromEntries(texts) as ListingBlock['texts'],
    numbers: Object.fromEntries(numbers) as ListingBlock['numbers'],
    variableTempo: Uint8Array.from(entries, ({ row }) => (row.variableTempo ? 1 : 0)),
    properties: Uint32Array.from(entries, ({ properties }) => properties),
    pcmIds: entries.map(({ pcmId }) => pcmId),
    analysisTexts: [...places.keys()],
    analyses,
    parts: joined(entries.map(({ parts }) => parts.words)),
    partCounts: Uint32Array.from(entries, ({ parts }) => parts.words.length / PART_WORDS),
    partNames: entries.map(({ parts }) => parts.names),
  };
}

function joined(arrays: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/** Of this format, with every column as long as it should be. */
function isWhole(block: ListingBlock): boolean {
  const { format, count, texts, numbers, variableTempo, properties, pcmIds, parts, partCounts, partNames } = block;
  const { analysisTexts, analyses } = block;
  if (format !== LISTING_FORMAT || texts === undefined || numbers === undefined) return false;
  if (!Array.isArray(analysisTexts)) return false;
  const columns = [...TEXT_FIELDS.map((name) => texts[name]), ...NUMBER_FIELDS.map((name) => numbers[name])];
  const each = [...columns, variableTempo, properties, pcmIds, analyses, partCounts, partNames];
  if (!each.every((column) => column?.length === count)) return false;
  return parts?.length === PART_WORDS * partCounts.reduce((sum, n) => sum + n, 0);
}

/** The blocks of a library, or null when they are not all there and whole: the records have to be read then. */
export function believed(blocks: readonly ListingBlock[]): readonly ListingBlock[] | null {
  const areNamed = blocks.length === BLOCK_COUNT && blocks.every(({ key }, n) => key === blockName(n));
  return areNamed && blocks.every(isWhole) ? blocks : null;
}

/** The entries of a whole block. */
export function unpacked(block: ListingBlock): IndexEntry[] {
  const { texts, numbers } = block;
  const text = (name: TextField, n: number): string => texts[name][n] ?? '';
  const number = (name: NumberField, n: number): number => numbers[name][n] ?? Number.NaN;
  const known = (name: NumberField, n: number): number | null => {
    const value = number(name, n);
    return Number.isNaN(value) ? null : value;
  };
  let partsEnd = 0;
  const wordsOf = (n: number): Uint32Array => {
    const first = partsEnd;
    partsEnd += (block.partCounts[n] ?? 0) * PART_WORDS;
    return block.parts.subarray(first, partsEnd);
  };
  return Array.from({ length: block.count }, (_, n) => ({
    row: {
      key: text('key', n),
      title: text('title', n),
      artist: text('artist', n),
      album: text('album', n),
      genre: text('genre', n),
      label: text('label', n),
      comment: text('comment', n),
      fileName: text('fileName', n),
      year: known('year', n),
      rating: number('rating', n),
      colour: texts.colour[n] ?? null,
      bpm: known('bpm', n),
      variableTempo: block.variableTempo[n] === 1,
      camelot: texts.camelot[n] ?? null,
      keyName: texts.keyName[n] ?? null,
      durationS: known('durationS', n),
      energy: known('energy', n),
      integratedLufs: known('integratedLufs', n),
      plays: number('plays', n),
      addedAtMs: number('addedAtMs', n),
      lastPlayedAtMs: known('lastPlayedAtMs', n),
      gridOrigin: text('gridOrigin', n) as TrackRow['gridOrigin'],
      gridProducer: texts.gridProducer[n] ?? null,
      gridVersion: number('gridVersion', n),
      gridConfidence: known('gridConfidence', n),
      keyOrigin: text('keyOrigin', n) as TrackRow['keyOrigin'],
      hotCueCount: number('hotCueCount', n),
      coverId: texts.coverId[n] ?? null,
      location: text('location', n) as TrackRow['location'],
      problem: texts.problem[n] ?? null,
    },
    properties: block.properties[n] ?? 0,
    pcmId: block.pcmIds[n] ?? null,
    analyses: block.analysisTexts[block.analyses[n] ?? 0] ?? '',
    parts: { words: wordsOf(n), names: block.partNames[n] ?? null },
  }));
}

/** Which blocks are behind the index, and what brings each up to date. Slots are looked up in `index`. */
export class Listing {
  private readonly index: TrackIndex;
  private readonly members = Array.from({ length: BLOCK_COUNT }, () => new Set<string>());
  private readonly behind = new Map<number, Set<string>>();

  constructor(index: TrackIndex) {
    this.index = index;
  }

  /** Tracks written or removed since their blocks were. */
  get unlisted(): number {
    let count = 0;
    for (const keys of this.behind.values()) count += keys.size;
    return count;
  }

  /** Numbers of the blocks that are behind. */
  blocksBehind(): readonly number[] {
    return [...this.behind.keys()];
  }

  /** The track stands in the index as in its stored block. */
  listed(key: string): void {
    this.members[blockOf(key)]?.add(key);
  }

  /** The track was written or removed. */
  changed(key: string): void {
    const block = blockOf(key);
    if (this.index.slotOf(key) === undefined) this.members[block]?.delete(key);
    else this.members[block]?.add(key);
    const keys = this.behind.get(block);
    if (keys === undefined) this.behind.set(block, new Set([key]));
    else keys.add(key);
  }

  /** No block is to be believed. */
  distrust(): void {
    for (let block = 0; block < BLOCK_COUNT; block++) if (!this.behind.has(block)) this.behind.set(block, new Set());
  }

  /** A block as it should be stored, and what may leave `unlisted` with it. Call `done` when both are written. */
  update(block: number): { readonly stored: ListingBlock; readonly unlisted: string[]; readonly done: () => void } {
    const entries = Array.from(this.members[block] ?? [], (key) => this.index.entry(key)).filter((e) => e !== null);
    const unlisted = [...(this.behind.get(block) ?? [])];
    return { stored: packed(block, entries), unlisted, done: () => this.behind.delete(block) };
  }
}
