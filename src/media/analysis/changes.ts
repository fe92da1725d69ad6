/**
 * Where the music changes, as votes for the beat that starts the bar: new sounds, and new harmony.
 *
 * Thread: analysis worker. Everything here allocates.
 */
import { shifted } from './drums.ts';
import { median } from './grid-fit.ts';
import { CHROMA_COUNT, type ToneFeatures } from './key.ts';
import { HOP_FRAMES, MEL_COUNT, type OnsetFeatures } from './onsets.ts';

/**
 * All spans are of time, rounded to beats: what changes must not look clearer to a slow count than to a fast one. Changes
 * that vote: one of sound and one of harmony in so many seconds, but at least so many.
 */
const SECONDS_PER_CHANGE = 6;
const SECONDS_PER_CHORD = 3;
const CHANGES_MIN = 4;
/** The greatest changes count as much as the next one after them. */
const CAPPED_CHANGES = 3;
/** Few changes prove little: as if so many more were spread over the bar evenly. */
const PRIOR_CHANGES = 1.5;
/** Sound and harmony before a beat are compared with those after it over spans of this length. */
const SOUND_SPAN_S = 2;
const HARMONY_SPAN_S = 1;
/** The greatest change within this distance counts alone. */
const SUMMIT_S = 1;

/** Mean of rows `first` … `last` of a table, into `out`. */
function meanRows(table: Float32Array, width: number, from: number, to: number, out: Float64Array, at: number): void {
  const first = Math.max(0, Math.min(from, table.length / width - 1));
  const last = Math.max(first + 1, Math.min(to, table.length / width));
  for (let row = first; row < last; row++)
    for (let m = 0; m < width; m++)
      out[at + m] = (out[at + m] as number) + (table[row * width + m] as number) / (last - first);
}

/** Mean spectrum of each beat; beats are hops. */
function beatSpectra(features: OnsetFeatures, beats: readonly number[]): Float64Array {
  const out = new Float64Array(beats.length * MEL_COUNT);
  const ends = shifted(beats, 1);
  beats.forEach((beat, i) => {
    meanRows(features.mel, MEL_COUNT, Math.round(beat), Math.round(ends[i] as number), out, i * MEL_COUNT);
  });
  return out;
}

/** Mean chroma of each beat, each scaled to length 1. */
function beatChroma(tones: ToneFeatures, beats: readonly number[]): Float64Array {
  const out = new Float64Array(beats.length * CHROMA_COUNT);
  const ends = shifted(beats, 1);
  const row = (hop: number): number => ((hop + 1) * HOP_FRAMES - tones.firstFrame) / tones.spectrumFrames;
  beats.forEach((beat, i) => {
    const from = Math.round(row(beat) + 0.3);
    meanRows(
      tones.chromagram,
      CHROMA_COUNT,
      from,
      Math.max(from + 1, Math.round(row(ends[i] as number) - 0.3)),
      out,
      i * CHROMA_COUNT,
    );
    let power = 1e-12;
    for (let k = 0; k < CHROMA_COUNT; k++) power += (out[i * CHROMA_COUNT + k] as number) ** 2;
    const scale = 1 / Math.sqrt(power);
    for (let k = 0; k < CHROMA_COUNT; k++) out[i * CHROMA_COUNT + k] = (out[i * CHROMA_COUNT + k] as number) * scale;
  });
  return out;
}

/** Rise (or, with `both`, any difference) from the mean of `around` rows before each row to that of as many after it. */
function differences(table: Float64Array, width: number, around: number, both: boolean): Float64Array {
  const rows = table.length / width;
  const out = new Float64Array(rows);
  const at = (b: number, m: number): number => (b < 0 || b >= rows ? 0 : (table[b * width + m] as number));
  for (let b = 0; b < rows; b++)
    for (let m = 0; m < width; m++) {
      let difference = 0;
      for (let k = 0; k < around; k++) difference += at(b + k, m) - at(b - 1 - k, m);
      if (both) out[b] = (out[b] as number) + Math.abs(difference) / around;
      else if (difference > 0) out[b] = (out[b] as number) + difference / (around * width);
    }
  return out;
}

/** True where nothing within `reach` beats changes more. */
function isSummit(list: Float64Array, i: number, reach: number): boolean {
  const here = list[i] as number;
  for (let k = -reach; k <= reach; k++) if (k !== 0 && (list[i + k] ?? 0) >= here) return false;
  return true;
}

/** Beats in a span of time, at least one. */
function beatsIn(seconds: number, beatS: number): number {
  return Math.max(1, Math.round(seconds / beatS));
}

interface Changes {
  readonly list: Float64Array;
  readonly peaks: readonly number[];
}

/** The greatest changes of `list`, which has one value a beat. */
function greatest(list: Float64Array, beatS: number, secondsPerChange: number): Changes {
  const reach = beatsIn(SUMMIT_S, beatS);
  const peaks = [...list.keys()]
    .filter((i) => isSummit(list, i, reach))
    .sort((a, b) => (list[b] as number) - (list[a] as number))
    .slice(0, Math.max(CHANGES_MIN, Math.round((list.length * beatS) / secondsPerChange)));
  return { list, peaks };
}

/** Share of the greatest changes that falls on each place of the bar. */
function votes({ list, peaks }: Changes, beatsPerBar: number): number[] {
  // The start from silence must not outvote all the rest.
  const loudest = list[peaks[Math.min(peaks.length - 1, CAPPED_CHANGES)] ?? 0] ?? 0;
  const typical = median([...list]);
  const out = new Array<number>(beatsPerBar).fill(0);
  const doubt = PRIOR_CHANGES * Math.max(0, loudest - typical) ** 2 + 1e-9;
  let total = 0;
  for (const i of peaks) {
    const above = Math.max(0, Math.min(list[i] as number, loudest) - typical);
    const weight = above * above;
    out[i % beatsPerBar] = (out[i % beatsPerBar] as number) + weight;
    total += weight;
  }
  return out.map((v) => (v + doubt / beatsPerBar) / (total + doubt));
}

/** How the changes of a track fall on the places of its bars, were bars this long; index 0 is the first beat given. */
export interface ChangeVotes {
  /** Share of the great changes of sound, and of those of harmony, on each place; each sums to 1. */
  readonly sound: readonly number[];
  readonly harmony: readonly number[];
}

/** Changes of each beat, once for all bar lengths. `beats`: fractional hops of the onset curves. */
export function listenForChanges(
  features: OnsetFeatures,
  tones: ToneFeatures | null,
  beats: readonly number[],
): (beatsPerBar: number) => ChangeVotes {
  const beatS = (median(beats.slice(1).map((b, i) => b - (beats[i] as number))) * HOP_FRAMES) / features.rateHz;
  const spectra = beatSpectra(features, beats);
  const rises = differences(spectra, MEL_COUNT, beatsIn(SOUND_SPAN_S, beatS), false);
  const sounds = greatest(rises, beatS, SECONDS_PER_CHANGE);
  if (tones === null || tones.spectra < 20)
    return (beatsPerBar) => ({
      sound: votes(sounds, beatsPerBar),
      harmony: new Array<number>(beatsPerBar).fill(1 / beatsPerBar),
    });
  const moves = differences(beatChroma(tones, beats), CHROMA_COUNT, beatsIn(HARMONY_SPAN_S, beatS), true);
  const chords = greatest(moves, beatS, SECONDS_PER_CHORD);
  return (beatsPerBar) => ({ sound: votes(sounds, beatsPerBar), harmony: votes(chords, beatsPerBar) });
}
