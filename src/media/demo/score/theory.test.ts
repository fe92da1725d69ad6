import { expect, test } from 'vitest';
import { hz, noteNumber, progression, voiceLead } from './theory.ts';

test('notes have their MIDI numbers', () => {
  expect(['c4', 'a4', 'f#3', 'bb2', 'c-1'].map(noteNumber)).toEqual([60, 69, 54, 46, 0]);
  expect(() => noteNumber('h4')).toThrow(/not a note/);
});

test('frequencies become note numbers to a sixteenth of a semitone', () => {
  for (const frequency of [20, 55, 440, 1000, 9000, 20_000])
    expect(Math.abs(hz(frequency) - (69 + 12 * Math.log2(frequency / 440)))).toBeLessThan(1 / 16);
});

test('a progression knows root, bass, tones and place of its chords', () => {
  const [first, second, third] = progression('Am9:8 C/E F#m7b5:2');
  expect(first).toEqual({ root: 9, bass: 9, tones: [0, 3, 7, 10, 14], beat: 0, beats: 8 });
  expect(second).toMatchObject({ root: 0, bass: 4, beat: 8, beats: 4 });
  expect(third).toMatchObject({ root: 6, beat: 12, beats: 2 });
  expect(() => progression('Hm')).toThrow(/not a chord/);
});

test('voices move little, stay near their centre, and hold only tones of the chord', () => {
  const chords = progression('Em9 Cmaj9 Am9 Bm7 Cmaj9 D6 Em9 G/B');
  const voices = voiceLead(chords, 4, 64);
  chords.forEach((chord, i) => {
    const pcs = chord.tones.map((t) => (chord.root + t) % 12);
    for (const note of voices[i] as number[]) {
      expect(pcs).toContain(note % 12);
      expect(Math.abs(note - 64)).toBeLessThan(16);
    }
    const before = voices[i - 1];
    if (before)
      (voices[i] as number[]).forEach((note, v) => {
        expect(Math.abs(note - (before[v] as number))).toBeLessThanOrEqual(7);
      });
  });
});
