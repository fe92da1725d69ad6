/**
 * Notes, chords and voicings of the score language. Pure, deterministic. Thread: any.
 */
const LETTERS: Readonly<Record<string, number>> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };

/** Semitones above the root, in stacking order. */
const QUALITIES: Readonly<Record<string, readonly number[]>> = {
  '': [0, 4, 7],
  m: [0, 3, 7],
  5: [0, 7],
  6: [0, 4, 7, 9],
  7: [0, 4, 7, 10],
  9: [0, 4, 7, 10, 14],
  13: [0, 4, 10, 14, 21],
  69: [0, 4, 7, 9, 14],
  m6: [0, 3, 7, 9],
  m7: [0, 3, 7, 10],
  m9: [0, 3, 7, 10, 14],
  m11: [0, 3, 7, 10, 14, 17],
  m7b5: [0, 3, 6, 10],
  maj7: [0, 4, 7, 11],
  maj9: [0, 4, 7, 11, 14],
  'maj7#11': [0, 4, 7, 11, 18],
  add9: [0, 4, 7, 14],
  madd9: [0, 3, 7, 14],
  sus2: [0, 2, 7],
  sus4: [0, 5, 7],
  '7sus4': [0, 5, 7, 10],
  '9sus4': [0, 5, 7, 10, 14],
  '7b9': [0, 4, 7, 10, 13],
  '7#9': [0, 4, 7, 10, 15],
  dim7: [0, 3, 6, 9],
};

/** MIDI number of 'c4' (60), 'f#3', 'bb2'. Throws RangeError on anything else. */
export function noteNumber(name: string): number {
  const match = /^([a-g])([#b]?)(-?\d)$/.exec(name.toLowerCase());
  if (!match) throw new RangeError(`"${name}" is not a note: write a letter, # or b, and an octave, such as f#3`);
  const [, letter, accidental, octave] = match;
  const shift = accidental === '#' ? 1 : accidental === 'b' ? -1 : 0;
  return (LETTERS[letter as string] as number) + shift + 12 * (Number(octave) + 1);
}

/** MIDI note number of a frequency's nearest sixteenth of a semitone, for filter corners written in Hz. */
export function hz(frequency: number): number {
  // log2 by halving and squaring: exact enough, and the same in every engine
  let ratio = frequency / 440;
  let octave = 0;
  while (ratio >= 2) {
    ratio /= 2;
    octave += 1;
  }
  while (ratio < 1) {
    ratio *= 2;
    octave -= 1;
  }
  let fraction = 0;
  for (let bit = 0.5; bit > 0.0005; bit /= 2) {
    ratio *= ratio;
    if (ratio >= 2) {
      ratio /= 2;
      fraction += bit;
    }
  }
  return Math.round((69 + 12 * (octave + fraction)) * 16) / 16;
}

export interface Chord {
  /** Pitch class of the bass note, 0 = C. */
  bass: number;
  root: number;
  /** Semitones above the root. */
  tones: readonly number[];
  /** Beats from the start of the progression, and its length. */
  beat: number;
  beats: number;
}

/** 'Am9:8 Fmaj7 C/E:2 G:2': names with lengths in beats, 4 when not given. */
export function progression(text: string): readonly Chord[] {
  let beat = 0;
  return text
    .trim()
    .split(/\s+/)
    .map((token) => {
      const match = /^([A-G])([#b]?)([^/:]*)(?:\/([A-G])([#b]?))?(?::([\d.]+))?$/.exec(token);
      const tones = match ? QUALITIES[match[3] as string] : undefined;
      if (!match || !tones) throw new RangeError(`"${token}" is not a chord this score language knows`);
      const pitchClass = (letter: string, sign: string) =>
        ((LETTERS[letter.toLowerCase()] as number) + (sign === '#' ? 1 : sign === 'b' ? -1 : 0) + 12) % 12;
      const root = pitchClass(match[1] as string, match[2] as string);
      const chord = {
        root,
        bass: match[4] ? pitchClass(match[4], match[5] ?? '') : root,
        tones,
        beat,
        beats: match[6] ? Number(match[6]) : 4,
      };
      beat += chord.beats;
      return chord;
    });
}

/** The tones a voicing of n keeps: colour first (3rd, 7th, 9th …), then root, then fifth. */
function chosenTones(chord: Chord, n: number): number[] {
  const pcs = chord.tones.map((t) => (chord.root + t) % 12);
  if (pcs.length <= n) {
    const all = [...pcs];
    for (let i = 0; all.length < n; i++) all.push(pcs[i % pcs.length] as number);
    return all;
  }
  const order = chord.tones.map((t, i) => ({
    i,
    rank: t === 7 ? 4 : t === 0 ? 3 : t < 7 ? 0 : t === 10 || t === 11 ? 1 : 2,
  }));
  order.sort((a, b) => a.rank - b.rank || a.i - b.i);
  return order.slice(0, n).map(({ i }) => pcs[i] as number);
}

/** All close positions of the tones whose lowest note lies within an octave around `centre`. */
function positions(pcs: readonly number[], centre: number): number[][] {
  const result: number[][] = [];
  for (let low = centre - 14; low <= centre + 6; low++) {
    if (!pcs.includes(low % 12)) continue;
    const rest = [...pcs];
    rest.splice(rest.indexOf(low % 12), 1);
    const notes = [low];
    let last = low;
    while (rest.length > 0) {
      let step = 1;
      while (!rest.includes((last + step) % 12)) step++;
      last += step;
      rest.splice(rest.indexOf(last % 12), 1);
      notes.push(last);
    }
    result.push(notes);
  }
  return result;
}

/**
 * One voicing of n notes per chord around `centre`, each reached from the one before by the least movement.
 * `open` drops the second voice from the top by an octave.
 */
export function voiceLead(chords: readonly Chord[], n: number, centre: number, open = false): readonly number[][] {
  let previous: number[] | null = null;
  return chords.map((chord) => {
    const pcs = chosenTones(chord, n);
    let best: number[] = [];
    let bestCost = Number.POSITIVE_INFINITY;
    for (const notes of positions(pcs, centre)) {
      let sum = 0;
      for (const note of notes) sum += note;
      const mean = sum / notes.length;
      let cost = Math.abs(mean - centre) * (previous ? 0.6 : 3);
      if (previous) for (let i = 0; i < n; i++) cost += Math.abs((notes[i] as number) - (previous[i] as number));
      // a semitone between the two top voices stings
      if ((notes[n - 1] as number) - (notes[n - 2] ?? 0) === 1) cost += 4;
      if (cost < bestCost) {
        bestCost = cost;
        best = notes;
      }
    }
    previous = best;
    if (!open || n < 4) return best;
    const opened = [...best];
    opened[n - 2] = (opened[n - 2] as number) - 12;
    return opened.sort((a, b) => a - b);
  });
}
