import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Mixer, noise, type Stereo, signal } from './harness.ts';
import { loudnessReference } from './loudness-reference.ts';
import { db, truePeak } from './measure.ts';

const TAU = 2 * Math.PI;
const SECONDS = 8;

/** Five programmes for loudness: level changes, gaps, spectra. All below the limiter's reach. */
function programmes(rate: number): readonly (readonly [string, Stereo])[] {
  const frames = SECONDS * rate;
  const r = noise(19);
  let pink = 0;
  const brown = Float64Array.from({ length: frames }, () => (pink += 0.05 * (r() - pink)));
  const white = Float64Array.from({ length: frames }, () => r());
  return [
    ['1 kHz', signal(frames, (i) => 0.2 * Math.sin((TAU * 1000 * i) / rate))],
    [
      'noise, right only',
      signal(
        frames,
        () => 0,
        (i) => 0.4 * (white[i] as number),
      ),
    ],
    [
      'brown noise with a gap',
      signal(frames, (i) => (i > 0.4 * frames && i < 0.6 * frames ? 0 : 2 * (brown[i] as number))),
    ],
    [
      'beats, quiet then loud',
      signal(frames, (i) => {
        const t = (i / rate) % 0.5;
        return (i < frames / 2 ? 0.03 : 0.7) * Math.sin(TAU * 60 * t) * Math.exp(-t * 8) + 0.02 * (white[i] as number);
      }),
    ],
    ['40 Hz and hiss', signal(frames, (i) => 0.5 * Math.sin((TAU * 40 * i) / rate) + 0.01 * (white[i] as number))],
  ];
}

async function measured(x: Stereo, rate = 48_000) {
  const mixer = await Mixer.create(rate);
  mixer.run({ frames: x.left.length, voices: { 5: x } });
  return mixer.state();
}

function wav(x: Stereo, rate: number): Uint8Array {
  const frames = x.left.length;
  const bytes = new DataView(new ArrayBuffer(44 + frames * 8));
  const text = (at: number, s: string): void => [...s].forEach((c, i) => void bytes.setUint8(at + i, c.charCodeAt(0)));
  text(0, 'RIFF');
  bytes.setUint32(4, 36 + frames * 8, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 3, true);
  bytes.setUint16(22, 2, true);
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, rate * 8, true);
  bytes.setUint16(32, 8, true);
  bytes.setUint16(34, 32, true);
  text(36, 'data');
  bytes.setUint32(40, frames * 8, true);
  for (let i = 0; i < frames; i++) {
    bytes.setFloat32(44 + 8 * i, x.left[i] as number, true);
    bytes.setFloat32(48 + 8 * i, x.right[i] as number, true);
  }
  return new Uint8Array(bytes.buffer);
}

/** Integrated loudness and true peak by ffmpeg, or undefined where it is missing. */
function ffmpegLoudness(x: Stereo, rate: number): { integrated: number; truePeakDb: number } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'echelon-lufs-'));
  try {
    const file = join(folder, 'x.wav');
    writeFileSync(file, wav(x, rate));
    const run = spawnSync(
      'ffmpeg',
      ['-nostats', '-i', file, '-af', 'ebur128=peak=true:metadata=1,ametadata=print:file=-', '-f', 'null', '-'],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    if (run.error !== undefined || run.status !== 0) return undefined;
    const integrated = [...run.stdout.matchAll(/lavfi\.r128\.I=(-?[\d.]+)/g)].at(-1)?.[1];
    const peak = /True peak:\s+Peak:\s+(-?[\d.]+) dBFS/.exec(run.stderr)?.[1];
    return integrated === undefined || peak === undefined
      ? undefined
      : { integrated: Number(integrated), truePeakDb: Number(peak) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('loudness', () => {
  it.each([48_000, 44_100])('agrees with ffmpeg ebur128 within 0.1 LU on five programmes at %i Hz', async (rate) => {
    for (const [name, x] of programmes(rate)) {
      const theirs = ffmpegLoudness(x, rate);
      if (theirs === undefined) {
        console.log('loudness was not compared with ffmpeg: it is not installed here');
        return;
      }
      const { master } = await measured(x, rate);
      expect(Math.abs(master.integratedLufs - theirs.integrated), name).toBeLessThan(0.1);
      expect(Math.abs(master.truePeakDb - theirs.truePeakDb), name).toBeLessThan(0.3);
    }
  });

  it('matches the standard written out within 0.02 LU', async () => {
    for (const [name, x] of programmes(48_000)) {
      const mixer = await Mixer.create();
      mixer.run({ frames: x.left.length, voices: { 5: x } });
      const { master } = mixer.state();
      // The master meter hears the programme late by the limiter's latency; the last 100 ms piece started before it.
      const delay = new Float32Array(mixer.latencyFrames);
      const late = (c: Float32Array): Float32Array => Float32Array.from([...delay, ...c]).subarray(0, c.length);
      const theirs = loudnessReference(late(x.left), late(x.right));
      expect(Math.abs(master.integratedLufs - theirs.integrated), name).toBeLessThan(0.02);
      expect(Math.abs(master.momentaryLufs - theirs.momentary), name).toBeLessThan(0.02);
      expect(Math.abs(master.shortTermLufs - theirs.shortTerm), name).toBeLessThan(0.02);
    }
  });

  it('reads a stereo 997 Hz sine at −23 dBFS as −23 LUFS', async () => {
    const x = signal(5 * 48_000, (i) => 10 ** (-23 / 20) * Math.sin((TAU * 997 * i) / 48_000));
    const { master } = await measured(x);
    for (const value of [master.integratedLufs, master.momentaryLufs, master.shortTermLufs])
      expect(value).toBeCloseTo(-23, 1);
  });

  it('is silent before anything played, and forgets on reset', async () => {
    const mixer = await Mixer.create();
    expect(mixer.state().master.integratedLufs).toBe(-200);
    mixer.run({ frames: 48_000, voices: { 5: signal(48_000, (i) => 1.2 * Math.sin(i)) } });
    expect(mixer.state().master.integratedLufs).toBeGreaterThan(-10);
    mixer.run({ frames: 4800, voices: {} });
    mixer.resetMeters();
    const { master, decks } = mixer.state();
    for (const m of [master, ...decks.map((d) => d.meter)]) {
      expect(m.integratedLufs).toBe(-200);
      expect(m.truePeakDb).toBe(-200);
      expect(m.clips).toBe(0);
    }
  });
});

describe('peak meters', () => {
  it('read true peaks between frames within 0.1 dB up to 0.4 of the rate', async () => {
    for (const hz of [997, 5003, 12_000.5, 19_200]) {
      const x = signal(24_000, (i) => 0.6 * Math.sin((TAU * hz * i) / 48_000 + 0.7));
      const { master } = await measured(x);
      // Beginning and end of the tone overshoot in any reconstruction: measure the same programme.
      const theirs = db(truePeak(Float32Array.from([...new Float32Array(200), ...x.left]), 32, 0, 23_900));
      expect(Math.abs(master.truePeakDb - theirs)).toBeLessThan(hz < 15_000 ? 0.1 : 0.35);
    }
  });

  it('read level before the fader, RMS over 300 ms, and count clips', async () => {
    const mixer = await Mixer.create();
    mixer.set({ 'deck.b.level': 0, 'deck.b.trim': 6 });
    const x = signal(
      96_000,
      (i) => 0.7 * Math.sin((TAU * 1000 * i) / 48_000),
      (i) => 0.1 * Math.sin((TAU * 1000 * i) / 48_000),
    );
    mixer.run({ frames: 96_000, voices: { 1: x } });
    const { decks, master } = mixer.state();
    const meter = decks[1]?.meter;
    expect(meter?.peakL).toBeCloseTo(0.7 * 10 ** (6 / 20), 2);
    expect(meter?.rmsL).toBeCloseTo((0.7 * 10 ** (6 / 20)) / Math.SQRT2, 2);
    expect(meter?.rmsR).toBeCloseTo((0.1 * 10 ** (6 / 20)) / Math.SQRT2, 2);
    expect(meter?.clips).toBeGreaterThan(10_000);
    expect(master.peakL).toBe(0);
    expect(decks[0]?.meter.peakL).toBe(0);
  });

  it('fall by 26 dB a second and come to rest at nothing', async () => {
    const mixer = await Mixer.create();
    const x = signal(12_800, () => 0.5);
    mixer.run({ frames: 12_800, voices: { 5: x } });
    const before = mixer.state().master.peakL;
    mixer.run({ frames: 24_064, voices: {} });
    expect(db(before) - db(mixer.state().master.peakL)).toBeCloseTo(13, 0);
    mixer.run({ frames: 48_000 * 14, voices: {} });
    expect(mixer.state().master.peakL).toBe(0);
    expect(mixer.state().master.rmsL).toBe(0);
  });
});
