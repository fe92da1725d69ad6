/**
 * A query's tree as a test of one slot of the index.
 * Thread: library worker; pure. The test allocates nothing.
 */
import { type AnalysisAge, ageOf } from '../analysed-by.ts';
import type { TrackIndex } from '../track-index.ts';
import { PROPERTIES } from './fields.ts';
import type { Condition } from './parse.ts';

export type SlotTest = (slot: number) => boolean;

/** Slots in crates whose folded name starts with this text; null when there is no such crate. */
export type CrateLookup = (foldedName: string) => ReadonlySet<number> | null;

/** Cheap tests first: numbers, then sets, then text, of which the longest is the rarest. */
function cost(condition: Condition): number {
  switch (condition.kind) {
    case 'number':
    case 'date':
    case 'key':
    case 'has':
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

export function compile(condition: Condition | null, index: TrackIndex, crates: CrateLookup): SlotTest {
  if (condition === null) return () => true;
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const parts = condition.of.toSorted((a, b) => cost(a) - cost(b)).map((part) => compile(part, index, crates));
      const wanted = condition.kind === 'any';
      return (slot) => {
        for (let i = 0; i < parts.length; i++) if (parts[i]?.(slot) === wanted) return wanted;
        return !wanted;
      };
    }
    case 'not': {
      const test = compile(condition.of, index, crates);
      return (slot) => !test(slot);
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
  }
}
