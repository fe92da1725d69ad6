/**
 * The library in memory, made for searching: folded text and numbers in columns, one slot a track. A slot belongs to one
 * track for as long as the index lives; slots of removed tracks stay empty.
 * Thread: library worker (pure; tests run it in Node).
 */
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { analysedBy } from './analysed-by.ts';
import { UNKNOWN_KEY, wheelIndex } from './camelot.ts';
import { fold } from './fold.ts';
import { type Location, Origin, type TrackRecord } from './model.ts';
import { PartTable } from './part-table.ts';
import { type NumberField, PROPERTIES, type Property, type TextField } from './query/fields.ts';
import { NO_PARTS, type PackedParts, packedParts } from './track-parts.ts';

/** What a list shows of a track; plain data for the main thread, which asks for a window of them at a time. */
export interface TrackRow {
  readonly key: string;
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly genre: string;
  readonly label: string;
  readonly comment: string;
  readonly fileName: string;
  readonly year: number | null;
  readonly rating: number;
  readonly colour: string | null;
  readonly bpm: number | null;
  /** True where the tempo varies; `bpm` is then the first. */
  readonly variableTempo: boolean;
  /** '8A' */
  readonly camelot: string | null;
  readonly keyName: string | null;
  /** Null until decoded. */
  readonly durationS: number | null;
  readonly energy: number | null;
  readonly integratedLufs: number | null;
  readonly plays: number;
  readonly addedAtMs: number;
  readonly lastPlayedAtMs: number | null;
  readonly gridOrigin: Origin;
  readonly gridProducer: string | null;
  readonly gridVersion: number;
  readonly gridConfidence: number | null;
  readonly keyOrigin: Origin;
  readonly hotCueCount: number;
  readonly coverId: string | null;
  readonly location: Location['kind'];
  readonly problem: string | null;
}

export function rowOf(record: TrackRecord): TrackRow {
  const { tags, grid, musicalKey } = record;
  const { values } = tags;
  return {
    key: record.key,
    title: values.title,
    artist: values.artist,
    album: values.album,
    genre: values.genre,
    label: values.label,
    comment: values.comment,
    fileName: record.fileName,
    year: values.year,
    rating: values.rating,
    colour: values.colour,
    bpm: grid.grid?.bpm ?? null,
    variableTempo: grid.segments.length > 1,
    camelot: musicalKey.camelot,
    keyName: musicalKey.name,
    durationS: record.lengthFrames > 0 ? record.lengthFrames / SESSION_RATE_HZ : null,
    energy: record.energy.level,
    integratedLufs: record.loudness.integratedLufs,
    plays: record.playCount,
    addedAtMs: record.addedAtMs,
    lastPlayedAtMs: record.lastPlayedAtMs,
    gridOrigin: grid.by.origin,
    gridProducer: grid.by.producer,
    gridVersion: grid.by.version,
    gridConfidence: grid.by.confidence,
    keyOrigin: musicalKey.by.origin,
    hotCueCount: record.cues.hotCues.length,
    coverId: record.coverId,
    location: record.location.kind,
    problem: record.problem,
  };
}

/** What the index keeps of a track: its row, and what only searches ask for. Plain data, stored in the listing. */
export interface IndexEntry {
  readonly row: TrackRow;
  /** Bit n: `PROPERTIES[n]`. */
  readonly properties: number;
  readonly pcmId: string | null;
  /** As in `analysed-by.ts`. */
  readonly analyses: string;
  readonly parts: PackedParts;
}

export const entryOf = (record: TrackRecord): IndexEntry => ({
  row: rowOf(record),
  properties: PROPERTIES.reduce((bits, name, n) => bits | (HAS[name](record) ? 1 << n : 0), 0),
  pcmId: record.pcmId,
  analyses: analysedBy(record),
  parts: packedParts(record.structure, record.grid.grid),
});

/** Between the texts of a track, so that no word is found across two of them. */
const SEPARATOR = '\n';

/** Grows by doubling; NaN where a track says nothing. */
class NumberColumn {
  values = new Float64Array(1024);

  set(slot: number, value: number | null): void {
    if (slot >= this.values.length) {
      const grown = new Float64Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[slot] = value ?? Number.NaN;
  }
}

const NUMBER_OF: { readonly [F in NumberField | 'added' | 'played']: (row: TrackRow) => number | null } = {
  bpm: (row) => row.bpm,
  year: (row) => row.year,
  rating: (row) => row.rating,
  energy: (row) => row.energy,
  plays: (row) => row.plays,
  lufs: (row) => row.integratedLufs,
  time: (row) => row.durationS,
  added: (row) => row.addedAtMs,
  played: (row) => row.lastPlayedAtMs,
};
export type NumberName = keyof typeof NUMBER_OF;
const NUMBER_NAMES = Object.keys(NUMBER_OF) as readonly NumberName[];

const TEXT_OF: { readonly [F in TextField]: (row: TrackRow) => string } = {
  title: (row) => row.title,
  artist: (row) => row.artist,
  album: (row) => row.album,
  genre: (row) => row.genre,
  label: (row) => row.label,
  comment: (row) => row.comment,
  file: (row) => row.fileName,
};
const TEXT_NAMES = Object.keys(TEXT_OF) as readonly TextField[];
/** What a bare word is looked for in. */
const WORDS_IN: readonly TextField[] = ['title', 'artist', 'album', 'genre', 'comment', 'file'];

const HAS: { readonly [P in Property]: (record: TrackRecord) => boolean } = {
  grid: ({ grid }) => grid.grid !== null,
  key: ({ musicalKey }) => musicalKey.camelot !== null,
  cues: ({ cues }) => cues.hotCues.length > 0,
  loops: ({ cues }) => cues.loops.length > 0,
  cover: ({ coverId }) => coverId !== null,
  problem: ({ problem }) => problem !== null,
  missing: ({ location }) => location.kind === 'missing',
  hand: (r) =>
    r.tags.byHand.length > 0 ||
    [r.grid, r.musicalKey, r.energy, r.structure, r.cues, r.markers].some(({ by }) => by.origin === Origin.hand),
  demo: ({ location }) => location.kind === 'rendered',
};

export class TrackIndex {
  /** Per slot; null where a track was removed. */
  readonly rows: (TrackRow | null)[] = [];
  readonly keys: number[] = [];
  /** As in `IndexEntry`. */
  readonly properties: number[] = [];
  readonly pcmIds: (string | null)[] = [];
  readonly analyses: string[] = [];
  /** Sections and phrases; null where a track was removed. */
  readonly parts: (PackedParts | null)[] = [];
  /** Grows with every change: what was computed from an older one is stale. */
  revision = 0;
  private readonly columns = new Map<NumberName, NumberColumn>(NUMBER_NAMES.map((name) => [name, new NumberColumn()]));
  private readonly slots = new Map<string, number>();
  /** Folded as far as somebody has asked: the first rows of a list must not wait for the words of all. */
  private readonly texts: { readonly [F in TextField]: string[] } = {
    title: [],
    artist: [],
    album: [],
    genre: [],
    label: [],
    comment: [],
    file: [],
  };
  private readonly joined: string[] = [];
  private readonly distinct = new Map<TextField, { readonly revision: number; readonly values: readonly string[] }>();
  private table: { readonly revision: number; readonly parts: PartTable } | null = null;

  get trackCount(): number {
    return this.slots.size;
  }

  /** Slots in use or left empty: every slot is below. */
  get slotCount(): number {
    return this.rows.length;
  }

  slotOf(key: string): number | undefined {
    return this.slots.get(key);
  }

  numbers(name: NumberName): Float64Array {
    const column = this.columns.get(name);
    if (column === undefined) throw new RangeError(`there is no column ${name}`);
    return column.values;
  }

  /** Adds a track or puts what is now known of it into its slot. */
  put(record: TrackRecord): void {
    this.putEntry(entryOf(record));
  }

  putEntry({ row, properties, pcmId, analyses, parts }: IndexEntry): void {
    const slot = this.slots.get(row.key) ?? this.rows.length;
    this.slots.set(row.key, slot);
    this.rows[slot] = row;
    for (const name of TEXT_NAMES)
      if (slot < this.texts[name].length) this.texts[name][slot] = fold(TEXT_OF[name](row));
    if (slot < this.joined.length) this.joined[slot] = this.wordsOf(slot);
    for (const name of NUMBER_NAMES) this.columns.get(name)?.set(slot, NUMBER_OF[name](row));
    this.keys[slot] = row.camelot === null ? UNKNOWN_KEY : wheelIndex(row.camelot);
    this.properties[slot] = properties;
    this.pcmIds[slot] = pcmId;
    this.analyses[slot] = analyses;
    this.parts[slot] = parts;
    this.revision++;
  }

  /** The parts of all tracks as they are now. The first call after a change gathers them. */
  partTable(): PartTable {
    if (this.table?.revision !== this.revision)
      this.table = { revision: this.revision, parts: new PartTable(this.parts) };
    return this.table.parts;
  }

  /** Folded, per slot. The first call folds what was never asked for: tens of milliseconds for 20 000 tracks. */
  text(name: TextField): readonly string[] {
    const texts = this.texts[name];
    for (let slot = texts.length; slot < this.rows.length; slot++) {
      const row = this.rows[slot] ?? null;
      texts.push(row === null ? '' : fold(TEXT_OF[name](row)));
    }
    return texts;
  }

  /** All that a bare word is looked for in, per slot; as `text`. */
  words(): readonly string[] {
    for (const name of WORDS_IN) this.text(name);
    for (let slot = this.joined.length; slot < this.rows.length; slot++) this.joined.push(this.wordsOf(slot));
    return this.joined;
  }

  private wordsOf(slot: number): string {
    return WORDS_IN.map((name) => this.texts[name][slot]).join(SEPARATOR);
  }

  /** What is known of a track, in the form of the listing; null where there is none. */
  entry(key: string): IndexEntry | null {
    const slot = this.slots.get(key);
    const row = slot === undefined ? null : (this.rows[slot] ?? null);
    if (slot === undefined || row === null) return null;
    return {
      row,
      properties: this.properties[slot] ?? 0,
      pcmId: this.pcmIds[slot] ?? null,
      analyses: this.analyses[slot] ?? '',
      parts: this.parts[slot] ?? NO_PARTS,
    };
  }

  remove(key: string): void {
    const slot = this.slots.get(key);
    if (slot === undefined) return;
    this.slots.delete(key);
    this.rows[slot] = null;
    this.parts[slot] = null;
    this.revision++;
  }

  /** Distinct values of a text, most frequent first, for completion. The first call after a change counts them: milliseconds. */
  valuesOf(name: TextField): readonly string[] {
    const known = this.distinct.get(name);
    if (known?.revision === this.revision) return known.values;
    const values = this.countValues(name);
    this.distinct.set(name, { revision: this.revision, values });
    return values;
  }

  private countValues(name: TextField): string[] {
    const texts = this.text(name);
    const counts = new Map<string, { readonly text: string; count: number }>();
    for (const [slot, row] of this.rows.entries()) {
      const text = row === null ? '' : TEXT_OF[name](row);
      if (text === '') continue;
      const folded = texts[slot] ?? '';
      const known = counts.get(folded);
      if (known === undefined) counts.set(folded, { text, count: 1 });
      else known.count++;
    }
    return [...counts.values()].sort((a, b) => b.count - a.count).map(({ text }) => text);
  }
}
