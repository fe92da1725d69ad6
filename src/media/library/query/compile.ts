/**
 * A query's tree as a test of one slot of the index, or of one part of a track.
 * Thread: library worker; pure. The tests allocate nothing.
 */
import { type AnalysisAge, ageOf } from '../analysed-by.ts';
import type { TrackIndex } from '../track-index.ts';
import { PROPERTIES } from './fields.ts';
import type { Condition } from './parse.ts';

export type SlotTest = (slot: number) => boolean;
/** `part`: its number in the index's table of parts. */
export type PartTest = (slot: number, part: number) => boolean;

/** Slots in crates whose folded name starts with this text; null when there is no such crate. */
export type CrateLookup = (foldedName: string) => ReadonlySet<number> | null;

/** Cheap tests first: numbers, then sets, then text, of which the longest is the rarest. */
function cost(condition: Condition): number {
  switch (condition.kind) {
    case 'number':
    case 'date':
    case 'key':
    case 'has':
    case 'section':
    case 'bars':
    case 'level':
      return 1;
    case 'crate':
    case 'analysis':
      return 2;
    case 'text':
      return 3;
    case 'word':
      return 5 - Math.min(1, condition.text.length / 50);
    case 'not':
      return cost(condition.of);
    case 'all':
    case 'any':
      return condition.of.reduce((sum, part) => sum + cost(part), 1);
  }
}

/** Whether a condition can only be answered for a part of a track. */
function asksOfParts(condition: Condition): boolean {
  switch (condition.kind) {
    case 'section':
    case 'bars':
    case 'level':
      return true;
    case 'not':
      return asksOfParts(condition.of);
    case 'all':
    case 'any':
      return condition.of.some(asksOfParts);
    default:
      return false;
  }
}

const ANY: SlotTest = () => true;
const NO_PART = -1;

/** A query for parts: what is asked of the track, once, and what is asked of each of its parts. */
export interface PartQuery {
  readonly track: SlotTest;
  /** Null: every part of such a track. */
  readonly part: PartTest | null;
}

export function compileForParts(condition: Condition | null, index: TrackIndex, crates: CrateLookup): PartQuery {
  const all = condition === null ? [] : condition.kind === 'all' ? condition.of : [condition];
  const test = (of: readonly Condition[]): PartTest | null =>
    of.length === 0 ? null : compiled({ kind: 'all', of }, index, crates);
  const track = test(all.filter((one) => !asksOfParts(one)));
  return {
    track: track === null ? ANY : (slot) => track(slot, NO_PART),
    part: test(all.filter(asksOfParts)),
  };
}

/** For tracks; a query that asks of parts finds the tracks of the parts it finds. */
export function compile(condition: Condition | null, index: TrackIndex, crates: CrateLookup): SlotTest {
  const { track, part: test } = compileForParts(condition, index, crates);
  if (test === null) return track;
  const table = index.partTable();
  return (slot) => {
    if (!track(slot)) return false;
    for (let part = table.firstOf(slot); part < table.endOf(slot); part++) if (test(slot, part)) return true;
    return false;
  };
}

function compiled(condition: Condition, index: TrackIndex, crates: CrateLookup): PartTest {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const parts = condition.of.toSorted((a, b) => cost(a) - cost(b)).map((part) => compiled(part, index, crates));
      const wanted = condition.kind === 'any';
      return (slot, part) => {
        for (let i = 0; i < parts.length; i++) if (parts[i]?.(slot, part) === wanted) return wanted;
        return !wanted;
      };
    }
    case 'not': {
      const test = compiled(condition.of, index, crates);
      return (slot, part) => !test(slot, part);
    }
    case 'word': {
      const words = index.words();
      const { text } = condition;
      return (slot) => words[slot]?.includes(text) === true;
    }
    case 'text': {
      const texts = index.text(condition.field);
      const { text } = condition;
      return (slot) => texts[slot]?.includes(text) === true;
    }
    case 'number': {
      const values = index.numbers(condition.field);
      const { low, high } = condition.span;
      return (slot) => (values[slot] as number) >= low && (values[slot] as number) <= high;
    }
    case 'date': {
      const values = index.numbers(condition.field);
      if (condition.when === 'never') return (slot) => Number.isNaN(values[slot]);
      const { low, high } = condition.when;
      return (slot) => (values[slot] as number) >= low && (values[slot] as number) <= high;
    }
    case 'key': {
      const { keys } = index;
      const wanted = condition.keys;
      return (slot) => {
        const key = keys[slot] ?? -1;
        return key >= 0 && ((wanted >> key) & 1) === 1;
      };
    }
    case 'crate': {
      const slots = crates(condition.name);
      return (slot) => slots?.has(slot) === true;
    }
    case 'has': {
      const { properties } = index;
      const bit = 1 << PROPERTIES.indexOf(condition.property);
      return (slot) => ((properties[slot] ?? 0) & bit) !== 0;
    }
    case 'analysis': {
      const { analyses } = index;
      const { age } = condition;
      // A library has a handful of texts, for thousands of tracks.
      const ages = new Map<string, AnalysisAge>();
      return (slot) => {
        const text = analyses[slot] ?? '';
        const known = ages.get(text) ?? ageOf(text);
        ages.set(text, known);
        return known === age;
      };
    }
    case 'section': {
      const table = index.partTable();
      const { kinds } = condition;
      return (_, part) => ((kinds >> table.kindOf(part)) & 1) === 1;
    }
    case 'bars': {
      const table = index.partTable();
      const { low, high } = condition.span;
      return (_, part) => {
        const tenths = table.barTenthsOf(part);
        return tenths > 0 && tenths / 10 >= low && tenths / 10 <= high;
      };
    }
    case 'level': {
      const table = index.partTable();
      const { level } = condition;
      return (_, part) => table.levelOf(part) === level;
    }
  }
}
