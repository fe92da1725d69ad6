/**
 * Cues, loops, grid and colour that other DJ software left in the tags of an audio file. Payloads are hostile until read:
 * their readers know nothing but typed errors, and damage is told and costs the marks only.
 * Thread: import worker (runs anywhere); pure.
 */
import { ExchangeError } from '../exchange/errors.ts';
import { seratoPayloads } from '../exchange/serato/payloads.ts';
import { fromSeratoTags, type SeratoFields } from '../exchange/serato/track-tags.ts';
import type { TagPayload } from './tags.ts';

export interface FileMarks extends Pick<SeratoFields, 'colour' | 'grid' | 'cues'> {
  /** Who wrote them: 'Serato'. */
  readonly producer: string;
}

export interface MarksFound {
  /** Null where there are none. */
  readonly marks: FileMarks | null;
  /** Why there are none although something was left, in a sentence. */
  readonly notice: string | null;
}

/** What cannot be taken over, such as flips, the exchange panel tells when it reads the same tags. */
export function marksOf(payloads: readonly TagPayload[], fileName: string): MarksFound {
  try {
    const found = seratoPayloads(payloads);
    if (found === null) return { marks: null, notice: null };
    const { colour, grid, cues } = fromSeratoTags(found, fileName).fields;
    const isEmpty = colour === null && grid.length === 0 && cues.length === 0;
    return { marks: isEmpty ? null : { producer: 'Serato', colour, grid, cues }, notice: null };
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    return { marks: null, notice: `What Serato left in its tags cannot be read: ${error.reason}` };
  }
}
