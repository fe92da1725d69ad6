/** 174 BPM, C minor: liquid drum & bass; electric piano, a soft reese, a singing lead. */
import {
  arp,
  bass,
  between,
  fill,
  from,
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
import { cymbal, hat, impact, kick, rim, shaker, snare, tom } from '../synth/kits.ts';
import {
  drums,
  E_PIANO,
  echo,
  fallNoise,
  fm,
  HARP,
  LEAD,
  poly,
  REESE,
  riser,
  SUB_BASS,
  string,
  WARM_PAD,
} from '../synth/patches.ts';

const BPM = 174;
const verse = progression('Cm9:8 Abmaj9:8 Ebmaj9:8 Bb6:8');
const lift = progression('Abmaj9:8 Bb6:8 Cm9:8 Gm7:8 Abmaj9:8 Bb6:8 Ebmaj9:8 G7#9:8');

const step = hits('bd', 'X.........x..... X.........x.....');
const stepB = hits('bd', 'X.........x..... X.x.......x.....');
const backbeat = hits('sn', '....X.......X... ....X.......X...');
const ghosts = hits('gs', '.......4.3.....3 ..3....4.3....34');
const fillBar = hits('sn', '....X..o.o..X.oX');
const hats = hits('ch', '6.4.6.4.6.4.6.43');
const ride = hits('rd', 'x...o...x...o...');
const shakes = hits('sh', '6354635463546354');
const open = hits('oh', '................ ..............x.');
const tocks = hits('tk', '...4....5..4.... ..5...4.....5...');
const introHats = hits('ch', '6...4...6...4.3.');

const sub = bass('R-----....r-....  R-----....r-5-7-', 1);
const subPlain = bass('R--------------- ................', 1);
const growl = bass('R-----....r-.... R-----....r-5-7-', 2);
const keys = stab('x-----..x---....  ....x---..x-....', { n: 5, centre: 62, open: true }, 0.01);
const keysSparse = stab('x---------...... ................', { n: 5, centre: 62, open: true }, 0.02);
const chords = pad({ n: 5, centre: 64, open: true }, 0.75, 0.4);
const ripple = arp('0.2.4.3.1.2.4.5. 0.2.4.3.6.5.4.2.', { n: 5, centre: 73 }, 2, '8576');
const theme = line(
  'g5:8 f5:4 eb5:4 | d5:6 eb5:2 c5:8 | eb5:8 d5:4 c5:4 | bb4:6 c5:2 ab4:8 | bb4:8 eb5:4 g5:4 | f5:6 g5:2 eb5:8 | f5:8 eb5:4 d5:4 | c5:4 d5:4 f5:8',
);
const answer = line(
  '.:16 | .:8 g5:2 bb5:2 c6:4 | .:16 | .:8 eb5:2 g5:2 ab5:4 | .:16 | .:8 g5:2 bb5:2 d6:4 | .:16 | .:8 d5:2 f5:2 bb5:4',
);

export const skylarkCircuit: Score = {
  id: 'skylark-circuit',
  bpm: BPM,
  seed: 174,
  swing: { unit: 0.25, amount: 0.05 },
  tailBeats: 8,
  master: {
    ...echo(BPM, 6, 8),
    [P.MASTER_GAIN]: 5.8,
    [P.DUCK_S]: 0.16,
    [P.HALL_RT_S]: 3,
    [P.HALL_SIZE]: 1.5,
    [P.RETURN_DUCK]: 0.35,
  },
  kit: {
    bd: kick({ hz: 55, from: 260, sweep: 0.04, decay: 0.16, hold: 0.03, click: 0.45, drive: 1.3, snapHz: 1600 }),
    sn: snare({
      tone: 215,
      toneDecay: 0.1,
      toneLevel: 0.85,
      decay: 0.15,
      colour: 1700,
      snap: 0.8,
      drive: 1.4,
      room: 0.28,
      roomS: 0.35,
    }),
    gs: snare({
      tone: 260,
      toneDecay: 0.05,
      toneLevel: 0.5,
      decay: 0.08,
      colour: 2000,
      snap: 0.3,
      room: 0.2,
      roomS: 0.3,
    }),
    ch: hat({ decay: 0.04, metal: 8 }),
    oh: hat({ decay: 0.22, metal: 8, tail: 0.06 }),
    rd: cymbal({
      decay: 0.5,
      metal: 10.5,
      metalLevel: 0.6,
      noise: 0.3,
      highPass: 4600,
      bell: 3200,
      bellLevel: 0.5,
      room: 0,
    }),
    sh: shaker({ attack: 0.014, decay: 0.045 }),
    tk: rim({ hz: 1250, second: 1900, decay: 0.04, noise: 0.2, room: 0.4 }),
    tm: tom({ hz: 130, bend: 1.5, decay: 0.2, room: 0.3 }),
    cr: cymbal({ decay: 2.2, room: 0.3 }),
    im: impact({ from: 130, decay: 1.5, noise: 0.5, room: 0.5 }),
  },
  kick: { channel: 'kick', drum: 'bd' },
  channels: {
    kick: drums({ [P.GAIN]: -5, [P.VELOCITY_AMP]: 0.4 }, { straight: true }),
    snare: drums({ [P.GAIN]: -6, [P.SEND_ROOM]: 0.12, [P.SEND_HALL]: 0.04 }, { looseMs: 1 }),
    hats: drums({ [P.GAIN]: -5.5, [P.PAN]: 0.18 }, { looseMs: 2, looseVelocity: 0.2 }),
    ride: drums({ [P.GAIN]: -10, [P.PAN]: -0.18 }, { looseMs: 2, looseVelocity: 0.15 }),
    shaker: drums({ [P.GAIN]: -9, [P.PAN]: -0.3 }, { looseMs: 2, looseVelocity: 0.25 }),
    perc: drums(
      { [P.GAIN]: -4, [P.PAN]: 0.35, [P.SEND_DELAY]: 0.3, [P.SEND_HALL]: 0.2 },
      { looseMs: 3, looseVelocity: 0.3 },
    ),
    fx: drums({ [P.GAIN]: -6, [P.SEND_HALL]: 0.4 }),
    sub: poly(SUB_BASS, { [P.GAIN]: -8, [P.DUCK]: 0.6, [P.HIGH_PASS]: hz(32), [P.OSC2_LEVEL]: 0.3, [P.GLIDE_S]: 0.04 }),
    reese: poly(REESE, {
      [P.GAIN]: -8,
      [P.DUCK]: 0.45,
      [P.FILTER_CUTOFF]: hz(900),
      [P.LFO_HZ]: 0.72,
      [P.LFO_CUTOFF]: 12,
      [P.SEND_ROOM]: 0.1,
      [P.GLIDE_S]: 0.04,
    }),
    keys: fm(
      E_PIANO,
      {
        [P.GAIN]: -14.5,
        [P.DUCK]: 0.3,
        [P.SEND_HALL]: 0.25,
        [P.SEND_DELAY]: 0.12,
        [P.CHORUS]: 0.45,
        [P.BELL_NOTE]: hz(2400),
        [P.BELL_DB]: 4,
      },
      { looseMs: 4, looseVelocity: 0.2 },
    ),
    pad: poly(WARM_PAD, { [P.GAIN]: -24.5, [P.DUCK]: 0.45, [P.SEND_HALL]: 0.45, [P.FILTER_CUTOFF]: hz(1900) }),
    strings: poly(WARM_PAD, {
      [P.GAIN]: -26,
      [P.DUCK]: 0.35,
      [P.SEND_HALL]: 0.5,
      [P.FILTER_CUTOFF]: hz(5000),
      [P.OSC_DETUNE]: 0.26,
      [P.TUNE]: 12,
      [P.LFO_CUTOFF]: 3,
      [P.AMP_A]: 0.5,
    }),
    arp: string(
      HARP,
      { [P.GAIN]: -9, [P.DUCK]: 0.2, [P.SEND_DELAY]: 0.35, [P.SEND_HALL]: 0.35, [P.PAN]: 0.15 },
      { looseMs: 3, looseVelocity: 0.25 },
    ),
    lead: poly(
      LEAD,
      {
        [P.GAIN]: -14,
        [P.DUCK]: 0.2,
        [P.SEND_DELAY]: 0.35,
        [P.SEND_HALL]: 0.4,
        [P.GLIDE_S]: 0.06,
        [P.MONO]: 1,
        [P.AMP_A]: 0.03,
        [P.VOWEL]: 0.5,
        [P.VOWEL_MIX]: 0.4,
        [P.VIBRATO_SEMI]: 0.2,
      },
      { looseMs: 4 },
    ),
    pluck: fm(E_PIANO, { [P.GAIN]: -13, [P.SEND_DELAY]: 0.5, [P.SEND_HALL]: 0.4, [P.PAN]: -0.25 }, { looseMs: 3 }),
    riser: poly(riser(21), { [P.GAIN]: -12, [P.SEND_HALL]: 0.4 }),
    fall: poly(fallNoise(3), { [P.GAIN]: -12, [P.SEND_HALL]: 0.4 }),
  },
  form: [
    {
      kind: 'intro',
      bars: 32,
      chords: verse,
      play: {
        kick: [between(0, 16, hits('bd', 'X...............')), from(16, step)],
        hats: [between(0, 16, introHats), from(16, hats)],
        perc: from(8, tocks),
        shaker: from(8, shakes),
        snare: from(16, backbeat),
        pad: from(16, chords),
        keys: from(16, scale(keysSparse, 0.85)),
        fx: [reversed('cr', 8, 0.6)],
      },
      moves: [
        move('keys', P.LOW_PASS, hz(600), hz(3000), 16, 16),
        move('pad', P.FILTER_CUTOFF, hz(500), hz(1500), 16, 16),
      ],
    },
    {
      kind: 'build',
      bars: 16,
      chords: lift,
      duck: 'x...............',
      play: {
        keys,
        pad: chords,
        arp: swell(ripple, 0.5, 1),
        lead: from(8, scale(answer, 0.8)),
        hats: between(0, 12, introHats),
        snare: roll('sn', 4),
        riser: held(60, 0, 16),
        fx: [once('im', 0, 0.6), reversed('cr', 8)],
      },
      moves: [
        move('keys', P.LOW_PASS, hz(3000), 136, 0, 12),
        move('pad', P.FILTER_CUTOFF, hz(1200), hz(3500), 0, 16),
        move('master', P.MASTER_HIGH_PASS, 14, hz(200), 10, 5.9),
        move('master', P.MASTER_HIGH_PASS, null, 14, 15.98, 0),
      ],
    },
    {
      kind: 'drop',
      bars: 32,
      chords: verse,
      play: {
        kick: stepB,
        snare: [fill(8, backbeat, fillBar), ghosts],
        hats: [hats, open],
        ride: from(16, ride),
        shaker: shakes,
        perc: tocks,
        sub,
        reese: growl,
        keys,
        pad: chords,
        lead: from(16, theme),
        pluck: between(0, 16, answer),
        fall: held(60, 0, 3),
        fx: [once('im', 0, 0.8), once('cr', 0), once('cr', 64, 0.8), reversed('cr', 8)],
      },
      moves: [move('pad', P.FILTER_CUTOFF, null, hz(1900), 0, 0)],
    },
    {
      kind: 'break',
      bars: 32,
      chords: lift,
      duck: 'x...............',
      play: {
        keys: between(0, 16, keysSparse),
        pad: chords,
        strings: from(16, chords),
        arp: from(8, ripple),
        lead: from(16, scale(theme, 0.85)),
        perc: from(8, tocks),
        shaker: from(16, swell(shakes, 0.3, 1)),
        sub: from(16, subPlain),
        snare: roll('sn', 4),
        riser: held(62, 16, 16),
        fall: held(60, 0, 3),
        fx: [once('im', 0, 0.7), reversed('cr', 8)],
      },
      moves: [
        move('pad', P.FILTER_CUTOFF, hz(600), hz(2600), 0, 24),
        move('strings', P.FILTER_CUTOFF, hz(1500), hz(6000), 16, 16),
        move('master', P.MASTER_HIGH_PASS, 14, hz(220), 26, 5.9),
        move('master', P.MASTER_HIGH_PASS, null, 14, 31.98, 0),
      ],
    },
    {
      kind: 'drop',
      bars: 32,
      chords: verse,
      play: {
        kick: stepB,
        snare: [fill(8, backbeat, fillBar), ghosts],
        hats: [hats, open],
        ride,
        shaker: shakes,
        perc: tocks,
        sub,
        reese: growl,
        keys,
        pad: chords,
        strings: from(16, chords),
        arp: from(16, scale(ripple, 0.8)),
        lead: theme,
        pluck: answer,
        fall: held(60, 0, 3),
        fx: [once('im', 0, 0.8), once('cr', 0), once('cr', 64, 0.8), reversed('cr', 4)],
      },
      moves: [move('pad', P.FILTER_CUTOFF, null, hz(1900), 0, 0)],
    },
    {
      kind: 'outro',
      bars: 32,
      chords: verse,
      play: {
        kick: [between(0, 16, step), from(16, hits('bd', 'X.........x.....'))],
        snare: between(0, 24, backbeat),
        hats: between(0, 24, hats),
        shaker: shakes,
        perc: tocks,
        sub: between(0, 8, subPlain),
        keys: between(0, 16, keysSparse),
        pad: between(0, 8, chords),
        fx: once('cr', 0, 0.8),
      },
      moves: [move('keys', P.LOW_PASS, 136, hz(600), 0, 16)],
    },
  ],
};
