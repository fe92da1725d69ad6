/** Synthetic tracks for looking at the interface without a studio. Development and tests only. Thread: main. */
import type { PhraseEntry, Section, SectionKind, TrackEntry } from '../port.ts';

const FORM: readonly (readonly [SectionKind, number])[] = [
  ['intro', 64],
  ['build', 32],
  ['drop', 128],
  ['break', 64],
  ['build', 32],
  ['drop', 128],
  ['outro', 64],
];

export function fakeSections(): Section[] {
  let startBeat = 0;
  return FORM.map(([kind, beats]) => {
    const section = { kind, startBeat, beats };
    startBeat += beats;
    return section;
  });
}

const ENERGY: Readonly<Record<SectionKind, number>> = { intro: 2, build: 3, drop: 5, break: 2, body: 4, outro: 2 };

/** The same sections in frames at 48 kHz from a downbeat at 0, with phrases of eight bars in those of sixteen and more. */
export function fakePhrases(bpm: number): PhraseEntry[] {
  const frame = (beat: number): number => (beat * 60 * 48_000) / bpm;
  return fakeSections().flatMap(({ kind, startBeat, beats }, i): PhraseEntry[] => {
    const name = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${i + 1}`;
    const entry = (level: PhraseEntry['level'], of: string, start: number, length: number): PhraseEntry => ({
      level,
      section: kind,
      name: of,
      startFrame: frame(start),
      endFrame: frame(start + length),
      bars: length / 4,
      energy: ENERGY[kind],
    });
    const phrases = beats < 64 ? 0 : beats / 32;
    return [
      entry('section', name, startBeat, beats),
      ...Array.from({ length: phrases }, (_, n) => entry('phrase', `${name}, phrase ${n + 1}`, startBeat + 32 * n, 32)),
    ];
  });
}

const track = (
  title: string,
  artist: string,
  bpm: number | null,
  key: string | null,
  energy: number | null,
  s: number,
): TrackEntry => ({
  id: title.toLowerCase().replaceAll(' ', '-'),
  title,
  artist,
  origin: 'demo',
  bpm,
  key,
  keyName: key === null ? null : 'A minor',
  durationS: s,
  energy,
  gridProducer: bpm === null ? null : 'score 1',
  gridConfidence: bpm === null ? null : 1,
  album: '',
  genre: 'house',
  rating: energy ?? 0,
  plays: 0,
  addedAtMs: Date.UTC(2031, 4, 2),
  lastPlayedAtMs: null,
  coverId: null,
  problem: null,
});

export const FAKE_TRACKS: readonly TrackEntry[] = [
  track('Glass Harbour', 'Mira Voss', 124, '8A', 3, 248),
  track('Night Ferry', 'Oda & The Tides', 125.5, '9A', 4, 245),
  track('Slow Signal', 'Perrin', 121.5, '7A', 2, 253),
  track('Halcyon', 'June Arlo', 120, '8A', 3, 256),
  track('Copper Sky', 'Anselm Roe', 123.5, '8A', 5, 348),
  track('Low Orbit', 'Tarn', 174, '9B', 3, 425),
  { ...track('Field Recording 0412', 'Unknown artist', null, null, null, 391), origin: 'file' },
  {
    ...track('torn-download.mp3', '', null, null, null, 0),
    origin: 'file',
    durationS: null,
    problem: 'The file ends in the middle of its first frame. Download it again, then drop it here.',
  },
];
