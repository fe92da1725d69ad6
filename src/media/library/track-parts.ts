/**
 * The parts of a track, its sections and the phrases inside them: in the order in which every list shows them, with their
 * names, and packed into three words each, since a library of 20 000 tracks has some hundred thousand.
 * Thread: any; pure.
 */
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { type ConstantGrid, SECTION_KINDS, type Section, type SectionKind, type StructureGroup } from './model.ts';

export const PART_LEVELS = ['section', 'phrase'] as const;
export type PartLevel = (typeof PART_LEVELS)[number];

/** A section of a track, or a phrase inside one. */
export interface TrackPart {
  readonly level: PartLevel;
  /** Of the section it is or lies in. */
  readonly section: SectionKind;
  /** 'Drop 2', or 'Drop 2, phrase 1': names it among all parts of its track. */
  readonly name: string;
  readonly startFrame: number;
  readonly endFrame: number;
  /** Null without a grid. */
  readonly bars: number | null;
}

/** A phrase belongs to the section that holds its middle. */
const holds = (section: Section, frame: number): boolean => frame >= section.startFrame && frame < section.endFrame;

const titled = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1);
const phraseName = (section: string, n: number): string => `${section}, phrase ${n}`;

/** 'Intro', 'Drop 1', 'Drop 2': numbered where there are several. Names of the performer's own stay. */
function sectionNames(sections: readonly Pick<Section, 'kind' | 'name'>[]): string[] {
  const words = sections.map(({ kind, name }) => (name === '' ? titled(kind) : name));
  const taken = new Map<string, number>();
  return words.map((word) => {
    const n = (taken.get(word) ?? 0) + 1;
    taken.set(word, n);
    return words.indexOf(word) === words.lastIndexOf(word) ? word : `${word} ${n}`;
  });
}

/** In the order of the track: each section, followed by its phrases where it has more than one. */
export function partsOf(
  { sections, phrases }: Omit<StructureGroup, 'by'>,
  grid: Pick<ConstantGrid, 'bpm' | 'beatsPerBar'> | null,
): TrackPart[] {
  const names = sectionNames(sections);
  const framesPerBar = grid === null ? null : (60 * SESSION_RATE_HZ * grid.beatsPerBar) / grid.bpm;
  return sections.flatMap((section, i): TrackPart[] => {
    const { kind, startFrame, endFrame } = section;
    const name = names[i] ?? titled(kind);
    const bars = framesPerBar === null ? null : Math.round(((endFrame - startFrame) / framesPerBar) * 10) / 10;
    const whole: TrackPart = { level: 'section', section: kind, name, startFrame, endFrame, bars };
    const inside = phrases.filter((phrase) => holds(section, (phrase.startFrame + phrase.endFrame) / 2));
    if (inside.length < 2) return [whole];
    const parts = inside.map(
      (phrase, n): TrackPart => ({ ...phrase, level: 'phrase', section: kind, name: phraseName(name, n + 1) }),
    );
    return [whole, ...parts];
  });
}

/**
 * Parts in a few bytes: start and end in whole frames, then kind (bits 0…2), level (bit 3) and tenths of bars from bit 4 on,
 * 0 where they are not known.
 */
export interface PackedParts {
  readonly words: Uint32Array;
  /** Of the sections, as the performer has named them; null where no section has a name of its own. */
  readonly names: readonly string[] | null;
}

export const PART_WORDS = 3;
const FACTS = 2;
const LEVEL_BIT = 3;
const BARS_BIT = 4;
const MOST_TENTHS = 2 ** (32 - BARS_BIT) - 1;

export const NO_PARTS: PackedParts = { words: new Uint32Array(), names: null };

export const startOfPart = (words: Uint32Array, part: number): number => words[part * PART_WORDS] ?? 0;
export const endOfPart = (words: Uint32Array, part: number): number => words[part * PART_WORDS + 1] ?? 0;
/** Index in `SECTION_KINDS`. */
export const kindOfPart = (words: Uint32Array, part: number): number => (words[part * PART_WORDS + FACTS] ?? 0) & 7;
/** Index in `PART_LEVELS`. */
export const levelOfPart = (words: Uint32Array, part: number): number =>
  ((words[part * PART_WORDS + FACTS] ?? 0) >>> LEVEL_BIT) & 1;
/** 0: not known. */
export const barTenthsOfPart = (words: Uint32Array, part: number): number =>
  (words[part * PART_WORDS + FACTS] ?? 0) >>> BARS_BIT;

export function packedParts(structure: Omit<StructureGroup, 'by'>, grid: ConstantGrid | null): PackedParts {
  const parts = partsOf(structure, grid);
  if (parts.length === 0) return NO_PARTS;
  const words = new Uint32Array(parts.length * PART_WORDS);
  for (const [n, { level, section, startFrame, endFrame, bars }] of parts.entries()) {
    const tenths = Math.min(MOST_TENTHS, Math.round((bars ?? 0) * 10));
    const facts = SECTION_KINDS.indexOf(section) | (PART_LEVELS.indexOf(level) << LEVEL_BIT) | (tenths << BARS_BIT);
    words.set([Math.max(0, Math.round(startFrame)), Math.max(0, Math.round(endFrame)), facts], n * PART_WORDS);
  }
  const names = structure.sections.map(({ name }) => name);
  return { words, names: names.some((name) => name !== '') ? names : null };
}

/** The parts of a track as they were packed. At human rate: allocates them all. */
export function unpackedParts({ words, names }: PackedParts): TrackPart[] {
  const count = words.length / PART_WORDS;
  const all = Array.from({ length: count }, (_, part) => part);
  const kind = (part: number): SectionKind => SECTION_KINDS[kindOfPart(words, part)] ?? 'body';
  const isSection = (part: number): boolean => levelOfPart(words, part) === 0;
  const named = sectionNames(all.filter(isSection).map((part, n) => ({ kind: kind(part), name: names?.[n] ?? '' })));
  let section = -1;
  let phrase = 0;
  return all.map((part): TrackPart => {
    if (isSection(part)) {
      section++;
      phrase = 0;
    } else phrase++;
    const name = named[section] ?? titled(kind(part));
    const tenths = barTenthsOfPart(words, part);
    return {
      level: phrase === 0 ? 'section' : 'phrase',
      section: kind(part),
      name: phrase === 0 ? name : phraseName(name, phrase),
      startFrame: startOfPart(words, part),
      endFrame: endOfPart(words, part),
      bars: tenths === 0 ? null : tenths / 10,
    };
  });
}
