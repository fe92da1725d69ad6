/** Quality and cost of the stretcher, both presets, hosted as the decks host it. Thread: Node. */
import { StretchInstance, StretchPreset } from '../../src/ts-shift/instance.ts';
import { playStretched } from '../../src/ts-shift/reference-player.ts';
import { stretcherBytes } from '../../tools/stretcher.ts';
import type { Row } from '../row.ts';
import { cents, chordSnrDb, clickErrors, preEchoDb, sineHz } from '../support/stretch-metrics.ts';
import { lowestOf, timeEach } from '../support/timing.ts';

export const name = 'stretch';

const RATE_HZ = 48_000;
const POSITION = 20_011;
const CLICK_PERIOD = 24_000;
const CHORD_HZ = [110, 220.5, 331, 440.2, 1234, 3300];
const RATES = [0.92, 0.96, 1, 1.04, 1.08] as const;
const QUANTUM_US = (128 / RATE_HZ) * 1e6;

const sines = (partials: readonly number[], frames: number): Float32Array =>
  Float32Array.from({ length: frames }, (_, i) =>
    partials.reduce((sum, hz) => sum + 0.1 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ), 0),
  );

const PRESETS = [
  ['120/30 ms', StretchPreset.full],
  ['100/40 ms (light)', StretchPreset.light],
] as const;

export async function run(): Promise<Row[]> {
  const module = new WebAssembly.Module(stretcherBytes());
  const out: Row[] = [];
  for (const [label, preset] of PRESETS) {
    const row = (what: string, metric: string, value: number, unit: string): void => {
      out.push({ suite: name, case: `${label}, ${what}`, metric, value, unit });
    };
    const instance = new StretchInstance(module, RATE_HZ, preset, 1);
    for (const semitones of [0, 3]) {
      const a4 = playStretched(instance, sines([440], 300_000), {
        position: POSITION,
        rate: 1.08,
        semitones,
        frames: 200_000,
      });
      const due = 440 * 2 ** (semitones / 12);
      row(`rate 1.08, ${semitones} semitones`, 'pitch error', cents(sineHz(a4.subarray(96_000), due), due), 'cents');
    }
    const clicks = Array.from({ length: 22 }, (_, i) => 30_000 + i * CLICK_PERIOD);
    const track = new Float32Array(600_000);
    for (const click of clicks) track[click] = 0.9;
    for (const rate of RATES) {
      const chord = playStretched(instance, sines(CHORD_HZ, 300_000), { position: POSITION, rate, frames: 150_000 });
      row(`rate ${rate}`, 'chord SNR', chordSnrDb(chord.subarray(96_000, 120_000), CHORD_HZ), 'dB');
      const played = playStretched(instance, track, { position: POSITION, rate, frames: 480_000 });
      const dueAt = clicks.slice(2).map((click) => (click - POSITION) / rate);
      const errors = clickErrors(played, dueAt);
      const mean = errors.reduce((sum, x) => sum + x, 0) / errors.length;
      row(`rate ${rate}`, 'click error, largest', Math.max(...errors.map(Math.abs)), 'frames');
      row(
        `rate ${rate}`,
        'click jitter, RMS',
        Math.sqrt(errors.reduce((s, x) => s + (x - mean) ** 2, 0) / errors.length),
        'frames',
      );
      if (rate !== 1) row(`rate ${rate}`, 'pre-echo, worst click', preEchoDb(played, dueAt), 'dB');
    }
    const chord = sines(CHORD_HZ, 138);
    instance.heap.set(chord, instance.bufferAt);
    const times = lowestOf(Array.from({ length: 5 }, () => timeEach(() => instance.process(138, 128), 4000, 500)));
    row('a call of 128 frames at 1.08', 'median', times.medianUs, 'µs');
    row('a call of 128 frames at 1.08', 'p99', times.p99Us, 'µs');
    row('a call of 128 frames at 1.08', 'median of a block', (100 * times.medianUs) / QUANTUM_US, '%');
  }
  return out;
}
