/**
 * The maths of knobs and faders: a control's value as travel 0…1, and what drags, wheels and keys do to that travel.
 * Thread: any; pure.
 */
import type { ControlSpec } from '../../control-bus/controls.ts';

/** A monotonic mapping between a control's value and its travel 0…1. */
export interface Travel {
  readonly toTravel: (value: number) => number;
  readonly toValue: (travel: number) => number;
  /** Travel at which the hand feels the default, or null. */
  readonly detent: number | null;
  /** Travel from which the value arc is drawn. */
  readonly origin: number;
}

export const clamp01 = (x: number): number => Math.min(1, Math.max(0, x));

/** Points (value, travel), ascending in both, joined by straight lines. */
export function piecewise(
  points: readonly (readonly [number, number])[],
  detent: number | null,
  origin: number,
): Travel {
  const map = (x: number, from: 0 | 1, to: 0 | 1): number => {
    const first = points[0];
    const last = points[points.length - 1];
    if (first === undefined || last === undefined) throw new RangeError('a travel needs points');
    if (x <= first[from]) return first[to];
    for (let i = 1; i < points.length; i++) {
      const a = points[i - 1];
      const b = points[i];
      if (a !== undefined && b !== undefined && x <= b[from]) {
        return a[to] + ((x - a[from]) / (b[from] - a[from])) * (b[to] - a[to]);
      }
    }
    return last[to];
  };
  return { toTravel: (value) => map(value, 0, 1), toValue: (travel) => map(travel, 1, 0), detent, origin };
}

/** Travel of a registry control: equaliser bands have 0 dB in the middle, output levels crowd around 0 dB, the rest is straight. */
export function travelOf(spec: ControlSpec): Travel {
  const { min, max } = spec;
  if (spec.curve === 'decibel') {
    if (min <= -60) {
      return piecewise(
        [
          [min, 0],
          [-24, 0.25],
          [-12, 0.45],
          [-6, 0.6],
          [0, 0.8],
          [max, 1],
        ],
        0.8,
        0,
      );
    }
    return piecewise(
      [
        [min, 0],
        [0, 0.5],
        [max, 1],
      ],
      0.5,
      0.5,
    );
  }
  if (min < 0)
    return piecewise(
      [
        [min, 0],
        [0, 0.5],
        [max, 1],
      ],
      0.5,
      0.5,
    );
  return piecewise(
    [
      [min, 0],
      [max, 1],
    ],
    null,
    0,
  );
}

/** Half-width of the centre detent, in travel. */
export const DETENT = 0.015;
/** How much finer Shift makes a drag. */
export const FINE = 8;
/** Pixels of drag for a knob's whole range. */
export const KNOB_RANGE_PX = 160;

/** A drag under way. `raw` runs freely; what is heard is `dragTravel`. */
export interface Drag {
  raw: number;
  fine: boolean;
}

/** Moves the drag by `px` towards more (up or right). Relative always: the first call with 0 changes nothing. */
export function dragBy(drag: Drag, px: number, rangePx: number, fine: boolean, fineFactor = FINE): Drag {
  return { raw: clamp01(drag.raw + px / rangePx / (fine ? fineFactor : 1)), fine };
}

/** Travel to send: the raw travel, or the detent when near it and not in fine mode. */
export function dragTravel(drag: Drag, travel: Travel): number {
  if (travel.detent !== null && !drag.fine && Math.abs(drag.raw - travel.detent) <= DETENT) return travel.detent;
  return drag.raw;
}

/** A wheel notch: 1 %, with Shift 0.1 %; up is more. */
export function wheelStep(deltaY: number, shift: boolean): number {
  return deltaY === 0 ? 0 : (deltaY < 0 ? 1 : -1) * (shift ? 0.001 : 0.01);
}

/** New travel for a key on a focused slider; 'default' to reset; null when the key is not the slider's. */
export function keyTravel(key: string, shift: boolean, at: number, stepFraction = 0.01): number | 'default' | null {
  const small = shift ? stepFraction / 10 : stepFraction;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return clamp01(at + small);
    case 'ArrowDown':
    case 'ArrowLeft':
      return clamp01(at - small);
    case 'PageUp':
      return clamp01(at + 0.1);
    case 'PageDown':
      return clamp01(at - 0.1);
    case 'Home':
      return 0;
    case 'End':
      return 1;
    case 'Delete':
    case 'Backspace':
      return 'default';
    default:
      return null;
  }
}
