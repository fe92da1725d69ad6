/**
 * What could be typed next: names of fields, and values that occur in the library.
 * Thread: library worker; pure.
 */
import { ANALYSIS_AGES } from '../analysed-by.ts';
import { fold } from '../fold.ts';
import { SECTION_KINDS } from '../model.ts';
import { PART_LEVELS } from '../track-parts.ts';
import { FIELD_NAMES, FIELDS, type FieldKind, type FieldName, fieldKind, isFieldName, PROPERTIES } from './fields.ts';

/** Values of a field, most useful first; none for fields whose values are numbers. */
export type ValueLookup = (field: FieldName) => readonly string[];

export interface Completion {
  /** Replaces the query from `from` to the caret. */
  readonly insert: string;
  /** For the list: an example for a field, the value for a value. */
  readonly label: string;
}
export interface Completions {
  readonly from: number;
  readonly choices: readonly Completion[];
}

/** Fields that take one of a few words. */
const CHOICES: { readonly [K in FieldKind]?: readonly string[] } = {
  property: PROPERTIES,
  age: ANALYSIS_AGES,
  section: SECTION_KINDS,
  level: PART_LEVELS,
};
const LIMIT = 12;
const quoted = (value: string): string => (/[\s,()|"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value);

/** For the word that ends at the caret. */
export function complete(text: string, caret: number, values: ValueLookup): Completions {
  const before = text.slice(0, caret);
  const field = /(?:^|[\s(|-])([a-z]+):(?:[^\s"(),|]*,)*("?)([^"(),|]*)$/i.exec(before);
  const name = field?.[1]?.toLowerCase() ?? '';
  const typed = field?.[3] ?? '';
  // A blank ends a value that is not quoted.
  if (field !== null && isFieldName(name) && (field[2] === '"' || !/\s/.test(typed))) {
    const start = fold(typed);
    const known = CHOICES[fieldKind(name)] ?? values(name);
    const choices = known.filter((value) => fold(value).startsWith(start)).slice(0, LIMIT);
    const from = caret - typed.length - (field[2]?.length ?? 0);
    return { from, choices: choices.map((value) => ({ insert: `${quoted(value)} `, label: value })) };
  }
  const word = /(?:^|[\s(|-])([a-z]*)$/i.exec(before)?.[1] ?? '';
  const names = word === '' ? [] : FIELD_NAMES.filter((known) => known.startsWith(word.toLowerCase()));
  return {
    from: caret - word.length,
    choices: names.map((known) => ({ insert: `${known}:`, label: FIELDS[known].hint })),
  };
}
