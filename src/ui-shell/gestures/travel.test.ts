import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS, controlIndex } from '../../control-bus/controls.ts';
import { clamp01, DETENT, dragBy, dragTravel, KNOB_RANGE_PX, keyTravel, travelOf, wheelStep } from './travel.ts';

const specs = CONTROLS.filter((spec) => spec.curve === 'linear' || spec.curve === 'decibel');
const travel01 = fc.double({ min: 0, max: 1, noNaN: true });
const specOf = (name: string) => {
  const spec = CONTROLS[controlIndex(name)];
  if (spec === undefined) throw new Error(name);
  return spec;
};

describe('travel', () => {
  it('goes from value to travel and back for every control', () => {
    fc.assert(
      fc.property(fc.constantFrom(...specs), travel01, (spec, at) => {
        const travel = travelOf(spec);
        const value = travel.toValue(at);
        expect(value).toBeGreaterThanOrEqual(spec.min);
        expect(value).toBeLessThanOrEqual(spec.max);
        expect(travel.toTravel(value)).toBeCloseTo(at, 9);
      }),
      { seed: 7 },
    );
  });
  it('rises everywhere', () => {
    fc.assert(
      fc.property(fc.constantFrom(...specs), travel01, travel01, (spec, a, b) => {
        const travel = travelOf(spec);
        if (a < b) expect(travel.toValue(a)).toBeLessThanOrEqual(travel.toValue(b));
      }),
      { seed: 7 },
    );
  });
  it('has 0 dB of an equaliser in the middle, whatever its limits', () => {
    const travel = travelOf(specOf('deck.b.eq.low'));
    expect(travel.toTravel(0)).toBe(0.5);
    expect(travel.toValue(0)).toBe(-26);
    expect(travel.toValue(1)).toBe(6);
    expect(travel.detent).toBe(0.5);
  });
  it('stops at the default of an output level', () => {
    const travel = travelOf(specOf('master.level'));
    expect(travel.toTravel(0)).toBe(travel.detent);
  });
});

describe('drag', () => {
  const travel = travelOf(specOf('deck.a.eq.mid'));
  it('changes nothing by being grabbed', () => {
    fc.assert(
      fc.property(travel01, (at) => {
        fc.pre(Math.abs(at - 0.5) > DETENT);
        expect(dragTravel(dragBy({ raw: at, fine: false }, 0, KNOB_RANGE_PX, false), travel)).toBe(at);
      }),
      { seed: 7 },
    );
  });
  it('takes 160 px for the whole range, and eight times that when fine', () => {
    expect(dragBy({ raw: 0, fine: false }, 160, KNOB_RANGE_PX, false).raw).toBe(1);
    expect(dragBy({ raw: 0, fine: true }, 160, KNOB_RANGE_PX, true).raw).toBeCloseTo(1 / 8, 12);
  });
  it('rests in the centre within the detent, never in fine mode', () => {
    const near = { raw: 0.5 + DETENT * 0.9, fine: false };
    expect(dragTravel(near, travel)).toBe(0.5);
    expect(dragTravel({ ...near, fine: true }, travel)).toBe(near.raw);
    expect(dragTravel({ raw: 0.5 + DETENT * 1.1, fine: false }, travel)).not.toBe(0.5);
  });
  it('crosses the detent without losing way', () => {
    let drag = { raw: 0.4, fine: false };
    for (let i = 0; i < 32; i++) drag = dragBy(drag, 1, KNOB_RANGE_PX, false);
    expect(drag.raw).toBeCloseTo(0.6, 12);
  });
  it('stays within the range', () => {
    fc.assert(
      fc.property(travel01, fc.array(fc.integer({ min: -500, max: 500 })), (at, moves) => {
        let drag = { raw: at, fine: false };
        for (const px of moves) drag = dragBy(drag, px, KNOB_RANGE_PX, false);
        expect(drag.raw).toBe(clamp01(drag.raw));
      }),
      { seed: 7 },
    );
  });
});

describe('wheel and keys', () => {
  it('step 1 % and 0.1 %', () => {
    expect(wheelStep(-120, false)).toBe(0.01);
    expect(wheelStep(120, true)).toBe(-0.001);
    expect(wheelStep(0, false)).toBe(0);
    expect(keyTravel('ArrowUp', false, 0.5)).toBeCloseTo(0.51, 12);
    expect(keyTravel('ArrowLeft', true, 0.5)).toBeCloseTo(0.499, 12);
    expect(keyTravel('PageDown', false, 0.5)).toBeCloseTo(0.4, 12);
  });
  it('reach the limits and the default', () => {
    expect(keyTravel('Home', false, 0.5)).toBe(0);
    expect(keyTravel('End', false, 0.5)).toBe(1);
    expect(keyTravel('Delete', false, 0.5)).toBe('default');
    expect(keyTravel('ArrowUp', false, 1)).toBe(1);
    expect(keyTravel('q', false, 0.5)).toBeNull();
  });
});
