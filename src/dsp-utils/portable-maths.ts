/**
 * Transcendental functions from + − × ÷ and bit operations only, so that they give the same bits in every JavaScript
 * engine. `Math.sin` and friends already differ between Node 20 and Chromium 156; whatever reaches samples, commands
 * or stored analysis uses these.
 *
 * Range reduction after W. J. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980); the remainders
 * are Taylor series long enough for double precision on their reduced range. Errors stay within 2 ulp of the exact
 * value for |x| < 10⁵ (sin, cos) and over the whole finite range (exp, log).
 *
 * Thread: any. None allocates.
 */

const PIO2_HI = 1.5707963267341256;
const PIO2_LO = 6.077100506506192e-11;
const PIO2_INV = 0.6366197723675814;
const LN2_HI = 0.6931471803691238;
const LN2_LO = 1.9082149292705877e-10;
const LN2_INV = 1.4426950408889634;
const SQRT_HALF = 0.7071067811865476;
const LN10 = 2.302585092994046;

export const PI = 3.141592653589793;
export const TAU = 6.283185307179586;

const bits = new DataView(new ArrayBuffer(8));

/** 2^k for integer k in −1022 … 1023, exact. */
function powerOfTwo(k: number): number {
  bits.setInt32(0, (k + 1023) << 20);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}

function sinReduced(r: number): number {
  const z = r * r;
  return (
    r *
    (1 +
      z *
        (-1 / 6 +
          z *
            (1 / 120 +
              z *
                (-1 / 5040 +
                  z *
                    (1 / 362880 +
                      z * (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z / 355687428096000))))))))
  );
}

function cosReduced(r: number): number {
  const z = r * r;
  return (
    1 +
    z *
      (-1 / 2 +
        z *
          (1 / 24 +
            z *
              (-1 / 720 +
                z *
                  (1 / 40320 +
                    z * (-1 / 3628800 + z * (1 / 479001600 + z * (-1 / 87178291200 + z / 20922789888000)))))))
  );
}

/** Sine of x radians. */
export function sin(x: number): number {
  const k = Math.round(x * PIO2_INV);
  const r = x - k * PIO2_HI - k * PIO2_LO;
  switch (((k % 4) + 4) % 4) {
    case 0:
      return sinReduced(r);
    case 1:
      return cosReduced(r);
    case 2:
      return -sinReduced(r);
    default:
      return -cosReduced(r);
  }
}

/** Cosine of x radians. */
export function cos(x: number): number {
  const k = Math.round(x * PIO2_INV);
  const r = x - k * PIO2_HI - k * PIO2_LO;
  switch (((k % 4) + 4) % 4) {
    case 0:
      return cosReduced(r);
    case 1:
      return -sinReduced(r);
    case 2:
      return -cosReduced(r);
    default:
      return sinReduced(r);
  }
}

/** e^x. Overflows to Infinity above 709.78, is 0 below −708. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const k = Math.round(x * LN2_INV);
  const r = x - k * LN2_HI - k * LN2_LO;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (r / n) * sum;
  return k > 1023 ? sum * powerOfTwo(1023) * powerOfTwo(k - 1023) : sum * powerOfTwo(k);
}

/** Natural logarithm; −Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let scaled = x;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    scaled = x * 18014398509481984; // 2^54: subnormals have no exponent to read
    k = -54;
  }
  bits.setFloat64(0, scaled);
  const high = bits.getInt32(0);
  k += ((high >>> 20) & 0x7ff) - 1023;
  bits.setInt32(0, (high & 0x000fffff) | (1023 << 20));
  let m = bits.getFloat64(0);
  if (m > 2 * SQRT_HALF) {
    m /= 2;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let sum = 0;
  for (let n = 12; n >= 0; n--) sum = 1 / (2 * n + 1) + z * sum;
  return k * LN2_HI + (2 * s * sum + k * LN2_LO);
}

export function log10(x: number): number {
  return log(x) / LN10;
}

export function log2(x: number): number {
  return log(x) * LN2_INV;
}

/** base^exponent for base ≥ 0. */
export function pow(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (base === 0) return exponent > 0 ? 0 : Number.POSITIVE_INFINITY;
  return exp(exponent * log(base));
}

export function tanh(x: number): number {
  if (x > 20) return 1;
  if (x < -20) return -1;
  const e = exp(2 * x);
  return (e - 1) / (e + 1);
}

/** Angle of (x, y) in −π … π, by argument reduction and the arctangent series. */
export function atan2(y: number, x: number): number {
  if (x === 0 && y === 0) return 0;
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const t = ay > ax ? ax / ay : ay / ax;
  let a = atanUnit(t);
  if (ay > ax) a = PI / 2 - a;
  if (x < 0) a = PI - a;
  return y < 0 ? -a : a;
}

/** arctan(t) for 0 ≤ t ≤ 1: two half-angle steps, then the series. */
function atanUnit(t: number): number {
  const h = t / (1 + Math.sqrt(1 + t * t));
  const q = h / (1 + Math.sqrt(1 + h * h));
  const z = q * q;
  let sum = 0;
  for (let n = 14; n >= 0; n--) sum = 1 / (2 * n + 1) - z * sum;
  return 4 * q * sum;
}

/** Decibels to a linear factor. */
export function fromDecibels(db: number): number {
  return exp((db * LN10) / 20);
}

/** A linear factor to decibels; −Infinity at 0. */
export function toDecibels(gain: number): number {
  return 20 * log10(gain);
}
