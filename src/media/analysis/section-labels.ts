/**
 * Names sections by what is on (kick, bass), how strong they are, and what stands around them. Labels are relative to
 * the track: its strongest sections are the core; what leads up to, falls away from, begins and ends it is named from
 * there.
 *
 * Thread: analysis worker; runs anywhere. Allocates.
 */
import { type BarFeatures, within } from './bar-features.ts';
import type { SectionLabel } from './structure-result.ts';

/** What a section is judged by. */
export interface SectionFacts {
  /** Bars from the first bar of the features. */
  readonly startBar: number;
  readonly bars: number;
  readonly levelDb: number;
  /** 0…1. */
  readonly kick: number;
  readonly bass: number;
  /** 0…1. */
  readonly fullness: number;
  /** 0…1: fullness, level, kick and bass together, against the strongest of the track. */
  readonly strength: number;
  /** How much level and treble rise from the first third to the last, −1…1. */
  readonly rise: number;
}

export interface Label {
  readonly kind: SectionLabel;
  /** 0…1. */
  readonly confidence: number;
}

/** What strength is made of. */
const STRENGTH = { fullness: 0.4, level: 0.3, kick: 0.15, bass: 0.15 } as const;
const STRENGTH_RANGE_DB = [-9, 0] as const;
/** Tracks whose sections all have less kick than this have no kick drum to judge by. */
const KICK_LEAST = 0.3;
const RISE_DB = 6;
const TREBLE_UNIT_DB = 8;
/** Sections at least this near the strongest are the core; doubt grows around this line. */
const CORE_BELOW = 0.17;
const DOUBT = 0.15;
/** Longest build-up, bars. */
const BUILD_BARS_MAX = 32;
/** A build rises this much, or is this much stronger or fuller than what it follows. */
const BUILD_RISE = 0.12;
const STRONGER = 0.04;
const FULLER = 0.1;
/** Longest stretch without a kick before the first core that is a build-up as a whole. */
const BREATH_BARS_MAX = 16;
/** With this share of the core's kick and bass a section is no intro any more. */
const GROOVE_SHARE = 0.6;
/** A long section beside the core, with its kick and bass and nearly its strength, belongs to it. */
const CORE_BESIDE = { bars: 16, share: 0.8, strength: 0.7 } as const;
/** With less than this share of the core's kick a section is a break, … */
const KICK_GONE = 0.4;
/** … and with more, when it is this much weaker than the core. */
const BREAK_BELOW = 0.38;

function mean(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] as number;
  return sum / Math.max(1, to - from);
}

/** The facts of each section; `starts` ascending. */
export function sectionFacts(bars: BarFeatures, starts: readonly number[]): SectionFacts[] {
  const plain = starts.map((start, i) => {
    const end = starts[i + 1] ?? bars.count;
    // The bar before a boundary often holds a fill or a pause and says little of its section.
    const heard = end - start > 4 ? end - 1 : end;
    const third = Math.max(1, Math.floor((heard - start) / 3));
    const riseOf = (values: Float64Array): number =>
      mean(values, heard - third, heard) - mean(values, start, start + third);
    return {
      startBar: start,
      bars: end - start,
      levelDb: mean(bars.levelDb, start, heard),
      kick: mean(bars.kick, start, heard),
      bass: mean(bars.bass, start, heard),
      fullness: mean(bars.fullness, start, heard),
      rise: Math.max(-1, Math.min(1, riseOf(bars.levelDb) / RISE_DB + riseOf(bars.treble) / TREBLE_UNIT_DB)),
    };
  });
  const top = (of: (f: (typeof plain)[number]) => number): number => Math.max(1e-6, ...plain.map(of));
  const [kick, bass] = [top((f) => f.kick), top((f) => f.bass)];
  const raw = plain.map(
    (f) =>
      STRENGTH.fullness * f.fullness +
      STRENGTH.level * within(f.levelDb, STRENGTH_RANGE_DB) +
      STRENGTH.kick * (f.kick / kick) * Math.min(1, kick / KICK_LEAST) +
      STRENGTH.bass * (f.bass / bass),
  );
  const strongest = Math.max(1e-6, ...raw);
  return plain.map((f, i) => ({ ...f, strength: (raw[i] as number) / strongest }));
}

function meanOf(facts: readonly SectionFacts[], of: (section: SectionFacts) => number): number {
  return facts.reduce((sum, section) => sum + of(section), 0) / Math.max(1, facts.length);
}

/** Which sections are the core: the strongest, and what hardly differs beside them. */
function findCore(facts: readonly SectionFacts[]): boolean[] {
  const strong = facts.map(({ strength }) => strength >= 1 - CORE_BELOW);
  const core = facts.filter((_, i) => strong[i]);
  const kick = CORE_BESIDE.share * meanOf(core, (f) => f.kick);
  const bass = CORE_BESIDE.share * meanOf(core, (f) => f.bass);
  return facts.map((f, i) => {
    if (strong[i] === true) return true;
    if (strong[i - 1] !== true && strong[i + 1] !== true) return false;
    return f.bars >= CORE_BESIDE.bars && f.kick >= kick && f.bass >= bass && f.strength >= CORE_BESIDE.strength;
  });
}

/** True where the kick that the core has is gone. */
function lostKick(section: SectionFacts, coreKick: number): boolean {
  return coreKick > 0.25 && section.kick < KICK_GONE * coreKick;
}

function isBreak(section: SectionFacts, coreKick: number): boolean {
  return lostKick(section, coreKick) || section.strength < 1 - BREAK_BELOW;
}

/** Whether `section`, which stands right before the core, leads up to it from `before`. */
function isBuild(section: SectionFacts, before: SectionFacts): boolean {
  if (section.bars > BUILD_BARS_MAX) return false;
  return (
    section.rise > BUILD_RISE ||
    section.strength > before.strength + STRONGER ||
    section.fullness > before.fullness + FULLER
  );
}

function sure(distance: number): number {
  return Math.max(0.2, Math.min(1, 0.5 + (0.5 * distance) / DOUBT));
}

/** Labels of all sections, in order. */
export function labelSections(facts: readonly SectionFacts[]): Label[] {
  const core = findCore(facts);
  const first = core.indexOf(true);
  const last = core.lastIndexOf(true);
  const coreKick = meanOf(
    facts.filter((_, i) => core[i]),
    (f) => f.kick,
  );
  const kinds = facts.map((section, i): SectionLabel => {
    if (core[i]) return 'body';
    if (i > last) return afterCore(facts, i, last, coreKick);
    const before = facts[i - 1];
    if (before !== undefined && core[i + 1] && !core[i - 1] && isBuild(section, before)) return 'build';
    if (i < first) return beforeCore(facts, i, first, coreKick);
    return isBreak(section, coreKick) ? 'break' : 'body';
  });
  const contrast = kinds.some(
    (kind, i) => kind === 'break' || (kind === 'build' && lostKick(facts[i] as SectionFacts, coreKick)),
  );
  const coreBass = meanOf(
    facts.filter((_, i) => core[i]),
    (f) => f.bass,
  );
  return kinds.map((tried, i) => {
    const section = facts[i] as SectionFacts;
    const kind = contrast ? tried : inSteadyTrack(tried, section, i < first, coreKick, coreBass);
    const fromCore = Math.abs(section.strength - (1 - CORE_BELOW));
    if (core[i]) return { kind: contrast ? 'drop' : 'body', confidence: sure(fromCore) };
    if (kind === 'build') return { kind, confidence: sure(Math.min(fromCore, Math.max(section.rise, 0) + 0.05)) };
    if (kind === 'break')
      return { kind, confidence: lostKick(section, coreKick) ? sure(fromCore) : sure(fromCore - DOUBT) };
    return { kind, confidence: sure(fromCore) };
  });
}

/** Where nothing breaks down there is nothing to build up to: verses and grooves are body, what precedes them intro. */
function inSteadyTrack(
  kind: SectionLabel,
  section: SectionFacts,
  isBeforeCore: boolean,
  coreKick: number,
  coreBass: number,
): SectionLabel {
  if (!isBeforeCore) return kind === 'build' ? 'body' : kind;
  const plays = section.kick >= GROOVE_SHARE * coreKick && section.bass >= GROOVE_SHARE * coreBass;
  return plays ? 'body' : 'intro';
}

/** Before the first core: when the kick was there and is gone, the music holds its breath. */
function beforeCore(facts: readonly SectionFacts[], i: number, first: number, coreKick: number): SectionLabel {
  let start = i;
  while (start > 0 && lostKick(facts[start] as SectionFacts, coreKick)) start--;
  if (start === i || lostKick(facts[start] as SectionFacts, coreKick)) return 'intro';
  const end = (facts[first] as SectionFacts).startBar;
  const breath = end - (facts[start + 1] as SectionFacts).startBar;
  return breath <= BREATH_BARS_MAX ? 'build' : 'break';
}

/** After the last core the music only falls away, unless it loses its kick and finds it again. */
function afterCore(facts: readonly SectionFacts[], i: number, last: number, coreKick: number): SectionLabel {
  const section = facts[i] as SectionFacts;
  const later = facts.slice(i + 1);
  if (later.length === 0) return 'outro';
  if (lostKick(section, coreKick) && later.some((f) => !lostKick(f, coreKick))) return 'break';
  return i === last + 1 && section.strength > 1 - BREAK_BELOW / 2 && section.rise > -BUILD_RISE ? 'body' : 'outro';
}
