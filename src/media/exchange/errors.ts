/**
 * Why a file of another program could not be read: what, where in the file, and what to do next.
 * Thread: any. `ExchangeProblem` is plain data, so it crosses threads as it is.
 */

export const ExchangeErrorCode = {
  /** More bytes than a collection needs. */
  tooLarge: 'tooLarge',
  /** Nested deeper than any collection. */
  tooDeep: 'tooDeep',
  /** More tracks, lists, entries, marks or attributes than the limits allow. */
  tooMany: 'tooMany',
  /** A text longer than the limits allow. */
  textTooLong: 'textTooLong',
  /** Breaks the rules of its format. */
  malformed: 'malformed',
  /** Ends too early. */
  truncated: 'truncated',
  /** Declares entities or a document type, which no collection needs and an attack may use. */
  declaration: 'declaration',
  /** Text in an encoding that is not read, or not in the encoding it claims. */
  encoding: 'encoding',
  /** Some other kind of file. */
  wrongFormat: 'wrongFormat',
} as const;
export type ExchangeErrorCode = (typeof ExchangeErrorCode)[keyof typeof ExchangeErrorCode];

export type Place = { readonly line: number; readonly column: number } | { readonly byteOffset: number };

/** Plain data of a failure. `reason` and `remedy` are sentences. */
export interface ExchangeProblem {
  readonly code: ExchangeErrorCode;
  /** 'rekordbox XML' */
  readonly format: string;
  readonly place: Place | null;
  readonly reason: string;
  readonly remedy: string;
}

const REMEDIES: { readonly [C in ExchangeErrorCode]: string } = {
  tooLarge: 'Export fewer playlists at a time.',
  tooDeep: 'Export the folders one by one.',
  tooMany: 'Export fewer playlists at a time.',
  textTooLong: 'Shorten it in the program it came from and export again.',
  malformed: 'Export it again from the program it came from, without editing it by hand.',
  truncated: 'Copy or export it again.',
  declaration: 'Export it again from the program it came from; such a file is never opened here.',
  encoding: 'Save it as UTF-8 and import it again.',
  wrongFormat: 'Choose the file that the other program exports for its collection or playlist.',
};

/** A failure of one file. Its message names format, place, reason and remedy. */
export class ExchangeError extends Error implements ExchangeProblem {
  override readonly name = 'ExchangeError';
  readonly code: ExchangeErrorCode;
  readonly format: string;
  readonly place: Place | null;
  readonly reason: string;
  readonly remedy: string;

  constructor(code: ExchangeErrorCode, format: string, place: Place | null, reason: string, cause?: unknown) {
    const remedy = REMEDIES[code];
    super(describe({ code, format, place, reason, remedy }), cause === undefined ? {} : { cause });
    this.code = code;
    this.format = format;
    this.place = place;
    this.reason = reason;
    this.remedy = remedy;
  }

  toProblem(): ExchangeProblem {
    const { code, format, place, reason, remedy } = this;
    return { code, format, place, reason, remedy };
  }
}

/** One line for the performer. */
export function describe(problem: ExchangeProblem): string {
  const { place } = problem;
  const where =
    place === null
      ? ''
      : 'line' in place
        ? `, line ${place.line}, column ${place.column}`
        : `, byte ${place.byteOffset}`;
  return `${problem.format}${where}: ${problem.reason} ${problem.remedy}`;
}
