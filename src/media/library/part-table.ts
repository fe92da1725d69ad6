/**
 * The parts of all tracks in one row of words, made for searching: some hundred thousand of them and no object among them.
 * Thread: library worker; pure. Made once for a state of the index (milliseconds for 20 000 tracks), then only read.
 */
import { barTenthsOfPart, kindOfPart, levelOfPart, PART_WORDS, type PackedParts } from './track-parts.ts';

export class PartTable {
  readonly count: number;
  private readonly words: Uint32Array;
  private readonly slots: Uint32Array;
  /** By slot, and one more: where the parts of its track begin. */
  private readonly firsts: Uint32Array;

  /** By slot; null where there is no track. */
  constructor(tracks: readonly (PackedParts | null)[]) {
    this.count = tracks.reduce((sum, parts) => sum + (parts?.words.length ?? 0), 0) / PART_WORDS;
    this.words = new Uint32Array(this.count * PART_WORDS);
    this.slots = new Uint32Array(this.count);
    this.firsts = new Uint32Array(tracks.length + 1);
    let first = 0;
    for (const [slot, parts] of tracks.entries()) {
      this.firsts[slot] = first;
      if (parts === null) continue;
      this.words.set(parts.words, first * PART_WORDS);
      const end = first + parts.words.length / PART_WORDS;
      this.slots.fill(slot, first, end);
      first = end;
    }
    this.firsts[tracks.length] = first;
  }

  /** Parts of a track are numbered from here up to and without `endOf`. */
  firstOf(slot: number): number {
    return this.firsts[slot] ?? this.count;
  }

  endOf(slot: number): number {
    return this.firsts[slot + 1] ?? this.count;
  }

  slotOf(part: number): number {
    return this.slots[part] ?? 0;
  }

  /** Which of its track's parts it is, from 0. */
  placeOf(part: number): number {
    return part - this.firstOf(this.slotOf(part));
  }

  /** Index in `SECTION_KINDS`. */
  kindOf(part: number): number {
    return kindOfPart(this.words, part);
  }

  /** Index in `PART_LEVELS`. */
  levelOf(part: number): number {
    return levelOfPart(this.words, part);
  }

  /** 0: not known. */
  barTenthsOf(part: number): number {
    return barTenthsOfPart(this.words, part);
  }
}
