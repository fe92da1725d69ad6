/**
 * XML from outside, read as a stream of elements under limits. Entities and document types are refused; the one
 * exception is a bare `<!DOCTYPE name …>` without declarations of its own, where a format always has it. It is never
 * fetched. Thread: any off the audio thread. Memory: the open element and what the handlers keep.
 */
import { SaxesParser } from 'saxes';
import { ExchangeError, type ExchangeErrorCode, type Place } from './errors.ts';
import type { Limits } from './limits.ts';
import { textPieces, xmlEncoding } from './text-encoding.ts';

export type Attributes = Readonly<Record<string, string | undefined>>;

export interface XmlHandlers {
  /** `parents` are the open elements, the outermost first. */
  open(name: string, attributes: Attributes, parents: readonly string[]): void;
  close(name: string, parents: readonly string[]): void;
  /** Text directly inside the innermost open element; may come in parts. */
  text?(text: string): void;
}

export interface XmlFormat {
  /** For messages: 'rekordbox XML'. */
  readonly format: string;
  readonly root: string;
  /** Name of the document type that this format's files carry. */
  readonly doctype?: string;
}

/** Lets handlers refuse what exceeds a limit, at the place where the reader stands. */
export type Refuse = (code: ExchangeErrorCode, reason: string) => never;

const REASON_CHARS = 160;
/** A tag, text or comment that has not ended after this many characters will not be waited for. */
const TOKEN_CHARS = 2 ** 24;

/** Reads all of `bytes`. `make` gets the means to refuse and gives the handlers. Throws `ExchangeError` only. */
export function readXml(
  bytes: Uint8Array,
  { format, root, doctype }: XmlFormat,
  limits: Limits,
  make: (refuse: Refuse) => XmlHandlers,
): void {
  if (bytes.length > limits.bytes) {
    const reason = `The file has ${bytes.length} bytes; at most ${limits.bytes} are read.`;
    throw new ExchangeError('tooLarge', format, null, reason);
  }
  const { encoding, from } = xmlEncoding(bytes, format);
  const parser = new SaxesParser({ xmlns: false, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  const place = (): Place => ({ line: parser.line, column: parser.column });
  const refuse: Refuse = (code, reason) => {
    throw new ExchangeError(code, format, place(), reason);
  };
  const handlers = make(refuse);
  const parents: string[] = [];
  let attributeCount = 0;
  let ended = false;
  let tokenFrom = 0;

  parser.on('error', (error) => {
    const message = error.message.replace(/^\d+:\d+: /, '').slice(0, REASON_CHARS);
    refuse(ended ? 'truncated' : 'malformed', `Not well-formed XML: ${message}`);
  });
  parser.on('doctype', (text) => {
    const name = /^\s*([^\s[]+)/.exec(text)?.[1];
    if (doctype === undefined || name !== doctype || text.includes('[')) {
      refuse('declaration', 'The file declares a document type or entities.');
    }
  });
  parser.on('opentagstart', ({ name }) => {
    attributeCount = 0;
    tokenFrom = parser.position;
    if (parents.length === 0 && name !== root) {
      refuse('wrongFormat', `The file starts with <${name.slice(0, 40)}>, not with <${root}>.`);
    }
    if (parents.length >= limits.depth) refuse('tooDeep', `Elements are nested more than ${limits.depth} deep.`);
  });
  parser.on('attribute', ({ name, value }) => {
    if (++attributeCount > limits.attributes) {
      refuse('tooMany', `An element has more than ${limits.attributes} attributes.`);
    }
    if (name.length > limits.textChars || value.length > limits.textChars) {
      refuse('textTooLong', `The attribute ${name.slice(0, 40)} is longer than ${limits.textChars} characters.`);
    }
  });
  parser.on('opentag', ({ name, attributes }) => {
    handlers.open(name, attributes, parents);
    parents.push(name);
  });
  parser.on('closetag', ({ name }) => {
    parents.pop();
    tokenFrom = parser.position;
    handlers.close(name, parents);
  });
  if (handlers.text !== undefined) {
    const onText = (text: string): void => handlers.text?.(text);
    parser.on('text', onText);
    parser.on('cdata', onText);
  }
  for (const piece of textPieces(bytes, from, encoding, format)) {
    parser.write(piece);
    if (parser.position - tokenFrom > TOKEN_CHARS) refuse('textTooLong', 'A tag or text does not end.');
  }
  ended = true;
  parser.close();
}
