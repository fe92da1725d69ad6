/** 128 BPM, B minor: a rolling trance-techno hybrid with an acid line and a wide second drop. */
import {
  all,
  arp,
  bass,
  between,
  fill,
  from,
  gap,
  held,
  hits,
  line,
  move,
  once,
  pad,
  reversed,
  roll,
  scale,
  stab,
  swell,
} from '../score/parts.ts';
import { hz, progression } from '../score/theory.ts';
import type { Score } from '../score/types.ts';
import * as P from '../synth/assembly/params.ts';
import { clap, cymbal, hat, impact, kick, rim, snare, tom } from '../synth/kits.ts';
import {
  ACID,
  ANALOG_BASS,
  BELL,
  drums,
  echo,
  fallNoise,
  fm,
  LEAD,
  PLUCK,
  poly,
  riser,
  SUPERSAW,
  WARM_PAD,
} from '../synth/patches.ts';

const BPM = 128;
const drone = progression('Bm:16 Bm:8 A:4 G:4');
const anthem = progression('Bm:8 G:8 Dadd9:8 A:8');

const four = hits('bd', 'X...X...X...X...');
const claps = hits('cp', '....X.......X...');
const open = hits('oh', '..X...X...X...X.');
const closed = hits('ch', '6.346.346.346.34');
const ride = hits('rd', 'x.o.x.o.x.o.x.o.');
const ticks = hits('tk', '..3..5..3..5..3. .3..5..3..5..3.5');
const toms = hits('tm', '......5..5....4. ......5..5.4..6.');

const rolling = bass('.rrr.rrr.rrr.rrr', 1, { hold: 0.7 });
const rollingVaried = bass('.rrr.rrr.rrr.r8r .rrr.rrr.r5r.7r8', 1, { hold: 0.7 });
const acid = line('b2:1! b2 .:1 b3:1+ a3:1 b2:1 .:1 d3:1! | b2:1 .:1 f#3:1+ e3:1! d3:1 .:1 a2:1 b2:1!');
const gate = stab('x.xx.x.xx.xx.x.x', { n: 4, centre: 66 });
const saws = stab('x-----x-----x---', { n: 5, centre: 66 });
const pulse = arp('0123401234012342', { n: 5, centre: 73 }, 1, '9576857695768586');
const chords = pad({ n: 5, centre: 64, open: true }, 0.75, 0.3);
const theme = line(
  'f#5:6! e5:2 d5:4 e5:2 f#5:2 | b4:8 .:2 d5:2 e5:2 f#5:2 | g5:6! f#5:2 e5:4 d5:2 e5:2 | b4:8 .:4 a4:2 b4:2 | a5:6! f#5:2 e5:4 d5:4 | e5:6 f#5:2 d5:4 .:4 | e5:6! c#5:2 a4:4 c#5:4 | e5:8 f#5:4 e5:4',
);
const bells = line('f#6:3 .:5 d6:3 .:5 | e6:3 .:5 b5:3 .:5', 2);

export const glassMeridian: Score = {
  id: 'glass-meridian',
  bpm: BPM,
  seed: 128,
  swing: { unit: 0.25, amount: 0 },
  tailBeats: 6,
  master: {
    ...echo(BPM, 3, 4),
    [P.MASTER_GAIN]: 5.4,
    [P.DUCK_S]: 0.27,
    [P.HALL_RT_S]: 3.4,
    [P.HALL_SIZE]: 1.6,
    [P.DELAY_FEEDBACK]: 0.5,
  },
  kit: {
    bd: kick({ hz: 49, from: 320, sweep: 0.055, decay: 0.28, hold: 0.07, click: 0.4, drive: 1.4, snapHz: 1800 }),
    cp: clap({ hz: 1500, decay: 0.13, room: 0.25, roomS: 0.4, bright: 0.5 }),
    sn: snare({ tone: 210, decay: 0.14, room: 0.3 }),
    ch: hat({ decay: 0.035, metal: 9 }),
    oh: hat({ decay: 0.17, metal: 9, noise: 0.6, tail: 0.05 }),
    rd: cymbal({
      decay: 0.45,
      metal: 12,
      metalLevel: 0.7,
      noise: 0.25,
      highPass: 5200,
      bell: 3600,
      bellLevel: 0.3,
      room: 0,
    }),
    tk: rim({ hz: 2600, second: 3900, decay: 0.012, noise: 0.7, room: 0.15 }),
    tm: tom({ hz: 92, bend: 1.6, decay: 0.22, slap: 0.3, room: 0.3, drive: 1 }),
    cr: cymbal({ decay: 2.4, room: 0.3 }),
    im: impact({ from: 140, decay: 1.6, noise: 0.6 }),
  },
  kick: { channel: 'kick', drum: 'bd' },
  channels: {
    kick: drums({ [P.GAIN]: -7.5, [P.VELOCITY_AMP]: 0.3 }),
    clap: drums({ [P.GAIN]: -5, [P.HIGH_PASS]: hz(240), [P.SEND_ROOM]: 0.2 }),
    hats: drums({ [P.GAIN]: -3.5, [P.PAN]: 0.1 }, { looseVelocity: 0.12 }),
    open: drums({ [P.GAIN]: -9.5, [P.DUCK]: 0.3 }, { looseVelocity: 0.08 }),
    ride: drums({ [P.GAIN]: -12, [P.PAN]: -0.15 }, { looseVelocity: 0.15 }),
    perc: drums({ [P.GAIN]: 0, [P.PAN]: -0.25, [P.SEND_DELAY]: 0.3, [P.SEND_ROOM]: 0.2 }, { looseVelocity: 0.2 }),
    toms: drums({ [P.GAIN]: -6.5, [P.PAN]: 0.2, [P.SEND_HALL]: 0.15, [P.HIGH_PASS]: hz(70) }, { looseVelocity: 0.15 }),
    fx: drums({ [P.GAIN]: -6, [P.SEND_HALL]: 0.4 }),
    bass: poly(ANALOG_BASS, {
      [P.GAIN]: -4.5,
      [P.DUCK]: 0.9,
      [P.HIGH_PASS]: hz(36),
      [P.FILTER_CUTOFF]: hz(420),
      [P.FENV_D]: 0.11,
      [P.AMP_S]: 0.6,
    }),
    acid: poly(ACID, { [P.GAIN]: -13, [P.DUCK]: 0.35, [P.SEND_DELAY]: 0.2, [P.SEND_HALL]: 0.1 }),
    saws: poly(SUPERSAW, { [P.GAIN]: -19, [P.DUCK]: 0.7, [P.SEND_HALL]: 0.3, [P.SEND_DELAY]: 0.15 }),
    arp: poly(
      PLUCK,
      { [P.GAIN]: -15.5, [P.DUCK]: 0.45, [P.SEND_DELAY]: 0.35, [P.SEND_HALL]: 0.25, [P.OSC_SPREAD]: 0.9 },
      { looseVelocity: 0.12 },
    ),
    pad: poly(WARM_PAD, {
      [P.GAIN]: -21,
      [P.DUCK]: 0.7,
      [P.SEND_HALL]: 0.4,
      [P.FILTER_CUTOFF]: hz(2000),
      [P.VOWEL]: 0.4,
      [P.VOWEL_MIX]: 0.25,
    }),
    lead: poly(LEAD, {
      [P.GAIN]: -15.5,
      [P.DUCK]: 0.4,
      [P.SEND_DELAY]: 0.4,
      [P.SEND_HALL]: 0.35,
      [P.OSC_UNISON]: 6,
      [P.OSC_DETUNE]: 0.26,
      [P.OSC_SPREAD]: 0.9,
    }),
    bell: fm(BELL, { [P.GAIN]: -7, [P.SEND_DELAY]: 0.5, [P.SEND_HALL]: 0.5, [P.PAN]: 0.2 }),
    riser: poly(riser(15), { [P.GAIN]: -12, [P.SEND_HALL]: 0.3 }),
    fall: poly(fallNoise(3), { [P.GAIN]: -12, [P.SEND_HALL]: 0.4 }),
  },
  form: [
    {
      kind: 'intro',
      bars: 16,
      chords: drone,
      play: {
        kick: four,
        hats: from(4, closed),
        perc: from(4, ticks),
        open: from(8, open),
        clap: from(8, claps),
        toms: from(8, toms),
        bass: from(8, rolling),
        fx: reversed('cr', 4, 0.6),
      },
      moves: [move('bass', P.LOW_PASS, hz(160), hz(500), 8, 8)],
    },
    {
      kind: 'build',
      bars: 16,
      chords: drone,
      play: {
        kick: gap(16, 4, four),
        clap: [between(0, 12, claps), from(12, roll('cp', 4))],
        hats: closed,
        open,
        perc: ticks,
        toms,
        bass: gap(16, 4, rolling),
        acid: from(0, acid),
        riser: held(60, 8, 8),
        fx: [once('cr', 0, 0.6), reversed('cr', 4)],
      },
      moves: [
        move('bass', P.LOW_PASS, hz(500), 136, 0, 8),
        move('acid', P.FILTER_CUTOFF, hz(140), hz(420), 0, 16),
        move('acid', P.FILTER_ENV, 12, 34, 0, 16),
      ],
    },
    {
      kind: 'drop',
      bars: 32,
      chords: drone,
      play: {
        kick: gap(16, 1, four),
        clap: fill(16, claps, hits('cp', '....X.......X.XX')),
        hats: closed,
        open,
        ride: from(16, ride),
        perc: ticks,
        toms,
        bass: rollingVaried,
        acid,
        arp: from(16, pulse),
        pad: from(16, chords),
        fall: held(60, 0, 2),
        fx: [once('im', 0, 0.8), once('cr', 0), once('cr', 64, 0.8), reversed('cr', 4)],
      },
      moves: [
        move('acid', P.FILTER_CUTOFF, hz(380), hz(900), 0, 16),
        move('acid', P.FILTER_CUTOFF, null, hz(330), 16, 16),
        move('arp', P.LOW_PASS, hz(900), hz(9000), 16, 16),
      ],
    },
    {
      kind: 'break',
      bars: 16,
      chords: anthem,
      duck: 'x...............',
      play: {
        pad: chords,
        bell: between(0, 12, bells),
        arp: from(8, swell(pulse, 0.4, 1)),
        lead: from(8, scale(theme, 0.8)),
        bass: from(8, bass('R---------------', 1)),
        fall: held(60, 0, 2),
        fx: [once('im', 0, 0.8), reversed('cr', 4, 0.6)],
      },
      moves: [
        move('arp', P.LOW_PASS, hz(500), hz(6000), 8, 8),
        move('pad', P.FILTER_CUTOFF, hz(700), hz(3500), 0, 16),
        move('lead', P.FILTER_CUTOFF, hz(1200), hz(4200), 8, 8),
      ],
    },
    {
      kind: 'build',
      bars: 8,
      chords: anthem,
      duck: 'x...x...x...x...',
      play: {
        saws: gate,
        pad: chords,
        arp: pulse,
        clap: roll('cp', 8),
        riser: held(64, 0, 8),
        fx: reversed('cr', 4),
      },
      moves: [
        move('saws', P.LOW_PASS, hz(500), hz(9000), 0, 7.9),
        move('saws', P.LOW_PASS, null, 136, 7.95, 0),
        move('master', P.MASTER_HIGH_PASS, 14, hz(260), 3, 4.9),
        move('master', P.MASTER_HIGH_PASS, null, 14, 7.98, 0),
        move('arp', P.LOW_PASS, null, 136, 7, 0),
      ],
    },
    {
      kind: 'drop',
      bars: 32,
      chords: anthem,
      play: {
        kick: gap(16, 1, four),
        clap: fill(16, claps, hits('cp', '....X.......X.XX')),
        hats: closed,
        open,
        ride,
        perc: ticks,
        bass: rolling,
        saws: all(between(0, 16, saws), from(16, gate)),
        arp: pulse,
        lead: theme,
        bell: from(16, scale(bells, 0.8)),
        fall: held(60, 0, 2),
        fx: [once('im', 0, 0.9), once('cr', 0), once('cr', 64, 0.8), reversed('cr', 4)],
      },
      moves: [move('lead', P.FILTER_CUTOFF, hz(4200), hz(6500), 0, 32)],
    },
    {
      kind: 'outro',
      bars: 16,
      chords: drone,
      play: {
        kick: four,
        clap: between(0, 8, claps),
        hats: between(0, 12, closed),
        open: between(0, 8, open),
        perc: ticks,
        toms,
        bass: between(0, 12, rolling),
        acid: between(0, 8, scale(acid, 0.8)),
        fx: once('cr', 0, 0.8),
      },
      moves: [move('bass', P.LOW_PASS, 136, hz(150), 4, 8), move('acid', P.FILTER_CUTOFF, hz(330), hz(140), 0, 8)],
    },
  ],
};
