/**
 * A query as a tree of conditions, with what was not understood beside it.
 * Thread: any; pure. Recursive descent; the depth of brackets is limited, so that no text overflows the stack.
 */
import { ANALYSIS_AGES, type AnalysisAge } from '../analysed-by.ts';
import { fold } from '../fold.ts';
import { SECTION_KINDS } from '../model.ts';
import { PART_LEVELS } from '../track-parts.ts';
import {
  type DateField,
  FIELD_NAMES,
  FIELDS,
  type FieldName,
  fieldKind,
  isFieldName,
  type NumberField,
  PROPERTIES,
  type Property,
  type TextField,
} from './fields.ts';
import { type Piece, type Token, Tokens, type Trouble, type TroubleCode } from './tokens.ts';
import { keysOf, READINGS, type Span, spanOf, type When, whenOf } from './values.ts';

export type { Trouble, TroubleCode } from './tokens.ts';

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  /** Folded text, somewhere in what is searched. */
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'text'; readonly field: TextField; readonly text: string }
  | { readonly kind: 'number'; readonly field: NumberField; readonly span: Span }
  | { readonly kind: 'date'; readonly field: DateField; readonly when: When }
  /** Bit n: wheel index n. */
  | { readonly kind: 'key'; readonly keys: number }
  /** Folded name, or the start of it. */
  | { readonly kind: 'crate'; readonly name: string }
  | { readonly kind: 'has'; readonly property: Property }
  | { readonly kind: 'analysis'; readonly age: AnalysisAge }
  /** Of a part. Bit n: `SECTION_KINDS[n]`. */
  | { readonly kind: 'section'; readonly kinds: number }
  /** Of a part. */
  | { readonly kind: 'bars'; readonly span: Span }
  /** Of a part: index in `PART_LEVELS`. */
  | { readonly kind: 'level'; readonly level: number };

export interface ParsedQuery {
  /** Null: no condition, every track. */
  readonly condition: Condition | null;
  readonly troubles: readonly Trouble[];
}

const MAX_DEPTH = 40;
const WHOLE_NUMBERS: readonly FieldName[] = ['rating', 'energy', 'plays', 'year'];

const group = (kind: 'all' | 'any', of: readonly Condition[]): Condition | null =>
  of.length <= 1 ? (of[0] ?? null) : { kind, of };

class Parser {
  readonly troubles: Trouble[];
  private readonly tokens: readonly Token[];
  private readonly nowMs: number;
  private at = 0;

  constructor(tokens: Tokens, nowMs: number) {
    this.tokens = tokens.list;
    this.troubles = tokens.troubles;
    this.nowMs = nowMs;
  }

  query(): Condition | null {
    const parts: Condition[] = [];
    while (this.at < this.tokens.length) {
      const part = this.or(0);
      if (part !== null) parts.push(part);
      const token = this.tokens[this.at];
      if (token === undefined) break;
      this.trouble('stray', token, 'This bracket closes nothing.');
      this.at++;
    }
    return group('all', parts);
  }

  private trouble(code: TroubleCode, place: { at: number; end: number }, message: string): void {
    this.troubles.push({ code, at: place.at, length: place.end - place.at, message });
  }

  private or(depth: number): Condition | null {
    const choices: Condition[] = [];
    for (;;) {
      const choice = this.and(depth);
      if (choice !== null) choices.push(choice);
      const token = this.tokens[this.at];
      if (token?.kind !== 'or') return group('any', choices);
      this.at++;
      if (choice === null) this.trouble('stray', token, 'OR needs something before it.');
      else if (this.at === this.tokens.length) this.trouble('unfinished', token, 'OR needs something after it.');
    }
  }

  private and(depth: number): Condition | null {
    const parts: Condition[] = [];
    for (let token = this.tokens[this.at]; token !== undefined; token = this.tokens[this.at]) {
      if (token.kind === 'or' || token.kind === 'close') break;
      const part = this.term(depth);
      if (part !== null) parts.push(part);
    }
    return group('all', parts);
  }

  private term(depth: number): Condition | null {
    let negated = false;
    let token = this.tokens[this.at];
    for (; token?.kind === 'not'; token = this.tokens[++this.at]) negated = !negated;
    const condition = token === undefined || token.kind === 'or' || token.kind === 'close' ? null : this.atom(depth);
    return condition !== null && negated ? { kind: 'not', of: condition } : condition;
  }

  private atom(depth: number): Condition | null {
    const token = this.tokens[this.at++];
    if (token === undefined) return null;
    if (token.kind === 'word') {
      const text = fold(token.piece.text);
      return text === '' ? null : { kind: 'word', text };
    }
    if (token.kind === 'field') return this.field(token);
    if (depth >= MAX_DEPTH) {
      this.trouble('tooDeep', token, `Brackets can be ${MAX_DEPTH} deep at most.`);
      return null;
    }
    const inside = this.or(depth + 1);
    if (this.tokens[this.at]?.kind === 'close') this.at++;
    else this.trouble('unfinished', token, 'The bracket is not closed.');
    return inside;
  }

  private field(token: Extract<Token, { kind: 'field' }>): Condition | null {
    const { name, values } = token;
    if (!isFieldName(name)) {
      const near = FIELD_NAMES.find((known) => known.startsWith(name) || name.startsWith(known));
      const hint = near === undefined ? `Fields are ${FIELD_NAMES.join(', ')}.` : `Did you mean ${near}:?`;
      this.trouble('unknownField', token, `There is no field “${name}”. ${hint}`);
      return null;
    }
    if (values.length === 0) {
      this.trouble('unfinished', token, `A value is missing, as in ${FIELDS[name].hint}`);
      return null;
    }
    const choices = values.flatMap((value) => {
      const condition = this.value(name, value);
      if (condition === null)
        this.trouble('badValue', value, `“${value.text}” is no value for ${name}; write it as in ${FIELDS[name].hint}`);
      return condition ?? [];
    });
    return group('any', choices);
  }

  private value(name: FieldName, { text }: Piece): Condition | null {
    switch (fieldKind(name)) {
      case 'text':
        return { kind: 'text', field: name as TextField, text: fold(text) };
      case 'number':
      case 'duration': {
        const reading = name === 'time' ? 'duration' : WHOLE_NUMBERS.includes(name) ? 'whole' : 'number';
        const span = spanOf(text, READINGS[reading]);
        return span === null ? null : { kind: 'number', field: name as NumberField, span };
      }
      case 'date': {
        const when = whenOf(text, this.nowMs);
        return when === null ? null : { kind: 'date', field: name as DateField, when };
      }
      case 'key': {
        const keys = keysOf(text);
        return keys === 0 ? null : { kind: 'key', keys };
      }
      case 'crate':
        return { kind: 'crate', name: fold(text) };
      case 'property': {
        const property = PROPERTIES.find((known) => known === text.toLowerCase());
        return property === undefined ? null : { kind: 'has', property };
      }
      case 'age': {
        const age = ANALYSIS_AGES.find((known) => known === text.toLowerCase());
        return age === undefined ? null : { kind: 'analysis', age };
      }
      case 'section': {
        const kind = (SECTION_KINDS as readonly string[]).indexOf(text.toLowerCase());
        return kind < 0 ? null : { kind: 'section', kinds: 1 << kind };
      }
      case 'bars': {
        const span = spanOf(text, READINGS.number);
        return span === null ? null : { kind: 'bars', span };
      }
      case 'level': {
        const level = (PART_LEVELS as readonly string[]).indexOf(text.toLowerCase());
        return level < 0 ? null : { kind: 'level', level };
      }
    }
  }
}

/** Never throws. `nowMs`: what ages ('added:<30d') count from. */
export function parseQuery(text: string, nowMs: number): ParsedQuery {
  const parser = new Parser(new Tokens(text), nowMs);
  const condition = parser.query();
  return { condition, troubles: parser.troubles.toSorted((a, b) => a.at - b.at) };
}
