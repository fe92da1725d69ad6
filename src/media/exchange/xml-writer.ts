/**
 * XML out: one element a line, every special character escaped, and what XML 1.0 cannot carry replaced and noted.
 * Thread: any off the audio thread. Memory: the text so far.
 */
import type { Notes } from './notes.ts';

/** Not a character of XML 1.0 (2.2): control characters, lone surrogates, U+FFFE and U+FFFF. */
const UNFIT = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
/** Anything that is not written as it stands; most texts have none of it. */
const SPECIAL = /[^ !#-%'-;=?-\uD7FF\uE000-\uFFFD]/;
const REPLACEMENT = '\uFFFD';
const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

export type AttributeValues = Readonly<Record<string, string | number | null>>;

export class XmlWriter {
  private readonly parts: string[] = ['<?xml version="1.0" encoding="UTF-8"?>\n'];
  private readonly open: string[] = [];
  private readonly notes: Notes;

  constructor(notes: Notes, doctype = '') {
    this.notes = notes;
    if (doctype !== '') this.parts.push(`${doctype}\n`);
  }

  /** Opens an element; attributes that are null are left out. */
  start(name: string, attributes: AttributeValues = {}): void {
    this.parts.push(`<${name}${this.attributeText(attributes)}>\n`);
    this.open.push(name);
  }

  end(): void {
    this.parts.push(`</${this.open.pop()}>\n`);
  }

  /** An element without content, in the long form that every program reads. */
  leaf(name: string, attributes: AttributeValues): void {
    this.parts.push(`<${name}${this.attributeText(attributes)}></${name}>\n`);
  }

  /** An element of text. */
  text(name: string, text: string): void {
    this.parts.push(`<${name}>${this.escape(text)}</${name}>\n`);
  }

  empty(name: string): void {
    this.parts.push(`<${name}/>\n`);
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(this.parts.join(''));
  }

  private attributeText(attributes: AttributeValues): string {
    let text = '';
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null) text += ` ${name}="${typeof value === 'number' ? value : this.escape(value)}"`;
    }
    return text;
  }

  private escape(text: string): string {
    if (!SPECIAL.test(text)) return text;
    const fit = text.replace(UNFIT, REPLACEMENT);
    if (fit !== text) this.notes.add('changed', 'Control characters that XML cannot carry are replaced by �.', fit);
    return fit.replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] as string);
  }
}
