import { describe, expect, it } from 'vitest';
import { energyCurve, energyOf } from './energy.ts';
import { readSummary } from './feature-summary.ts';
import { type Portrait, PortraitStream } from './portrait.ts';
import { constantBeats } from './structure.ts';
import { FORM_RATE, planForm } from './structure-pieces.ts';

function portray(pcm: Float32Array, grid: Parameters<PortraitStream['finish']>[0] = null): Portrait {
  const stream = new PortraitStream(FORM_RATE);
  for (let at = 0; at < pcm.length / 2; at += 8192)
    stream.push(pcm.subarray(at * 2), Math.min(8192, pcm.length / 2 - at));
  const steps = stream.finish(grid);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

const form = planForm({ manner: 'breaks', seed: 1 });
const pcm = form.render();
const dance = portray(pcm, form);

describe('energy', () => {
  it('puts a full groove above its own intro, and that above a pad', () => {
    const intro = portray(pcm.subarray(0, FORM_RATE * 2 * 40));
    const pad = portray(
      new Float32Array(FORM_RATE * 40).map(
        (_, i) => 0.05 * Math.sin((i >> 1) * 0.03) + 0.05 * Math.sin((i >> 1) * 0.045),
      ),
    );
    const [full, some, little] = [dance, intro, pad].map((p) => p.energy?.value ?? 0) as [number, number, number];
    expect(full).toBeGreaterThan(some + 0.3);
    expect(some).toBeGreaterThan(little);
    expect(pad.energy?.figure).toBe(1);
  });

  it('of the same music played louder differs by its loudness alone', () => {
    const loud = portray(pcm.map((x) => x * 2)).energy;
    expect(loud?.loudness).toBeGreaterThan((dance.energy?.loudness ?? 0) + 0.3);
    for (const part of ['onsets', 'low', 'brightness'] as const)
      expect(Math.abs((loud?.[part] ?? 0) - (dance.energy?.[part] ?? 0)), part).toBeLessThan(0.06);
  });

  it('is null for silence', () => {
    const silence = portray(new Float32Array(FORM_RATE * 20), form);
    expect(silence.energy).toBeNull();
    expect(silence.structure).toBeNull();
    expect(silence.loudness.integratedLufs).toBeNull();
    expect(silence.energyCurve?.values.every((v) => v === 0)).toBe(true);
  });

  it('runs along the beats: high in the drop, low in the break', () => {
    const curve = dance.energyCurve;
    if (curve === null) throw new Error('no curve');
    const mean = (from: number, beats: number): number => {
      const part = curve.values.subarray(from - curve.firstBeat, from - curve.firstBeat + beats);
      return part.reduce((a, b) => a + b, 0) / part.length;
    };
    const of = (kind: string): number => {
      const s = form.sections.find((section) => section.kind === kind);
      return mean(s?.startBeat ?? 0, s?.beats ?? 1);
    };
    expect(of('drop')).toBeGreaterThan(of('break') + 60);
    expect(Math.max(...curve.values)).toBe(255);
    const summary = readSummary(dance.features);
    expect(energyCurve(summary, constantBeats(form, FORM_RATE))).toEqual(curve);
    expect(energyOf(summary, dance.loudness)).toEqual(dance.energy);
  });
});
