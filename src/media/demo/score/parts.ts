/**
 * The pattern language: small functions that make the parts of a section. A pattern string has one character per
 * sixteenth (spaces and bars `|` are ignored) and repeats to the length of the section.
 * Thread: any.
 */
import { noteNumber, voiceLead } from './theory.ts';
import type { Move, Note, Part } from './types.ts';

const STEP = 0.25;

function cells(pattern: string): string[] {
  return [...pattern.replaceAll(/[\s|]/g, '')];
}

const LEVELS: Readonly<Record<string, number>> = { X: 1, x: 0.85, o: 0.6, ',': 0.4 };

function velocityOf(cell: string): number {
  return LEVELS[cell] ?? (cell >= '1' && cell <= '9' ? Number(cell) / 9 : 0);
}

/**
 * Drum hits: X accent, x normal, o soft, `,` ghost, 1…9 by ninths, r two thirty-seconds, t three triplets,
 * ? a ghost on every second chance.
 */
export function hits(drum: string, pattern: string): Part {
  const steps = cells(pattern);
  return ({ bars, slot, random }) => {
    const notes: Note[] = [];
    const pitch = slot(drum);
    for (let i = 0; i < bars * 16; i++) {
      const cell = steps[i % steps.length] as string;
      const beat = i * STEP;
      if (cell === 'r' || cell === 't') {
        const n = cell === 'r' ? 2 : 3;
        for (let k = 0; k < n; k++)
          notes.push({ beat: beat + (k * STEP) / n, beats: STEP / n, pitch, velocity: 0.55 + (0.3 * k) / n });
      } else if (cell === '?') {
        const chance = random();
        if (chance < 0.5) notes.push({ beat, beats: STEP, pitch, velocity: 0.3 + 0.3 * chance });
      } else {
        const velocity = velocityOf(cell);
        if (velocity > 0) notes.push({ beat, beats: STEP, pitch, velocity });
      }
    }
    return notes;
  };
}

/** One hit at a beat of the section. */
export function once(drum: string, beat = 0, velocity = 1): Part {
  return ({ slot }) => [{ beat, beats: 1, pitch: slot(drum), velocity }];
}

/** A drum played backwards so that its start lands on the end of the section (or `beforeEnd` beats before it). */
export function reversed(drum: string, beats: number, velocity = 0.8, beforeEnd = 0): Part {
  return ({ bars, slot }) => [
    { beat: bars * 4 - beforeEnd - beats, beats, pitch: slot(drum), velocity, reversed: true },
  ];
}

/** A snare (or other) roll that closes in over the last bars: quarters, eighths, sixteenths, thirty-seconds. */
export function roll(drum: string, bars: number): Part {
  return (context) => {
    const notes: Note[] = [];
    const start = (context.bars - bars) * 4;
    const total = bars * 4;
    const pitch = context.slot(drum);
    let beat = 0;
    while (beat < total - 0.001) {
      const done = beat / total;
      const step = done < 0.5 ? 1 : done < 0.75 ? 0.5 : done < 0.9375 ? 0.25 : 0.125;
      notes.push({ beat: start + beat, beats: step, pitch, velocity: 0.25 + 0.65 * done });
      beat += step;
    }
    return notes;
  };
}

const DEGREES: Readonly<Record<string, number>> = { r: 0, '2': 2, '3': 3, '4': 5, '5': 7, '6': 9, '7': 10, '8': 12 };

/**
 * Bass: r root, 3 5 7 8 chord degrees (3 and 7 follow the chord), `_` octave below, - hold, . rest; upper-case R accent.
 * `octave` places the root; roots below its E (41 Hz in octave 1, where small speakers end) go an octave up.
 */
export function bass(pattern: string, octave: number, options: { hold?: number; lowest?: number } = {}): Part {
  const steps = cells(pattern);
  return ({ bars, chords }) => {
    const notes: Note[] = [];
    let last: Note | null = null;
    for (let i = 0; i < bars * 16; i++) {
      const cell = steps[i % steps.length] as string;
      if (cell === '-') {
        if (last) last.beats += STEP;
        continue;
      }
      if (cell === '.') {
        last = null;
        continue;
      }
      const beat = i * STEP;
      const chord = chords.find((c) => beat >= c.beat && beat < c.beat + c.beats);
      if (!chord) continue;
      const lowest = options.lowest ?? 4;
      let root = chord.bass + 12 * (octave + 1);
      if (chord.bass < lowest) root += 12;
      const small = cell.toLowerCase();
      let shift = small === '_' ? -12 : (DEGREES[small] ?? 0);
      if (small === '3') shift = chord.tones.includes(4) ? 4 : chord.tones.includes(3) ? 3 : 5;
      if (small === '7') shift = chord.tones.includes(11) ? 11 : 10;
      last = { beat, beats: STEP * (options.hold ?? 1), pitch: root + shift, velocity: cell === 'R' ? 1 : 0.82 };
      notes.push(last);
    }
    return notes;
  };
}

export interface Voicing {
  n: number;
  centre: number;
  open?: boolean;
}

/** Held chords with least movement between them. `overlap` beats of legato. */
export function pad(voicing: Voicing, velocity = 0.75, overlap = 0): Part {
  return ({ chords }) => {
    const voices = voiceLead(chords, voicing.n, voicing.centre, voicing.open);
    return chords.flatMap((chord, i) =>
      (voices[i] as number[]).map((pitch) => ({ beat: chord.beat, beats: chord.beats + overlap, pitch, velocity })),
    );
  };
}

/** Chords struck in rhythm; `-` holds. The notes of a chord spread by `strum` beats. */
export function stab(pattern: string, voicing: Voicing, strum = 0): Part {
  const steps = cells(pattern);
  return ({ bars, chords }) => {
    const voices = voiceLead(chords, voicing.n, voicing.centre, voicing.open);
    const notes: Note[] = [];
    let current: Note[] = [];
    for (let i = 0; i < bars * 16; i++) {
      const cell = steps[i % steps.length] as string;
      if (cell === '-') for (const note of current) note.beats += STEP;
      else current = [];
      const velocity = velocityOf(cell);
      if (velocity === 0) continue;
      const beat = i * STEP;
      const at = chords.findIndex((c) => beat >= c.beat && beat < c.beat + c.beats);
      if (at < 0) continue;
      current = (voices[at] as number[]).map((pitch, k) => ({ beat: beat + k * strum, beats: STEP, pitch, velocity }));
      notes.push(...current);
    }
    return notes;
  };
}

/** Chord tones by index, one character a sixteenth: 0…9 then a b c; beyond the voicing it climbs by octaves. */
export function arp(pattern: string, voicing: Voicing, length = 1, accents = '9677'): Part {
  const steps = cells(pattern);
  const levels = cells(accents);
  return ({ bars, chords }) => {
    const voices = voiceLead(chords, voicing.n, voicing.centre, voicing.open);
    const notes: Note[] = [];
    for (let i = 0; i < bars * 16; i++) {
      const cell = steps[i % steps.length] as string;
      const index = Number.parseInt(cell, 13);
      if (cell === '.' || cell === '-' || Number.isNaN(index)) continue;
      const beat = i * STEP;
      const at = chords.findIndex((c) => beat >= c.beat && beat < c.beat + c.beats);
      if (at < 0) continue;
      const chord = voices[at] as number[];
      const pitch = (chord[index % chord.length] as number) + 12 * Math.floor(index / chord.length);
      notes.push({ beat, beats: STEP * length, pitch, velocity: velocityOf(levels[i % levels.length] as string) });
    }
    return notes;
  };
}

/**
 * A melody: 'a4:3 .:1 c5:2! e5' in sixteenths (1 when not given); ! accent, ~ soft, + slides into the next note,
 * several notes joined by & sound together. Repeats after its length, rounded up to `loopBars` bars when given.
 */
export function line(text: string, loopBars?: number): Part {
  let at = 0;
  const phrase: Note[] = [];
  for (const token of text.replaceAll('|', ' ').trim().split(/\s+/)) {
    const match = /^([a-g#b\d&-]+|\.)(?::([\d.]+))?([!~+]*)$/.exec(token);
    if (!match) throw new RangeError(`"${token}" is not a note of a line: write such as a4:3 or .:2`);
    const [, names, length, marks] = match as unknown as [string, string, string | undefined, string];
    const beats = (length ? Number(length) : 1) * STEP;
    if (names !== '.')
      for (const name of names.split('&'))
        phrase.push({
          beat: at,
          beats: beats + (marks.includes('+') ? 0.1 : 0),
          pitch: noteNumber(name),
          velocity: marks.includes('!') ? 1 : marks.includes('~') ? 0.5 : 0.78,
        });
    at += beats;
  }
  const period = loopBars ? loopBars * 4 : Math.ceil(at / 4 - 0.001) * 4;
  return ({ bars }) => {
    const notes: Note[] = [];
    for (let start = 0; start < bars * 4; start += period)
      for (const note of phrase) if (start + note.beat < bars * 4) notes.push({ ...note, beat: start + note.beat });
    return notes;
  };
}

/** One long note over the section or its end: for risers, falls and drones. */
export function held(pitch: number, fromBar: number, bars: number, velocity = 0.8): Part {
  return () => [{ beat: fromBar * 4, beats: bars * 4, pitch, velocity }];
}

/** Only between two bars of the section (end exclusive; negative counts from the end). */
export function between(first: number, end: number, part: Part): Part {
  return (context) => {
    const start = first < 0 ? context.bars + first : first;
    const stop = end <= 0 ? context.bars + end : end;
    return part(context).filter((n) => n.beat >= start * 4 - 0.001 && n.beat < stop * 4 - 0.001);
  };
}

/** From a bar of the section on. */
export function from(bar: number, part: Part): Part {
  return between(bar, 0, part);
}

/** Silent in the last `beats` of every `every` bars. */
export function gap(every: number, beats: number, part: Part): Part {
  return (context) =>
    part(context).filter((n) => {
      const inside = n.beat % (every * 4);
      return inside < every * 4 - beats - 0.001;
    });
}

/** The last bar of every `every` bars is taken from `other`. */
export function fill(every: number, part: Part, other: Part): Part {
  const isLast = (n: Note) => Math.floor(n.beat / 4 + 0.001) % every === every - 1;
  return (context) => [...part(context).filter((n) => !isLast(n)), ...other(context).filter(isLast)];
}

export function scale(part: Part, by: number): Part {
  return (context) => part(context).map((n) => ({ ...n, velocity: Math.min(1, n.velocity * by) }));
}

export function shift(part: Part, semitones: number): Part {
  return (context) => part(context).map((n) => ({ ...n, pitch: n.pitch + semitones }));
}

export function all(...parts: readonly Part[]): Part {
  return (context) => parts.flatMap((part) => part(context));
}

/** Velocity grows from `first` to `last` over the section. */
export function swell(part: Part, first: number, last: number): Part {
  return (context) =>
    part(context).map((n) => ({
      ...n,
      velocity: n.velocity * (first + ((last - first) * n.beat) / (context.bars * 4)),
    }));
}

/** A move of a channel's parameter (or of 'master') within a section. */
export function move(channel: string, param: number, from: number | null, to: number, bar: number, bars: number): Move {
  return from === null ? { channel, param, to, bar, bars } : { channel, param, from, to, bar, bars };
}
