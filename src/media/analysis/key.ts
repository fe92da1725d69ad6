/**
 * Key by chroma: spectral peaks between 65 Hz and 1.6 kHz, corrected for the track's tuning, credited to the notes of
 * which they may be harmonics, and correlated with key profiles of the usual modes; a tonic is also where the bass rests.
 *
 * Sources: harmonic pitch class profile after E. Gómez, "Tonal description of music audio signals" (2006); profiles of
 * C. Krumhansl and E. Kessler (1982) and D. Temperley (1999), averaged.
 * Thread: analysis worker. `push` does not allocate.
 */
import { RealFft } from '../../dsp-utils/fft.ts';
import { atan2, cos, log, PI, sin } from '../../dsp-utils/portable-maths.ts';
import { blackmanHarris } from '../../dsp-utils/windows.ts';
import { Curve } from './curve.ts';
import { KEY_PRODUCER, KEY_VERSION } from './producers.ts';
import type { KeyEstimate } from './result.ts';

/** One sample of eight is kept after a low-pass: 6 kHz of a 48 kHz session. */
const DECIMATION = 8;
const CUTOFF_HZ = 1600;
const FFT_SIZE = 2048;
const HOP = 1024;
const LOWEST_HZ = 65;
const HIGHEST_HZ = 1600;
const HARMONICS = 4;
const HARMONIC_DECAY = 0.7;
/** Steps of a semitone in which tuning is measured. */
const TUNING_BINS = 20;
/** Finer than a semitone, so that tuning can be taken out at the end: peaks are kept by tenth of a semitone. */
const FINE = 10;
/** The chromagram is kept by third of a semitone, each spectrum's notes first, then the place of its bass. */
const THIRDS = 36;
export const CHROMA_COUNT = 2 * THIRDS;
/** Between these the strongest peak is taken for the bass. */
const BASS_LOWEST_HZ = 50;
const BASS_HIGHEST_HZ = 260;
const CONFIDENT_MARGIN = 0.12;
/** Profiles from classical music lean to the relative major; the loops of dance music are mostly minor. */
const MINOR_ADVANTAGE = 0.1;
/** Modes other than the plain ones are rarer. */
const MODE_PENALTY = 0.08;
/** Notes alone do not tell a mode from its relatives; where the bass rests, and which note sounds most, does. */
const BASS_WEIGHT = 1.2;
const TONIC_WEIGHT = 2;

const MAJOR = [
  [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
  [5, 2, 3.5, 2, 4.5, 4, 2, 4.5, 2, 3.5, 1.5, 4],
] as const;
const MINOR = [
  [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
  [5, 2, 3.5, 4.5, 2, 4, 2, 4.5, 3.5, 2, 1.5, 4],
] as const;
/** Modes as exchanges of two notes in a profile: mixolydian and lydian; dorian, phrygian and, unpenalised, harmonic minor. */
const EXCHANGES = {
  major: [
    [10, 11, MODE_PENALTY],
    [5, 6, MODE_PENALTY],
  ],
  minor: [
    [8, 9, MODE_PENALTY],
    [1, 2, MODE_PENALTY],
    [10, 11, 0],
  ],
} as const;
const NAMES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'] as const;

/** Second-order low-pass sections in series; Q values of a fourth-order Butterworth. */
const SECTION_Q = [0.541196, 1.306563] as const;

export function keyName(tonic: number, mode: 'major' | 'minor'): string {
  return `${NAMES[tonic]} ${mode}`;
}

/** Camelot code: the circle of fifths as hours, A for minor, B for major. */
export function camelot(tonic: number, mode: 'major' | 'minor'): string {
  const fifths = (((mode === 'major' ? tonic : tonic + 3) * 7) % 12) + 12;
  return `${((fifths + 7) % 12) + 1}${mode === 'major' ? 'B' : 'A'}`;
}

interface Mode {
  readonly profiles: readonly (readonly number[])[];
  readonly penalty: number;
}

function modesOf(
  plain: readonly (readonly number[])[],
  exchanges: readonly (readonly [number, number, number])[],
): Mode[] {
  const exchanged = exchanges.map(([a, b, penalty]): Mode => {
    const swap = (p: readonly number[]): number[] =>
      p.map((v, i) => (i === a ? (p[b] as number) : i === b ? (p[a] as number) : v));
    return { profiles: plain.map(swap), penalty };
  });
  return [{ profiles: plain, penalty: 0 }, ...exchanged];
}

const MODES = { major: modesOf(MAJOR, EXCHANGES.major), minor: modesOf(MINOR, EXCHANGES.minor) } as const;

function correlation(a: ArrayLike<number>, b: ArrayLike<number>, shift: number): number {
  let [sumA, sumB] = [0, 0];
  for (let i = 0; i < 12; i++) {
    sumA += a[i] as number;
    sumB += b[i] as number;
  }
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < 12; i++) {
    const x = (a[(i + shift) % 12] as number) - sumA / 12;
    const y = (b[i] as number) - sumB / 12;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** What `estimateKey` and the search for downbeats read. */
export interface ToneFeatures {
  /** Strength by tenth of a semitone above C, within an octave. */
  readonly fine: Float64Array;
  /** Strength by twentieth of a semitone from the nearest note of A = 440 Hz, lowest first. */
  readonly tuning: Float64Array;
  /** Spectra that were not silent. */
  readonly spectra: number;
  /** CHROMA_COUNT values per spectrum, silent ones included. */
  readonly chromagram: Float32Array;
  /** Frames from one spectrum to the next, and to the middle of the first. */
  readonly spectrumFrames: number;
  readonly firstFrame: number;
}

export class KeyStream {
  private readonly rateHz: number;
  private readonly fft = new RealFft(FFT_SIZE);
  private readonly window = blackmanHarris(FFT_SIZE);
  private readonly buffer = new Float64Array(FFT_SIZE);
  private readonly windowed = new Float64Array(FFT_SIZE);
  private readonly power = new Float64Array(FFT_SIZE / 2 + 1);
  private readonly coefficients: readonly { readonly b: number; readonly a1: number; readonly a2: number }[];
  private readonly memory = new Float64Array(SECTION_Q.length * 2);
  /** Strength by tenth of a semitone above C, within an octave. */
  private readonly fine = new Float64Array(12 * FINE);
  private readonly tuning = new Float64Array(TUNING_BINS);
  /** CHROMA_COUNT values per spectrum. */
  private readonly chromagram = new Curve();
  private frames = 0;
  private filled = 0;
  private spectra = 0;

  constructor(rateHz: number) {
    this.rateHz = rateHz;
    const w = (2 * PI * CUTOFF_HZ) / rateHz;
    this.coefficients = SECTION_Q.map((q) => {
      const alpha = sin(w) / (2 * q);
      return { b: (1 - cos(w)) / (2 * (1 + alpha)), a1: (-2 * cos(w)) / (1 + alpha), a2: (1 - alpha) / (1 + alpha) };
    });
  }

  /** Appends `n` frames of interleaved stereo from `stereo[0…]`. */
  push(stereo: Float32Array, n: number): void {
    const { memory } = this;
    for (let i = 0; i < n; i++) {
      let x = ((stereo[i * 2] as number) + (stereo[i * 2 + 1] as number)) * 0.5;
      for (let s = 0; s < SECTION_Q.length; s++) {
        const c = this.coefficients[s] as { b: number; a1: number; a2: number };
        const y = c.b * x + (memory[s * 2] as number);
        memory[s * 2] = 2 * c.b * x - c.a1 * y + (memory[s * 2 + 1] as number);
        memory[s * 2 + 1] = c.b * x - c.a2 * y;
        x = y;
      }
      if (this.frames++ % DECIMATION !== 0) continue;
      this.buffer[this.filled++] = x;
      if (this.filled < FFT_SIZE) continue;
      this.spectrum();
      this.buffer.copyWithin(0, HOP);
      this.filled = FFT_SIZE - HOP;
    }
  }

  private spectrum(): void {
    const { fft, power, windowed } = this;
    for (let i = 0; i < FFT_SIZE; i++) windowed[i] = (this.buffer[i] as number) * (this.window[i] as number);
    fft.forward(windowed);
    const hzPerBin = this.rateHz / DECIMATION / FFT_SIZE;
    const first = Math.max(2, Math.floor(BASS_LOWEST_HZ / hzPerBin));
    const last = Math.min(FFT_SIZE / 2 - 2, Math.ceil(HIGHEST_HZ / hzPerBin));
    let loudest = 0;
    for (let k = first - 1; k <= last + 1; k++) {
      const r = fft.re[k] as number;
      const m = fft.im[k] as number;
      power[k] = r * r + m * m;
      if ((power[k] as number) > loudest) loudest = power[k] as number;
    }
    const row = this.chromagram.grow(CHROMA_COUNT);
    if (loudest < 1e-4) return;
    this.spectra++;
    const floor = loudest * 1e-4;
    let bassHz = 0;
    let bassPower = floor;
    for (let k = first; k <= last; k++) {
      const here = power[k] as number;
      const left = power[k - 1] as number;
      const right = power[k + 1] as number;
      if (here < floor || here <= left || here < right) continue;
      const [l, c, r] = [log(left + 1e-12), log(here), log(right + 1e-12)];
      const bend = l - 2 * c + r;
      const offset = bend < 0 ? (0.5 * (l - r)) / bend : 0;
      const hz = (k + offset) * hzPerBin;
      if (hz < BASS_HIGHEST_HZ && here > bassPower) {
        bassPower = here;
        bassHz = hz;
      }
      // Fourth root of power: loud and soft notes count more alike; each spectrum has the same say.
      if (hz > LOWEST_HZ) this.credit(hz, Math.sqrt(Math.sqrt(here / loudest)), row);
    }
    if (bassHz === 0) return;
    const pitch = (12 * log(bassHz / 440)) / log(2) + 9 + 120;
    const at = row + THIRDS + (Math.floor((pitch - 12 * Math.floor(pitch / 12)) * 3) % THIRDS);
    this.chromagram.data[at] = Math.sqrt(Math.sqrt(bassPower / loudest));
  }

  /** Credits a peak to its pitch and, less and less, to those of which it may be a harmonic. */
  private credit(hz: number, strength: number, row: number): void {
    const semitones = (12 * log(hz / 440)) / log(2);
    const cents = semitones - Math.round(semitones);
    const bin = Math.min(TUNING_BINS - 1, Math.floor((cents + 0.5) * TUNING_BINS));
    this.tuning[bin] = (this.tuning[bin] as number) + strength;
    const chroma = this.chromagram.data;
    let weight = strength;
    for (let h = 1; h <= HARMONICS; h++) {
      const pitch = semitones - (12 * log(h)) / log(2) + 9 + 120;
      const at = Math.floor((pitch - 12 * Math.floor(pitch / 12)) * FINE) % (12 * FINE);
      this.fine[at] = (this.fine[at] as number) + weight;
      const third = row + (Math.floor((at * 3) / FINE) % THIRDS);
      chroma[third] = (chroma[third] as number) + weight;
      weight *= HARMONIC_DECAY;
    }
  }

  /** What was heard so far; views of growing arrays, so push no more after reading them. */
  features(): ToneFeatures {
    const { fine, tuning, spectra } = this;
    return {
      fine,
      tuning,
      spectra,
      chromagram: this.chromagram.values(),
      spectrumFrames: HOP * DECIMATION,
      firstFrame: (FFT_SIZE / 2) * DECIMATION,
    };
  }

  /** The key so far, or null when there is too little tone. Allocates. */
  finish(): KeyEstimate | null {
    return estimateKey(this.features());
  }
}

/** Tuning in semitones from A = 440 Hz: the circular mean of all peaks. */
function tuningOf({ tuning }: ToneFeatures): number {
  let [re, im] = [0, 0];
  tuning.forEach((strength, i) => {
    const angle = (2 * PI * (i + 0.5)) / TUNING_BINS - PI;
    re += strength * cos(angle);
    im += strength * sin(angle);
  });
  return turnOf(re, im);
}

/** The key, or null when there is too little tone. Allocates. */
export function estimateKey(tones: ToneFeatures): KeyEstimate | null {
  if (tones.spectra < 20) return null;
  const tuning = tuningOf(tones);
  const bass = new Float64Array(THIRDS);
  for (let row = 0; row < tones.chromagram.length; row += CHROMA_COUNT)
    for (let k = 0; k < THIRDS; k++) bass[k] = (bass[k] as number) + (tones.chromagram[row + THIRDS + k] as number);
  return chooseKey(octave(tones.fine, FINE, tuning), octave(bass, THIRDS / 12, tuning), tuning * 100);
}

/** Each value as a share of all. */
function shares(list: Float64Array): Float64Array {
  const sum = list.reduce((a, b) => a + b, 1e-12);
  return list.map((v) => v / sum);
}

function chooseKey(chroma: Float64Array, bass: Float64Array, tuningCents: number): KeyEstimate | null {
  const bassShares = shares(bass);
  const noteShares = shares(chroma);
  const keys = Array.from({ length: 12 }, (_, tonic) =>
    (['major', 'minor'] as const).map((mode) => {
      const fits = MODES[mode].map(
        ({ profiles, penalty }) =>
          profiles.reduce((sum, p) => sum + correlation(chroma, p, tonic), 0) / profiles.length - penalty,
      );
      const rests = BASS_WEIGHT * (bassShares[tonic] as number) + TONIC_WEIGHT * (noteShares[tonic] as number);
      const advantage = mode === 'minor' ? MINOR_ADVANTAGE : 0;
      return { tonic, mode, fit: Math.max(...fits), score: Math.max(...fits) + rests + advantage };
    }),
  )
    .flat()
    .sort((a, b) => b.score - a.score);
  const [best, second] = keys;
  if (best === undefined || second === undefined || !(best.fit > 0)) return null;
  const margin = best.score - second.score;
  return {
    producer: KEY_PRODUCER,
    version: KEY_VERSION,
    confidence: Math.max(0, Math.min(1, best.fit)) * Math.min(1, 0.3 + (0.7 * margin) / CONFIDENT_MARGIN),
    tonic: best.tonic,
    mode: best.mode,
    name: keyName(best.tonic, best.mode),
    camelot: camelot(best.tonic, best.mode),
    tuningCents,
    runnerUp: keyName(second.tonic, second.mode),
    margin,
  };
}

/** Strength of the twelve pitch classes, the tuning (in semitones) taken out; between two notes little counts. */
function octave(fine: Float64Array, perSemitone: number, tuning: number): Float64Array {
  const chroma = new Float64Array(12);
  fine.forEach((strength, i) => {
    const pitch = (i + 0.5) / perSemitone - tuning;
    const note = Math.round(pitch);
    const away = cos(PI * (pitch - note));
    const k = ((note % 12) + 12) % 12;
    chroma[k] = (chroma[k] as number) + strength * away * away;
  });
  return chroma;
}

/** Angle of (re, im) in turns, −0.5 … 0.5. */
function turnOf(re: number, im: number): number {
  return atan2(im, re) / (2 * PI);
}
