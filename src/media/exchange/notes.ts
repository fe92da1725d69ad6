/**
 * What reading or writing could not do, in plain words and grouped, so that 20 000 tracks give a handful of lines.
 * Thread: any. Memory is bounded: the texts come from this code, and few examples are kept of each.
 */

export const NoteKind = {
  /** Left out: the format has no place for it, or it made no sense. */
  missing: 'missing',
  /** Kept in another form. */
  changed: 'changed',
  /** Kept with fewer digits. */
  rounded: 'rounded',
} as const;
export type NoteKind = (typeof NoteKind)[keyof typeof NoteKind];

export interface Note {
  readonly kind: NoteKind;
  /** A sentence for the performer. */
  readonly text: string;
  /** Of how many tracks, lists or cues it is true. */
  readonly count: number;
  /** A few of them by name. */
  readonly examples: readonly string[];
}

/** What a format cannot express. */
export type Loss = Note;
/** What a file said that could not be taken over. */
export type Warning = Note;

const EXAMPLES = 3;
const EXAMPLE_CHARS = 80;

export class Notes {
  private readonly byText = new Map<string, { kind: NoteKind; count: number; examples: string[] }>();

  /** Counts one case. `text` is a constant sentence; `example` names the track or list. */
  add(kind: NoteKind, text: string, example: string): void {
    let entry = this.byText.get(text);
    if (entry === undefined) {
      entry = { kind, count: 0, examples: [] };
      this.byText.set(text, entry);
    }
    entry.count++;
    if (entry.examples.length >= EXAMPLES) return;
    const short = example.length > EXAMPLE_CHARS ? `${example.slice(0, EXAMPLE_CHARS - 1)}…` : example;
    if (!entry.examples.includes(short)) entry.examples.push(short);
  }

  list(): Note[] {
    return [...this.byText].map(([text, entry]) => ({ text, ...entry }));
  }
}

/** Several lists of notes as one. */
export function mergedNotes(lists: readonly (readonly Note[])[]): Note[] {
  const byText = new Map<string, Note>();
  for (const note of lists.flat()) {
    const known = byText.get(note.text);
    const examples = [...new Set([...(known?.examples ?? []), ...note.examples])].slice(0, EXAMPLES);
    byText.set(note.text, { ...note, count: (known?.count ?? 0) + note.count, examples });
  }
  return [...byText.values()];
}
