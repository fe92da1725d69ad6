/**
 * The fields a query can name, and how their values are read.
 * Thread: any; pure data.
 */

export const FieldKind = {
  text: 'text',
  number: 'number',
  /** 'm:ss' or seconds. */
  duration: 'duration',
  /** A day, an age ('30d', '2w', '6m', '1y'), 'today' or 'never'. */
  date: 'date',
  key: 'key',
  /** The name of a crate. */
  crate: 'crate',
  /** One of a list of properties. */
  property: 'property',
  /** One of `ANALYSIS_AGES`. */
  age: 'age',
  /** Of a track's parts: the kind of section, a number of bars, section or phrase. */
  section: 'section',
  bars: 'bars',
  level: 'level',
} as const;
export type FieldKind = (typeof FieldKind)[keyof typeof FieldKind];

export const PROPERTIES = ['grid', 'key', 'cues', 'loops', 'cover', 'problem', 'missing', 'hand', 'demo'] as const;
export type Property = (typeof PROPERTIES)[number];

interface Field {
  readonly kind: FieldKind;
  /** For completion lists. */
  readonly hint: string;
}

export const FIELDS = {
  title: { kind: 'text', hint: 'title:midnight' },
  artist: { kind: 'text', hint: 'artist:"foo bar"' },
  album: { kind: 'text', hint: 'album:first' },
  genre: { kind: 'text', hint: 'genre:house' },
  label: { kind: 'text', hint: 'label:warp' },
  comment: { kind: 'text', hint: 'comment:vinyl' },
  file: { kind: 'text', hint: 'file:.flac' },
  bpm: { kind: 'number', hint: 'bpm:120-126' },
  year: { kind: 'number', hint: 'year:1990-1999' },
  rating: { kind: 'number', hint: 'rating:>3' },
  energy: { kind: 'number', hint: 'energy:4-5' },
  plays: { kind: 'number', hint: 'plays:0' },
  lufs: { kind: 'number', hint: 'lufs:<-9' },
  time: { kind: 'duration', hint: 'time:4:00-7:00' },
  key: { kind: 'key', hint: 'key:8A' },
  played: { kind: 'date', hint: 'played:never' },
  added: { kind: 'date', hint: 'added:<30d' },
  crate: { kind: 'crate', hint: 'crate:"warm up"' },
  kind: { kind: 'section', hint: 'kind:drop' },
  bars: { kind: 'bars', hint: 'bars:16' },
  part: { kind: 'level', hint: 'part:phrase' },
  has: { kind: 'property', hint: 'has:cues' },
  analysis: { kind: 'age', hint: 'analysis:old' },
} as const satisfies { readonly [name: string]: Field };

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];
export const fieldKind = (name: FieldName): FieldKind => FIELDS[name].kind;
export const isFieldName = (name: string): name is FieldName => Object.hasOwn(FIELDS, name);

type FieldOf<K extends FieldKind> = {
  [F in FieldName]: (typeof FIELDS)[F]['kind'] extends K ? F : never;
}[FieldName];
export type TextField = FieldOf<'text'>;
export type NumberField = FieldOf<'number' | 'duration'>;
export type DateField = FieldOf<'date'>;
