/** 120 BPM, A minor: deep house; an electric piano, a round sub, rain-like plucks. */
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
  scale,
  stab,
  swell,
} from '../score/parts.ts';
import { hz, progression } from '../score/theory.ts';
import type { Score } from '../score/types.ts';
import * as P from '../synth/assembly/params.ts';
import { clap, crackle, cymbal, hat, impact, kick, rim, shaker, tom } from '../synth/kits.ts';
import {
  drums,
  E_PIANO,
  echo,
  fm,
  HARP,
  LEAD,
  PLUCK,
  poly,
  riser,
  SUB_BASS,
  string,
  WARM_PAD,
} from '../synth/patches.ts';

const BPM = 120;
const verse = progression('Am9 Am9 Fmaj9 Fmaj9 Dm9 Dm9 Em7 G6');
const lift = progression('Fmaj9 G6 Am9 Am9 Fmaj9 G6 Cmaj9 Em7');

const four = hits('bd', 'X...X...X...X...');
const claps = hits('cp', '....x.......x...');
const rims = hits('rm', '..x....x..x..... ..x....x..x..x..');
const closed = hits('ch', '3.5.3.6.3.5.3.62');
const open = hits('oh', '..x...x...x...x.');
const shakes = hits('sh', '4263426342634265');
const bongos = all(hits('bh', '......5..4......'), hits('bl', '...4.......6..5.'));

const sub = bass('R--.....r-.r..5- R--.....r-..r.8.', 1);
const subPlain = bass('R-----......r-..', 1);
const keys = stab('x--...x--....... ..x--...o-x--...', { n: 5, centre: 61, open: true }, 0.012);
const keysSparse = stab('x------......... ................', { n: 5, centre: 61, open: true }, 0.015);
const rain = arp('..2...4.1...3...', { n: 4, centre: 72 }, 2, '7586');
const glass = arp('4.2.0.3.1.4.2.0.', { n: 5, centre: 74 }, 1, '8465');
const chords = pad({ n: 4, centre: 60, open: true }, 0.7, 0.3);
const theme = line(
  '.:4 e5:3 .:1 d5:2 c5:2 b4:4 | .:2 a4:2 c5:3 .:1 e5:6 .:2 | .:4 a5:3 .:1 g5:2 e5:2 c5:4 | .:2 d5:2 e5:6 .:6 | .:4 f5:3 .:1 e5:2 d5:2 a4:4 | .:2 c5:2 d5:3 .:1 f5:6 .:2 | .:4 g5:3 .:1 e5:2 d5:2 b4:4 | .:2 b4:2 d5:6 .:6',
);

export const slowWindow: Score = {
  id: 'slow-window',
  bpm: BPM,
  seed: 120,
  swing: { unit: 0.25, amount: 0.17 },
  tailBeats: 6,
  master: {
    ...echo(BPM, 3, 6),
    [P.MASTER_GAIN]: 6.3,
    [P.MASTER_HIGH_SHELF_DB]: 1.5,
    [P.DUCK_S]: 0.24,
    [P.HALL_RT_S]: 3,
    [P.DELAY_FEEDBACK]: 0.5,
  },
  kit: {
    bd: kick({
      hz: 50,
      from: 190,
      sweep: 0.06,
      decay: 0.26,
      hold: 0.05,
      click: 0.18,
      drive: 0.6,
      snapHz: 600,
      noise: 0.08,
    }),
    cp: clap({ hz: 1150, decay: 0.18, room: 0.35, roomS: 0.6, bright: 0.3 }),
    rm: rim({ hz: 1650, second: 2240, decay: 0.035, room: 0.3 }),
    ch: hat({ decay: 0.05, metal: 7.4 }),
    oh: hat({ decay: 0.16, metal: 7.4, tail: 0.06 }),
    sh: shaker({ attack: 0.028, decay: 0.07 }),
    bh: tom({ hz: 330, bend: 1.1, decay: 0.12, slap: 0.8, slapHz: 2600 }),
    bl: tom({ hz: 220, bend: 1.12, decay: 0.18, slap: 0.6, slapHz: 2200 }),
    cr: cymbal({ decay: 2.2, room: 0.3 }),
    im: impact({ noise: 0.35 }),
    vn: crackle({ perSecond: 9, hiss: 0.012, seconds: 4 }),
  },
  kick: { channel: 'kick', drum: 'bd' },
  channels: {
    kick: drums({ [P.GAIN]: -6, [P.VELOCITY_AMP]: 0.4 }, { straight: true }),
    clap: drums({ [P.GAIN]: -3, [P.HIGH_PASS]: hz(220), [P.SEND_HALL]: 0.06 }, { looseMs: 2 }),
    hats: drums({ [P.GAIN]: -2.5, [P.PAN]: 0.15 }, { looseMs: 3, looseVelocity: 0.25 }),
    open: drums({ [P.GAIN]: -7, [P.PAN]: -0.1, [P.DUCK]: 0.3 }, { looseMs: 2, looseVelocity: 0.15 }),
    shaker: drums({ [P.GAIN]: -10, [P.PAN]: -0.35 }, { looseMs: 4, looseVelocity: 0.3 }),
    perc: drums(
      { [P.GAIN]: -8.5, [P.PAN]: 0.3, [P.SEND_ROOM]: 0.3, [P.SEND_DELAY]: 0.2 },
      { looseMs: 5, looseVelocity: 0.25 },
    ),
    fx: drums({ [P.GAIN]: -4.5, [P.SEND_HALL]: 0.4 }),
    texture: drums({ [P.GAIN]: -2, [P.WIDTH]: 1.4 }),
    sub: poly(SUB_BASS, {
      [P.GAIN]: -6.5,
      [P.DUCK]: 0.7,
      [P.HIGH_PASS]: hz(32),
      [P.FILTER_DRIVE]: 1.2,
      [P.OSC2_LEVEL]: 0.4,
    }),
    keys: fm(
      E_PIANO,
      {
        [P.GAIN]: -13.5,
        [P.DUCK]: 0.35,
        [P.SEND_HALL]: 0.2,
        [P.SEND_DELAY]: 0.14,
        [P.CHORUS]: 0.35,
        [P.BELL_NOTE]: hz(2400),
        [P.BELL_DB]: 3,
      },
      { looseMs: 5, looseVelocity: 0.2 },
    ),
    pad: poly(WARM_PAD, { [P.GAIN]: -21.5, [P.DUCK]: 0.6, [P.SEND_HALL]: 0.45, [P.FILTER_CUTOFF]: hz(1500) }),
    harp: string(
      HARP,
      { [P.GAIN]: -6.5, [P.DUCK]: 0.25, [P.SEND_DELAY]: 0.45, [P.SEND_HALL]: 0.35, [P.PAN]: -0.2 },
      { looseMs: 4, looseVelocity: 0.25 },
    ),
    pluck: poly(
      PLUCK,
      { [P.GAIN]: -9, [P.DUCK]: 0.4, [P.SEND_DELAY]: 0.4, [P.SEND_HALL]: 0.3, [P.PAN]: 0.25 },
      { looseMs: 2, looseVelocity: 0.2 },
    ),
    lead: poly(
      LEAD,
      {
        [P.GAIN]: -12.5,
        [P.DUCK]: 0.25,
        [P.SEND_DELAY]: 0.35,
        [P.SEND_HALL]: 0.4,
        [P.OSC_WAVE]: P.WAVE_TRIANGLE,
        [P.OSC2_WAVE]: P.WAVE_SAW,
        [P.AMP_A]: 0.03,
        [P.GLIDE_S]: 0.07,
        [P.MONO]: 1,
      },
      { looseMs: 6 },
    ),
    riser: poly(riser(15), { [P.GAIN]: -13, [P.SEND_HALL]: 0.4 }),
  },
  form: [
    {
      kind: 'intro',
      bars: 16,
      chords: verse,
      play: {
        kick: four,
        texture: hits('vn', `x${'.'.repeat(31)}`),
        hats: from(4, closed),
        perc: [from(4, rims), from(8, bongos)],
        shaker: from(8, shakes),
        clap: from(8, claps),
        keys: from(8, scale(keysSparse, 0.8)),
        fx: reversed('cr', 4, 0.5),
      },
      moves: [move('keys', P.LOW_PASS, hz(400), hz(2400), 8, 8)],
    },
    {
      kind: 'build',
      bars: 16,
      chords: verse,
      play: {
        kick: gap(16, 1, four),
        texture: hits('vn', `x${'.'.repeat(31)}`),
        clap: claps,
        hats: closed,
        open: from(8, open),
        shaker: shakes,
        perc: [rims, bongos],
        sub: subPlain,
        keys,
        pad: from(8, chords),
        riser: held(60, 8, 8),
        fx: [once('cr', 0, 0.5), reversed('cr', 4)],
      },
      moves: [move('keys', P.LOW_PASS, hz(2400), 136, 0, 16)],
    },
    {
      kind: 'drop',
      bars: 32,
      chords: verse,
      play: {
        kick: gap(16, 1, four),
        clap: fill(8, claps, hits('cp', '....x.......x..o')),
        hats: closed,
        open,
        shaker: shakes,
        perc: [rims, bongos],
        sub,
        keys,
        pad: chords,
        harp: from(8, rain),
        lead: from(16, theme),
        fx: [once('im', 0, 0.7), once('cr', 0, 0.8), once('cr', 64, 0.7), reversed('cr', 4)],
      },
    },
    {
      kind: 'break',
      bars: 16,
      chords: lift,
      duck: 'x...............',
      play: {
        texture: hits('vn', `x${'.'.repeat(31)}`),
        keys: keysSparse,
        pad: chords,
        harp: all(rain, from(8, glass)),
        perc: from(8, scale(bongos, 0.8)),
        shaker: from(8, swell(shakes, 0.3, 1)),
        sub: from(8, bass('R---------------', 1)),
        fx: once('im', 0, 0.6),
      },
      moves: [move('pad', P.FILTER_CUTOFF, hz(600), hz(2200), 0, 16), move('sub', P.LOW_PASS, hz(90), hz(300), 8, 8)],
    },
    {
      kind: 'build',
      bars: 8,
      chords: verse,
      duck: 'x...x...x...x...',
      play: {
        keys,
        pad: chords,
        pluck: swell(glass, 0.5, 1),
        hats: closed,
        shaker: shakes,
        clap: [between(0, 6, claps), between(6, 8, hits('cp', 'o...o...o...o... o.o.o.o.oooooooo'))],
        riser: held(64, 0, 8),
        fx: reversed('cr', 4),
      },
      moves: [
        move('master', P.MASTER_HIGH_PASS, 14, hz(200), 2, 5.9),
        move('master', P.MASTER_HIGH_PASS, null, 14, 7.98, 0),
        move('sub', P.LOW_PASS, null, 136, 7.9, 0),
      ],
    },
    {
      kind: 'drop',
      bars: 24,
      chords: verse,
      play: {
        kick: gap(16, 1, four),
        clap: fill(8, claps, hits('cp', '....x.......x..o')),
        hats: closed,
        open,
        shaker: shakes,
        perc: [rims, bongos],
        sub,
        keys,
        pad: chords,
        harp: rain,
        pluck: from(16, scale(glass, 0.85)),
        lead: theme,
        fx: [once('im', 0, 0.7), once('cr', 0, 0.8), once('cr', 64, 0.7), reversed('cr', 4)],
      },
      moves: [move('pad', P.FILTER_CUTOFF, hz(1500), hz(1500), 0, 0)],
    },
    {
      kind: 'outro',
      bars: 16,
      chords: verse,
      play: {
        kick: four,
        clap: between(0, 8, claps),
        hats: between(0, 12, closed),
        shaker: shakes,
        perc: [rims, bongos],
        sub: between(0, 8, subPlain),
        keys: between(0, 12, keysSparse),
        texture: hits('vn', `x${'.'.repeat(31)}`),
        fx: once('cr', 0, 0.6),
      },
      moves: [move('keys', P.LOW_PASS, 136, hz(500), 0, 12)],
    },
  ],
};
