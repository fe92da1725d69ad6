/** What readers and writers of the exchange formats give back. Thread: any; plain data. */
import type { ExchangeDocument } from './document.ts';
import type { Loss, Warning } from './notes.ts';

export interface ReadResult {
  readonly document: ExchangeDocument;
  /** What stood in the file and has no place in the document. */
  readonly losses: readonly Loss[];
  /** What the file said that made no sense. */
  readonly warnings: readonly Warning[];
}

export interface WriteResult {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What stood in the document and has no place in the format. */
  readonly losses: readonly Loss[];
}

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** For formats with one file a list. */
export interface WriteFilesResult {
  readonly files: readonly NamedBytes[];
  readonly losses: readonly Loss[];
}
