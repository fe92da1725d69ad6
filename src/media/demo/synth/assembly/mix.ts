// Sends, returns and the mix bus: echo, hall, room, filters for builds, shelves, glue compression, saturation, limiter.
import { master } from './channel-params';
import { Echo } from './echo';
import { Biquad, HIGH, LOW, StereoFilter } from './filter';
import { Limiter } from './limiter';
import * as P from './params';
import { Reverb } from './reverb';
import { BLOCK, decibels, noteTangent, soft4 } from './tables';

/** Dry, hall, room, delay: left and right planes of BLOCK frames each. */
export const BUSES: usize = memory.data(8 * 512, 16);
const returns = memory.data(6 * 512, 16);

const echo = new Echo();
const hall = new Reverb();
const room = new Reverb();
const high = new StereoFilter();
const low = new StereoFilter();
export const limiter = new Limiter();
const lowL = new Biquad();
const lowR = new Biquad();
const midL = new Biquad();
const midR = new Biquad();
const topL = new Biquad();
const topR = new Biquad();
// Butterworth, fourth order at 17.5 kHz: nothing that converters and codecs would turn into overshoot
const airL = new Biquad();
const airR = new Biquad();
const air2L = new Biquad();
const air2R = new Biquad();
airL.lowPass(17500, 0.5411961);
air2L.lowPass(17500, 1.306563);
// saturation of lopsided waves leaves an offset: 8 Hz high-pass after it
const restL = new Biquad();
const restR = new Biquad();
restL.highPass(8, 0.7071);
let lastHigh: f32 = -1;
let lastLow: f32 = -1;
let lastGain: f32 = -1;
let power: f64 = 0;
let glueGain: f32 = 1;

function at(index: i32): f32 {
  return unchecked(master[index]);
}

/** Takes over reverb and equaliser settings. Called before the first frame. */
export function configureMix(): void {
  hall.set(at(P.HALL_RT_S), at(P.HALL_SIZE), at(P.HALL_DAMP));
  room.set(at(P.ROOM_RT_S), at(P.ROOM_SIZE), at(P.ROOM_DAMP));
  lowL.shelf(110, at(P.MASTER_LOW_SHELF_DB), false);
  midL.bell(420, 0.6, at(P.MASTER_MID_DB));
  topL.shelf(5200, at(P.MASTER_HIGH_SHELF_DB), true);
}

export function clearBuses(): void {
  memory.fill(BUSES, 0, 8 * 512);
}

/** From the buses to interleaved frames at `out`. `duck`: BLOCK values 0 … 1. */
export function mixDown(duck: usize, out: usize): void {
  const dryL = BUSES;
  const dryR: usize = BUSES + 512;
  const hallL: usize = BUSES + 1024;
  const hallR: usize = BUSES + 1536;
  const echoL: usize = returns;
  const echoR: usize = returns + 512;
  const wetL: usize = returns + 1024;
  const wetR: usize = returns + 1536;
  const nearL: usize = returns + 2048;
  const nearR: usize = returns + 2560;
  echo.process(
    BUSES + 3072,
    BUSES + 3584,
    echoL,
    echoR,
    <i32>at(P.DELAY_LEFT),
    <i32>at(P.DELAY_RIGHT),
    at(P.DELAY_FEEDBACK),
    min<f32>(1, noteTangent(at(P.DELAY_TONE)) * 2),
  );
  const toHall = at(P.DELAY_TO_HALL);
  const toHall4 = f32x4.splat(toHall);
  for (let o: usize = 0; o < 512; o += 16) {
    v128.store(hallL + o, f32x4.add(v128.load(hallL + o), f32x4.mul(toHall4, v128.load(echoL + o))));
    v128.store(hallR + o, f32x4.add(v128.load(hallR + o), f32x4.mul(toHall4, v128.load(echoR + o))));
  }
  hall.process(hallL, hallR, wetL, wetR);
  room.process(BUSES + 2048, BUSES + 2560, nearL, nearR);
  const hallLevel = f32x4.splat(at(P.HALL_LEVEL));
  const roomLevel = f32x4.splat(at(P.ROOM_LEVEL));
  const echoLevel = f32x4.splat(at(P.DELAY_LEVEL));
  const depth = f32x4.splat(at(P.RETURN_DUCK));
  for (let o: usize = 0; o < 512; o += 16) {
    const d = f32x4.sub(f32x4.splat(1), f32x4.mul(depth, v128.load(duck + o)));
    const l = f32x4.add(
      f32x4.add(f32x4.mul(v128.load(wetL + o), hallLevel), f32x4.mul(v128.load(echoL + o), echoLevel)),
      f32x4.mul(v128.load(nearL + o), roomLevel),
    );
    const r = f32x4.add(
      f32x4.add(f32x4.mul(v128.load(wetR + o), hallLevel), f32x4.mul(v128.load(echoR + o), echoLevel)),
      f32x4.mul(v128.load(nearR + o), roomLevel),
    );
    v128.store(dryL + o, f32x4.add(v128.load(dryL + o), f32x4.mul(l, d)));
    v128.store(dryR + o, f32x4.add(v128.load(dryR + o), f32x4.mul(r, d)));
  }
  const gh = noteTangent(at(P.MASTER_HIGH_PASS));
  high.process(dryL, dryR, BLOCK, lastHigh < 0 ? gh : lastHigh, gh, 1.3, HIGH, false);
  lastHigh = gh;
  if (at(P.MASTER_LOW_PASS) < 135.9 || lastLow >= 0) {
    const gl = noteTangent(min<f32>(at(P.MASTER_LOW_PASS), 135.9));
    low.process(dryL, dryR, BLOCK, lastLow < 0 ? gl : lastLow, gl, 1.2, LOW, false);
    lastLow = gl;
  }
  glue();
  const gain = <f32>decibels(at(P.MASTER_GAIN));
  const drive = max<f32>(at(P.MASTER_DRIVE), 0.05);
  const back: f32 = <f32>1 / drive;
  const target: f32 = gain * glueGain;
  let g: f32 = lastGain < 0 ? target : lastGain;
  const slope: f32 = (target - g) / <f32>BLOCK;
  lastGain = target;
  if (at(P.MASTER_LOW_SHELF_DB) != 0) lowL.processPair(lowR, dryL, dryR, 512);
  if (at(P.MASTER_MID_DB) != 0) midL.processPair(midR, dryL, dryR, 512);
  if (at(P.MASTER_HIGH_SHELF_DB) != 0) topL.processPair(topR, dryL, dryR, 512);
  const ramp = f32x4(1, 2, 3, 4);
  const backV = f32x4.splat(back);
  const driveV = f32x4.splat(drive);
  const slopeV = f32x4.mul(f32x4.splat(slope), ramp);
  for (let o: usize = 0; o < 512; o += 16) {
    const gv = f32x4.mul(f32x4.add(f32x4.splat(g), slopeV), driveV);
    g += slope * 4;
    v128.store(dryL + o, f32x4.mul(backV, soft4(f32x4.mul(v128.load(dryL + o), gv))));
    v128.store(dryR + o, f32x4.mul(backV, soft4(f32x4.mul(v128.load(dryR + o), gv))));
  }
  restL.processPair(restR, dryL, dryR, 512);
  airL.processPair(airR, dryL, dryR, 512);
  air2L.processPair(air2R, dryL, dryR, 512);
  limiter.process(dryL, dryR, out, at(P.MASTER_CEILING_DB));
}

/** 2:1 above the threshold on the mean power, slow enough not to touch single hits. */
function glue(): void {
  const threshold = at(P.MASTER_GLUE_DB);
  if (threshold >= 0) {
    glueGain = 1;
    return;
  }
  let sum: f64 = 0;
  for (let o: usize = 0; o < 512; o += 4) {
    const l = load<f32>(BUSES + o);
    const r = load<f32>(BUSES + o, 512);
    sum += <f64>(l * l + r * r);
  }
  const now = sum / <f64>(2 * BLOCK);
  power += (now - power) * (now > power ? 0.09 : 0.022);
  const db = 4.342944819032518 * NativeMath.log(power + 1e-12);
  glueGain = db > <f64>threshold ? <f32>decibels((<f64>threshold - db) * 0.5) : 1;
}
