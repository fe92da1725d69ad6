/**
 * Reads annotations that lie beside audio files: `.beats` (time, then place in the bar), JAMS, `.bpm` (one number) and
 * the GiantSteps `.key`. Throws an Error that names the file when one cannot be read.
 * Thread: Node. Everything here allocates.
 */
import type { Annotation, Key, Section } from './annotation.ts';

/** How far intervals between beats may stray from their median in a piece of constant tempo. */
const CONSTANT_SPREAD = 0.004;

/** One reader for each ending of a file name. */
export const READERS: Readonly<Record<string, (text: string, file: string) => Annotation>> = {
  '.beats': readBeats,
  '.jams': readJams,
  '.bpm': readBpm,
  '.key': readKey,
};

function problem(file: string, what: string): Error {
  return new Error(`${file} cannot be read as an annotation: ${what}. Correct the file or move it away.`);
}

function rows(text: string): string[][] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/[\s,;]+/));
}

function numberIn(cell: string | undefined, file: string): number {
  const value = Number(cell);
  if (cell === undefined || cell === '' || !Number.isFinite(value)) throw problem(file, `"${cell}" is not a number`);
  return value;
}

/** Tempo of a list of beats: 60 over the median interval; and whether it is constant. */
export function tempoOfBeats(beats: readonly number[]): { bpm: number; isConstant: boolean } | null {
  if (beats.length < 3) return null;
  const intervals = beats.slice(1).map((t, i) => t - (beats[i] as number));
  const middle = [...intervals].sort((a, b) => a - b)[intervals.length >> 1] as number;
  if (!(middle > 0)) return null;
  return { bpm: 60 / middle, isConstant: intervals.every((d) => Math.abs(d / middle - 1) < CONSTANT_SPREAD) };
}

function readBeats(text: string, file: string): Annotation {
  const beats: number[] = [];
  const downbeats: number[] = [];
  let hasPlaces = false;
  for (const cells of rows(text)) {
    const time = numberIn(cells[0], file);
    if (beats.length > 0 && time <= (beats[beats.length - 1] as number))
      throw problem(file, `beat ${beats.length + 1} is not later than the one before`);
    beats.push(time);
    if (cells[1] === undefined) continue;
    hasPlaces = true;
    // Places may carry the bar before a dot: "12.1".
    if ((cells[1].split('.').at(-1) ?? '') === '1') downbeats.push(time);
  }
  return { ...tempoOfBeats(beats), beats, ...(hasPlaces ? { downbeats } : {}) };
}

function readBpm(text: string, file: string): Annotation {
  const bpm = numberIn(rows(text)[0]?.[0], file);
  if (!(bpm > 0)) throw problem(file, `${bpm} is no tempo`);
  return { bpm };
}

const LETTERS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const ACCIDENTALS: Readonly<Record<string, number>> = { '': 0, '#': 1, '♯': 1, b: -1, '♭': -1 };

/** "C# minor", "Db major", "Am", "F:min", "Bb". Null for anything else, such as "unknown" or two keys. */
export function parseKey(text: string): Key | null {
  const found = /^\s*([A-Ga-g])([#b♯♭]?)[\s:_-]*(major|maj|minor|min|M|m|)\s*$/.exec(text);
  if (found === null) return null;
  const [, letter = '', accidental = '', mode = ''] = found;
  const tonic = ((LETTERS[letter.toUpperCase()] ?? 0) + (ACCIDENTALS[accidental] ?? 0) + 12) % 12;
  return { tonic, mode: mode === 'm' || mode.startsWith('min') ? 'minor' : 'major' };
}

function readKey(text: string): Annotation {
  const key = parseKey(text.split(/\r?\n/)[0]?.split('\t')[0] ?? '');
  return key === null ? {} : { key };
}

interface JamsObservation {
  readonly time?: unknown;
  readonly value?: unknown;
}

interface JamsAnnotation {
  readonly namespace?: unknown;
  readonly data?: unknown;
}

/** Observations are a list, or, in older files, an object of columns. */
function observations(data: unknown): JamsObservation[] {
  if (Array.isArray(data)) return data as JamsObservation[];
  const columns = (data ?? {}) as { time?: unknown; value?: unknown };
  const { time, value } = columns;
  if (!Array.isArray(time)) return [];
  return time.map((t: unknown, i) => ({ time: t, value: Array.isArray(value) ? (value[i] as unknown) : null }));
}

function readJams(text: string, file: string): Annotation {
  let parsed: { annotations?: unknown };
  try {
    parsed = JSON.parse(text) as { annotations?: unknown };
  } catch (cause) {
    throw problem(file, cause instanceof Error ? cause.message : String(cause));
  }
  if (!Array.isArray(parsed.annotations)) throw problem(file, 'it has no list of annotations');
  let out: Annotation = {};
  for (const { namespace, data } of parsed.annotations as JamsAnnotation[]) {
    const list = observations(data);
    const space = String(namespace);
    if (space === 'beat' || space === 'beat_position') out = { ...out, ...jamsBeats(list, file) };
    else if (space === 'tempo') out = { ...out, bpm: numberIn(String(list[0]?.value), file) };
    else if (space.startsWith('key')) {
      const key = parseKey(String(list[0]?.value).replace(/^.*?(?=[A-G][#b]?:)/, ''));
      if (key !== null) out = { ...out, key };
    } else if (space.startsWith('segment'))
      out = { ...out, sections: list.map((o): Section => ({ startS: timeOf(o, file), kind: String(o.value) })) };
  }
  return out;
}

function timeOf(observation: JamsObservation, file: string): number {
  return numberIn(String(observation.time), file);
}

function jamsBeats(list: readonly JamsObservation[], file: string): Annotation {
  const beats = list.map((o) => timeOf(o, file));
  const place = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? (value as { position?: unknown }).position : value;
  const downbeats = beats.filter((_, i) => Number(place(list[i]?.value)) === 1);
  return { ...tempoOfBeats(beats), beats, ...(downbeats.length > 0 ? { downbeats } : {}) };
}
