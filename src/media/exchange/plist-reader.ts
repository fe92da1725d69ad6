/**
 * Apple's XML property lists (PropertyList-1.0), read as a stream: a value that the caller takes is handed over as soon
 * as it is complete and then forgotten, so that a library of 20 000 tracks is never held as a whole.
 * Thread: any off the audio thread.
 */
import type { Limits } from './limits.ts';
import { type Refuse, readXml, type XmlHandlers } from './xml-reader.ts';

/** Binary data is only known to be there. */
const BINARY = Symbol('data');
export type PlistValue = string | number | boolean | typeof BINARY | PlistDict | PlistValue[];
export type PlistDict = Map<string, PlistValue>;

/** Gets each value with the keys above it (an array counts as ''); true: taken, keep no copy. */
export type Take = (path: readonly string[], value: PlistValue) => boolean;

interface OpenContainer {
  readonly value: PlistDict | PlistValue[];
  key: string;
}

const SCALARS = ['key', 'string', 'integer', 'real', 'date', 'data', 'true', 'false'];

class PlistBuilder implements XmlHandlers {
  private readonly containers: OpenContainer[] = [];
  private readonly path: string[] = [];
  private scalar: string | null = null;
  private content = '';
  private readonly limits: Limits;
  private readonly refuse: Refuse;
  private readonly take: Take;

  constructor(limits: Limits, refuse: Refuse, take: Take) {
    this.limits = limits;
    this.refuse = refuse;
    this.take = take;
  }

  open(name: string): void {
    if (this.scalar !== null) this.refuse('malformed', `<${this.scalar}> has elements inside.`);
    if (name === 'dict' || name === 'array') {
      this.containers.push({ value: name === 'dict' ? new Map() : [], key: '' });
      this.path.push('');
    } else if (SCALARS.includes(name)) {
      this.scalar = name;
      this.content = '';
    } else if (name !== 'plist') this.refuse('malformed', `<${name.slice(0, 40)}> has no meaning in a property list.`);
  }

  text(text: string): void {
    if (this.scalar === null || this.scalar === 'data') return;
    if (this.content.length + text.length > this.limits.textChars) {
      this.refuse('textTooLong', `A text is longer than ${this.limits.textChars} characters.`);
    }
    this.content += text;
  }

  close(name: string): void {
    if (name === 'plist') return;
    const kind = this.scalar;
    this.scalar = null;
    if (kind === 'key') {
      const container = this.containers.at(-1);
      if (container === undefined) return;
      container.key = this.content;
      this.path[this.path.length - 1] = this.content;
    } else if (kind === null) {
      const container = this.containers.pop();
      this.path.pop();
      if (container !== undefined) this.place(container.value);
    } else this.place(this.scalarValue(kind));
  }

  private scalarValue(kind: string): PlistValue {
    if (kind === 'true' || kind === 'false') return kind === 'true';
    if (kind === 'data') return BINARY;
    if (kind !== 'integer' && kind !== 'real') return this.content;
    const number = Number(this.content);
    return Number.isFinite(number) ? number : 0;
  }

  private place(value: PlistValue): void {
    const container = this.containers.at(-1);
    if (container === undefined || this.take(this.path, value)) return;
    if (Array.isArray(container.value)) container.value.push(value);
    else container.value.set(container.key, value);
  }
}

/** Reads a property list; `take` sees every value, the innermost first. Throws `ExchangeError`. */
export function readPlist(bytes: Uint8Array, format: string, limits: Limits, take: (refuse: Refuse) => Take): void {
  readXml(bytes, { format, root: 'plist', doctype: 'plist' }, limits, (refuse) => {
    return new PlistBuilder(limits, refuse, take(refuse));
  });
}
