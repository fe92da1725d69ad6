/**
 * Synthetic libraries for tests and benchmarks: the same seed gives the same tracks.
 * Thread: any; pure. Allocates the whole library.
 */
import { camelotName } from './camelot.ts';
import { byHand, emptyTrack, NO_TAGS, NOBODY, Origin, type Provenance, type TrackRecord } from './model.ts';

/** Mulberry32. 0 ≤ x < 1. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS = (
  'amber night glass river signal mirror copper garden velvet motor paper ocean hollow summer static orbit marble echo ' +
  'lantern harbour silver window winter thunder cinder meadow circuit shadow coral engine Déjà Ñandú Mørke Größe Łąka été'
).split(' ');
const GENRES = ['House', 'Deep House', 'Techno', 'Drum & Bass', 'Disco', 'Ambient', 'UK Garage', 'Électro', ''];
const LABELS = ['North Pier', 'Blau', 'Third Floor', 'Øst', ''];
const RATE = 48_000;
const EPOCH_MS = 1_700_000_000_000;

export const syntheticKey = (n: number): string => n.toString(16).padStart(64, '0');

export function syntheticTrack(n: number, random: () => number): TrackRecord {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const words = (count: number): string => Array.from({ length: count }, () => pick(WORDS)).join(' ');
  const atMs = EPOCH_MS + n * 60_000;
  const analysed: Provenance = {
    origin: Origin.analysis,
    producer: 'quick tempo',
    version: 1,
    confidence: random(),
    atMs,
  };
  const artist = words(2);
  const title = words(1 + Math.floor(random() * 4));
  const lengthFrames = Math.floor((120 + random() * 400) * RATE);
  const bpm = Math.round((70 + random() * 110) * 100) / 100;
  const bar = (240 / bpm) * RATE;
  const phrase = bar * 16;
  const phrases = Math.floor(lengthFrames / phrase);
  const played = random() < 0.4;
  const record = emptyTrack({
    key: syntheticKey(n),
    fileName: `${artist} - ${title}.flac`,
    location: { kind: 'stored' },
    addedAtMs: atMs,
  });
  return {
    ...record,
    fileId: `${syntheticKey(n)}:flac:resampler`,
    pcmId: `pcm-${n}`,
    sizeBytes: lengthFrames * 3,
    lengthFrames,
    tags: {
      ...record.tags,
      values: {
        ...NO_TAGS,
        title,
        artist,
        album: words(2),
        genre: pick(GENRES),
        label: pick(LABELS),
        comment: random() < 0.3 ? words(6) : '',
        year: 1975 + Math.floor(random() * 50),
        rating: Math.floor(random() * 6),
      },
      by: { ...NOBODY, origin: Origin.tags, atMs },
    },
    grid: {
      grid: random() < 0.95 ? { downbeatFrame: Math.floor(random() * RATE), bpm, beatsPerBar: 4 } : null,
      segments: [],
      reason: null,
      by: random() < 0.1 ? byHand(atMs) : analysed,
    },
    musicalKey: { camelot: camelotName(Math.floor(random() * 24)), name: null, by: analysed },
    loudness: { integratedLufs: -14 + random() * 8, truePeakDbtp: -1 + random(), by: analysed },
    energy: { level: 1 + Math.floor(random() * 5), by: analysed },
    structure: {
      sections: (['intro', 'build', 'drop', 'break', 'outro'] as const).map((kind, i) => ({
        kind,
        startFrame: Math.floor((lengthFrames * i) / 5),
        endFrame: Math.floor((lengthFrames * (i + 1)) / 5),
        name: '',
      })),
      phrases: Array.from({ length: phrases }, (_, i) => ({
        startFrame: Math.floor(i * phrase),
        endFrame: Math.floor((i + 1) * phrase),
        bars: 16,
      })),
      by: analysed,
    },
    cues: {
      hotCues: Array.from({ length: Math.floor(random() * 5) }, (_, i) => ({
        slot: i + 1,
        frame: Math.floor(random() * lengthFrames),
        name: '',
        colour: null,
        quantised: true,
      })),
      loops: [],
      by: byHand(atMs),
    },
    playCount: played ? 1 + Math.floor(random() * 20) : 0,
    lastPlayedAtMs: played ? atMs + 86_400_000 : null,
  };
}

export function syntheticLibrary(count: number, seed: number): TrackRecord[] {
  const random = seededNumbers(seed);
  return Array.from({ length: count }, (_, n) => syntheticTrack(n, random));
}
