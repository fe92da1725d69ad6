/**
 * What can go wrong with the library, as data that crosses threads. `reason` and `remedy` are sentences.
 * Thread: any.
 */

export const LibraryErrorCode = {
  /** The disk, or the browser's share of it, is full. */
  quotaFull: 'quotaFull',
  /** Another tab keeps an older database open and does not let go. */
  blocked: 'blocked',
  /** The database was written by a newer Echelon. */
  newer: 'newer',
  /** The browser closed the database: its data was cleared, or the disk failed. */
  evicted: 'evicted',
  /** Another tab writes; this one only reads. */
  readOnly: 'readOnly',
  /** No such track, crate or set. */
  missing: 'missing',
  /** The request makes no sense: a crate inside itself, a list operation on a smart crate. */
  invalid: 'invalid',
  /** A file that is not a backup, or is spoilt. */
  unreadable: 'unreadable',
  /** The browser refused. */
  failed: 'failed',
} as const;
export type LibraryErrorCode = (typeof LibraryErrorCode)[keyof typeof LibraryErrorCode];

export interface LibraryProblem {
  readonly code: LibraryErrorCode;
  readonly reason: string;
  readonly remedy: string;
}

const REMEDIES: { readonly [C in LibraryErrorCode]: string } = {
  quotaFull: 'Free disk space or remove tracks, then try again; nothing that was saved before is lost.',
  blocked: 'Close the other tabs of Echelon, then reload this one.',
  newer: 'Reload the page to get the newer Echelon.',
  evicted: 'Reload the page, and restore a backup if tracks are gone.',
  readOnly: 'Make the change in the other tab, or close that one.',
  missing: 'It may have been removed in the meantime; search again.',
  invalid: 'Choose another place.',
  unreadable: 'Choose a backup that Echelon wrote.',
  failed: 'Check that the browser may store data for this page, then try again.',
};

export class LibraryError extends Error implements LibraryProblem {
  override readonly name = 'LibraryError';
  readonly code: LibraryErrorCode;
  readonly reason: string;
  readonly remedy: string;

  constructor(code: LibraryErrorCode, reason: string, remedy: string = REMEDIES[code]) {
    super(`${reason} ${remedy}`);
    this.code = code;
    this.reason = reason;
    this.remedy = remedy;
  }

  toProblem(): LibraryProblem {
    return { code: this.code, reason: this.reason, remedy: this.remedy };
  }
}

/** Gives a failure of IndexedDB its code. `doing`: 'Saving “Low Ferry”'. */
export function libraryError(error: unknown, doing: string): LibraryError {
  if (error instanceof LibraryError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const detail = error instanceof Error || error instanceof DOMException ? error.message : String(error);
  if (name === 'QuotaExceededError') return new LibraryError('quotaFull', `${doing} failed: the storage is full.`);
  if (name === 'VersionError')
    return new LibraryError('newer', `${doing} failed: the library was written by a newer Echelon.`);
  if (name === 'InvalidStateError')
    return new LibraryError('evicted', `${doing} failed: the browser has closed the library's database.`);
  return new LibraryError('failed', `${doing} failed: ${detail || name || 'the browser gave no reason'}.`);
}
