/** Texts from outside, as long as the library keeps them. Thread: exchange worker; pure. */
import type { Notes } from '../notes.ts';

/** As long as a backup takes them (`library/backup-format.ts`). */
export const NAME_CHARS = 1000;
export const COMMENT_CHARS = 20_000;

/** `text` cut to `most` UTF-16 units, with a note where it was longer. */
export function clipped(text: string, notes: Notes, example: string, most = NAME_CHARS): string {
  if (text.length <= most) return text;
  notes.add('changed', 'Very long texts are cut.', example);
  return text.slice(0, most).toWellFormed();
}
