/** 112 BPM, C major: nu-disco with an octave bass, palm-muted guitar and strings. */
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
import { clap, cymbal, hat, impact, kick, rim, shaker, snare, tom } from '../synth/kits.ts';
import {
  ANALOG_BASS,
  drums,
  E_PIANO,
  echo,
  fm,
  LEAD,
  MUTED,
  PLUCK,
  poly,
  riser,
  SUPERSAW,
  string,
} from '../synth/patches.ts';

const BPM = 112;
const verse = progression('Dm9 G13 Cmaj9 Am7');
const chorus = progression('Fmaj9 G6 Em7 Am7 Fmaj9 G6 Cmaj9 C9');

const four = hits('bd', 'X...X...X...X...');
const backbeat = all(hits('sn', '....X.......X...'), hits('cp', '....x.......x...'));
const open = hits('oh', '..X...X...X...X.');
const closed = hits('ch', '64.564.564.564.5');
const shakes = hits('sh', '5364536453645365');
const cowbell = hits('cb', '..x..x....x..... ..x..x....x.x...');
const tomFill = all(hits('th', '........x.x.....'), hits('tl', '............x.xx'));

const octaves = bass('r.8.r.8.r.8.r8.8', 1, { hold: 0.9 });
const funk = bass('R..r.8.r..5.7.8. R..r.8.r..3.5.7.', 1, { hold: 0.9 });
const funkChorus = bass('R..8..r8r..8.7.5', 1, { hold: 0.9 });
const skank = stab('..o.x..o..x.ox.. ..o.x..o..x.o.xo', { n: 4, centre: 69 }, 0.01);
const keys = stab('x--..x-....x--.. x--..x-...x-x-..', { n: 5, centre: 62 }, 0.008);
const strings = pad({ n: 5, centre: 71 }, 0.75, 0.1);
const stabs = stab('x..x..x......... ..........x.x...', { n: 5, centre: 67 });
const sparkle = arp('4.3.2.1.0.1.2.3.', { n: 5, centre: 76 }, 1, '8576');
const hook = line(
  'a5:3 .:1 g5:2 e5:2 .:2 d5:2 e5:4 | .:2 g5:2 g5:1 .:1 a5:2 e5:6 .:2 | g5:3 .:1 e5:2 d5:2 .:2 b4:2 d5:4 | .:2 e5:2 e5:1 .:1 d5:2 c5:6 .:2 | a5:3 .:1 g5:2 e5:2 .:2 d5:2 e5:4 | .:2 g5:2 a5:1 .:1 b5:2 d6:6 .:2 | b5:3 .:1 g5:2 e5:2 .:2 d5:2 e5:4 | .:2 d5:2 e5:1 .:1 g5:2 e5:6 .:2',
);

export const velvetLaundrette: Score = {
  id: 'velvet-laundrette',
  bpm: BPM,
  seed: 112,
  swing: { unit: 0.25, amount: 0.08 },
  tailBeats: 4,
  master: { ...echo(BPM, 3, 2), [P.MASTER_GAIN]: 6.4, [P.DUCK_S]: 0.26, [P.HALL_RT_S]: 2.2, [P.ROOM_RT_S]: 0.5 },
  kit: {
    bd: kick({ hz: 54, from: 230, sweep: 0.05, decay: 0.24, hold: 0.05, click: 0.4, drive: 0.9, snapHz: 1500 }),
    sn: snare({
      tone: 195,
      toneDecay: 0.1,
      toneLevel: 0.6,
      decay: 0.17,
      colour: 1700,
      snap: 0.6,
      room: 0.25,
      roomS: 0.4,
    }),
    cp: clap({ hz: 1350, decay: 0.14, room: 0.2, bright: 0.45 }),
    ch: hat({ decay: 0.04, metal: 8 }),
    oh: hat({ decay: 0.2, metal: 8, noise: 0.55, tail: 0.06 }),
    sh: shaker({ attack: 0.02, decay: 0.055 }),
    cb: rim({ hz: 540, second: 810, decay: 0.16, noise: 0.15, square: 0.7, room: 0.1 }),
    th: tom({ hz: 190, bend: 1.5, decay: 0.22, room: 0.3 }),
    tl: tom({ hz: 125, bend: 1.6, decay: 0.3, room: 0.3 }),
    cr: cymbal({ decay: 2, room: 0.2 }),
    im: impact({ noise: 0.4 }),
  },
  kick: { channel: 'kick', drum: 'bd' },
  channels: {
    kick: drums({ [P.GAIN]: -6, [P.VELOCITY_AMP]: 0.3 }, { straight: true }),
    snare: drums({ [P.GAIN]: -6.5, [P.HIGH_PASS]: hz(150), [P.SEND_ROOM]: 0.15 }, { looseMs: 1 }),
    hats: drums({ [P.GAIN]: -3, [P.PAN]: 0.2 }, { looseMs: 2, looseVelocity: 0.2 }),
    open: drums({ [P.GAIN]: -10, [P.PAN]: 0.1, [P.DUCK]: 0.2 }, { looseVelocity: 0.1 }),
    shaker: drums({ [P.GAIN]: -11, [P.PAN]: -0.3 }, { looseMs: 3, looseVelocity: 0.2 }),
    perc: drums(
      { [P.GAIN]: -11, [P.PAN]: -0.2, [P.SEND_ROOM]: 0.25, [P.SEND_DELAY]: 0.1 },
      { looseMs: 3, looseVelocity: 0.2 },
    ),
    toms: drums({ [P.GAIN]: -13, [P.PAN]: 0.1, [P.SEND_ROOM]: 0.3 }),
    fx: drums({ [P.GAIN]: -5, [P.SEND_HALL]: 0.3 }),
    bass: poly(
      ANALOG_BASS,
      {
        [P.GAIN]: -4.5,
        [P.DUCK]: 0.45,
        [P.HIGH_PASS]: hz(38),
        [P.FILTER_CUTOFF]: hz(380),
        [P.FILTER_ENV]: 30,
        [P.FENV_D]: 0.13,
      },
      { looseMs: 2 },
    ),
    guitar: string(
      MUTED,
      { [P.GAIN]: -6, [P.PAN]: 0.35, [P.SEND_ROOM]: 0.3, [P.SEND_DELAY]: 0.12, [P.CHORUS]: 0.4, [P.DRIVE]: 3 },
      { looseMs: 4, looseVelocity: 0.25 },
    ),
    keys: fm(
      E_PIANO,
      {
        [P.GAIN]: -14.5,
        [P.PAN]: -0.2,
        [P.DUCK]: 0.3,
        [P.SEND_ROOM]: 0.2,
        [P.CHORUS]: 0.45,
        [P.BELL_NOTE]: hz(2200),
        [P.BELL_DB]: 4,
      },
      { looseMs: 4, looseVelocity: 0.2 },
    ),
    strings: poly(SUPERSAW, {
      [P.GAIN]: -22,
      [P.DUCK]: 0.45,
      [P.SEND_HALL]: 0.35,
      [P.AMP_A]: 0.09,
      [P.AMP_R]: 0.5,
      [P.OSC_UNISON]: 6,
      [P.OSC_DETUNE]: 0.24,
      [P.FILTER_CUTOFF]: hz(5200),
      [P.CHORUS]: 0.3,
      [P.HIGH_PASS]: hz(300),
      [P.VIBRATO_SEMI]: 0.08,
      [P.VIBRATO_DELAY_S]: 0.3,
    }),
    stab: poly(SUPERSAW, {
      [P.GAIN]: -14.5,
      [P.DUCK]: 0.2,
      [P.SEND_ROOM]: 0.4,
      [P.SEND_HALL]: 0.15,
      [P.OSC_UNISON]: 4,
      [P.FILTER_CUTOFF]: hz(1800),
      [P.FILTER_ENV]: 24,
      [P.FENV_D]: 0.18,
      [P.AMP_D]: 0.25,
      [P.AMP_S]: 0.2,
      [P.AMP_R]: 0.12,
    }),
    pluck: poly(
      PLUCK,
      { [P.GAIN]: -12, [P.DUCK]: 0.3, [P.SEND_DELAY]: 0.35, [P.SEND_HALL]: 0.2, [P.PAN]: 0.15 },
      { looseVelocity: 0.2 },
    ),
    lead: poly(
      LEAD,
      {
        [P.GAIN]: -14,
        [P.DUCK]: 0.2,
        [P.SEND_DELAY]: 0.3,
        [P.SEND_HALL]: 0.25,
        [P.GLIDE_S]: 0.05,
        [P.MONO]: 1,
        [P.OSC2_SEMI]: -12,
      },
      { looseMs: 4 },
    ),
    riser: poly(riser(15), { [P.GAIN]: -13.5, [P.SEND_HALL]: 0.3 }),
  },
  form: [
    {
      kind: 'intro',
      bars: 16,
      chords: verse,
      play: {
        kick: four,
        hats: from(4, closed),
        open: from(8, open),
        shaker: from(4, shakes),
        perc: from(8, cowbell),
        snare: from(8, backbeat),
        guitar: from(8, skank),
        fx: reversed('cr', 4, 0.6),
        toms: between(15, 16, tomFill),
      },
      moves: [move('guitar', P.LOW_PASS, hz(900), 136, 8, 8)],
    },
    {
      kind: 'build',
      bars: 8,
      chords: verse,
      play: {
        kick: four,
        snare: backbeat,
        hats: closed,
        open,
        shaker: shakes,
        perc: cowbell,
        guitar: skank,
        bass: octaves,
        keys: from(4, keys),
        riser: held(60, 0, 8),
        fx: [once('cr', 0, 0.6), reversed('cr', 4)],
        toms: between(7, 8, tomFill),
      },
      moves: [move('bass', P.FILTER_CUTOFF, hz(160), hz(380), 0, 8)],
    },
    {
      kind: 'drop',
      bars: 32,
      chords: verse,
      play: {
        kick: four,
        snare: fill(8, backbeat, all(hits('sn', '....X..o....X.xX'), hits('cp', '....x.......x...'))),
        hats: closed,
        open,
        shaker: shakes,
        perc: cowbell,
        guitar: skank,
        bass: funk,
        keys,
        strings: from(16, strings),
        stab: between(8, 16, stabs),
        pluck: from(16, sparkle),
        fx: [once('im', 0, 0.6), once('cr', 0), once('cr', 64), reversed('cr', 4)],
        toms: between(31, 32, tomFill),
      },
    },
    {
      kind: 'break',
      bars: 16,
      chords: chorus,
      duck: 'x...x...x...x...',
      play: {
        keys,
        strings: from(8, strings),
        pluck: swell(sparkle, 0.4, 1),
        lead: scale(hook, 0.85),
        guitar: from(8, skank),
        shaker: from(4, shakes),
        bass: from(8, bass('R---........R-8-', 1)),
        fx: [once('im', 0, 0.6), reversed('cr', 4)],
      },
      moves: [move('strings', P.FILTER_CUTOFF, hz(1200), hz(5200), 8, 8)],
    },
    {
      kind: 'build',
      bars: 8,
      chords: chorus,
      duck: 'x...x...x...x...',
      play: {
        strings,
        keys,
        guitar: skank,
        hats: closed,
        shaker: shakes,
        snare: roll('sn', 8),
        riser: held(64, 0, 8),
        toms: between(7, 8, tomFill),
        fx: reversed('cr', 4),
      },
      moves: [
        move('master', P.MASTER_HIGH_PASS, 14, hz(220), 2, 5.9),
        move('master', P.MASTER_HIGH_PASS, null, 14, 7.98, 0),
      ],
    },
    {
      kind: 'drop',
      bars: 24,
      chords: chorus,
      play: {
        kick: gap(8, 1, four),
        snare: fill(8, backbeat, all(hits('sn', '....X..o....X.xX'), hits('cp', '....x.......x...'))),
        hats: closed,
        open,
        shaker: shakes,
        perc: cowbell,
        guitar: skank,
        bass: funkChorus,
        keys,
        strings,
        stab: from(8, stabs),
        lead: hook,
        pluck: from(16, sparkle),
        fx: [once('im', 0, 0.7), once('cr', 0), once('cr', 32, 0.8), once('cr', 64, 0.8), reversed('cr', 4)],
        toms: between(23, 24, tomFill),
      },
    },
    {
      kind: 'outro',
      bars: 16,
      chords: verse,
      play: {
        kick: four,
        snare: between(0, 8, backbeat),
        hats: between(0, 12, closed),
        open: between(0, 8, open),
        shaker: shakes,
        perc: cowbell,
        guitar: between(0, 12, skank),
        bass: between(0, 8, octaves),
        fx: once('cr', 0, 0.8),
      },
      moves: [move('guitar', P.LOW_PASS, 136, hz(700), 0, 12), move('bass', P.FILTER_CUTOFF, null, hz(160), 0, 8)],
    },
  ],
};
