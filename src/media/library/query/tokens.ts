/**
 * A query cut into tokens. Never throws: what is open at the end is closed and said.
 * Thread: any; pure.
 *
 *     query  = or;  or = and { ("OR" | "|") and };  and = term { term };  term = ["-"] atom
 *     atom   = "(" or ")" | field ":" values | word | quoted;  values = value { "," value }
 */

export const TroubleCode = {
  /** A field without value, a quote or bracket without end: as it is while typing. */
  unfinished: 'unfinished',
  unknownField: 'unknownField',
  badValue: 'badValue',
  /** A closing bracket or an OR with nothing to belong to. */
  stray: 'stray',
  tooDeep: 'tooDeep',
} as const;
export type TroubleCode = (typeof TroubleCode)[keyof typeof TroubleCode];

/** What of a query was not understood; the rest is searched. */
export interface Trouble {
  readonly code: TroubleCode;
  /** UTF-16 units from the start of the query. */
  readonly at: number;
  readonly length: number;
  readonly message: string;
}

interface Place {
  readonly at: number;
  readonly end: number;
}
/** A piece of a value: quoted text is taken literally, with no comparison and no range in it. */
export interface Piece extends Place {
  readonly text: string;
  readonly quoted: boolean;
}
export type Token = Place &
  (
    | { readonly kind: 'open' | 'close' | 'or' | 'not' }
    | { readonly kind: 'word'; readonly piece: Piece }
    | { readonly kind: 'field'; readonly name: string; readonly values: readonly Piece[] }
  );

const SPACE = /\s/;
const FIELD = /^([a-z]+):/i;

export class Tokens {
  readonly list: Token[] = [];
  readonly troubles: Trouble[] = [];
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
    while (this.at < text.length) this.next();
  }

  private next(): void {
    const { text, at } = this;
    const character = text.charAt(at);
    if (SPACE.test(character)) {
      this.at++;
      return;
    }
    const single = character === '(' ? 'open' : character === ')' ? 'close' : character === '|' ? 'or' : null;
    if (single !== null) {
      this.single(single, 1);
      return;
    }
    if (character === '-') {
      // Between artist and title it means nothing, and at the end it waits for what it will exclude.
      if (/\S/.test(text.charAt(at + 1))) this.single('not', 1);
      else this.at++;
      return;
    }
    if (/^OR(?=[\s()]|$)/.test(text.slice(at, at + 3))) {
      this.single('or', 2);
      return;
    }
    const field = FIELD.exec(text.slice(at, at + 20));
    if (field === null) {
      const piece = this.piece(/[\s()|]/);
      this.list.push({ kind: 'word', piece, at, end: this.at });
      return;
    }
    this.at += field[0].length;
    const values = this.values();
    this.list.push({ kind: 'field', name: (field[1] ?? '').toLowerCase(), values, at, end: this.at });
  }

  private single(kind: 'open' | 'close' | 'or' | 'not', length: number): void {
    this.list.push({ kind, at: this.at, end: this.at + length });
    this.at += length;
  }

  private values(): Piece[] {
    const values: Piece[] = [];
    for (;;) {
      const piece = this.piece(/[\s()|,]/);
      if (piece.text !== '') values.push(piece);
      if (this.text.charAt(this.at) !== ',') return values;
      this.at++;
    }
  }

  /** Text up to a character of `ends`, or a quoted text, which may be left open. */
  private piece(ends: RegExp): Piece {
    const { text } = this;
    const at = this.at;
    if (text.charAt(at) === '"') {
      const close = text.indexOf('"', at + 1);
      this.at = close < 0 ? text.length : close + 1;
      if (close < 0)
        this.troubles.push({
          code: 'unfinished',
          at,
          length: text.length - at,
          message: 'The quotation mark is not closed.',
        });
      return { text: text.slice(at + 1, close < 0 ? text.length : close), quoted: true, at, end: this.at };
    }
    while (this.at < text.length && !ends.test(text.charAt(this.at)) && text.charAt(this.at) !== '"') this.at++;
    return { text: text.slice(at, this.at), quoted: false, at, end: this.at };
  }
}
