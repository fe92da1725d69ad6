/** 140 BPM, F minor: garage shuffle that falls into half-time weight. */
import {
  all,
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
import type { Move, Score } from '../score/types.ts';
import * as P from '../synth/assembly/params.ts';
import { clap, cymbal, hat, impact, kick, rim, shaker, snare, tom } from '../synth/kits.ts';
import {
  BELL,
  drums,
  echo,
  fallNoise,
  fm,
  GROWL,
  LEAD,
  ORGAN,
  PLUCK,
  poly,
  REESE,
  riser,
  SUB_BASS,
  WARM_PAD,
} from '../synth/patches.ts';

const BPM = 140;
const verse = progression('Fm9:8 Dbmaj9:8 Abmaj9:8 Eb6:8');
const drop = progression('Fm9:16 Dbmaj9:8 Ebadd9:8');

const twoStep = hits('bd', 'X.........X..... X.....o...X.....');
const halfKick = hits('bd', 'X.........x..... X.....x.......x.');
const garageSnare = all(hits('sn', '....X.......X...'), hits('rm', '..,..,.o..,..,.o'));
const halfSnare = all(hits('sn', '........X.......'), hits('cp', '........x.......'));
const ghosts = hits('rm', '...,..o....,.o.. ..,...o...,..o,.');
const hats = hits('ch', '6.536.456.536.45');
const hatsHalf = hits('ch', '6..36..36.636..4 6..36..36.63t..4');
const open = hits('oh', '..x...x...x...x.');
const openHalf = hits('oh', '......x......... ..............x.');
const shakes = hits('sh', '5364536453645364');
const drips = hits('wd', '..5....4...5.... .....4....5...4.');

const subGarage = bass('R-....r-..r--... R-....r-..5-7-..', 1);
const subHalf = bass('R-----------r--- R-------..r-8-7-', 1);
const wobbleSlow = bass('R-------........ R---------------', 2);
const wobbleFast = bass('........r-----.. ................', 2);
const wobbleTriplet = bass('................ ........r-----r-', 2);
const growlAnswer = bass('............r-.. ......r-..r-..r-', 2);
const stabs = stab('..x..x....x..... ..x..x....x.x...', { n: 4, centre: 68 });
const chords = pad({ n: 5, centre: 63, open: true }, 0.75, 0.3);
const rain = arp('0.3.1.4.2.5.3.1.', { n: 4, centre: 72 }, 1, '8576');
const bells = line(
  'c6:6 ab5:4 g5:6 | f5:8 .:8 | ab5:6 f5:4 eb5:6 | c5:8 .:8 | eb6:6 c6:4 bb5:6 | ab5:8 .:8 | g5:6 bb5:4 eb6:6 | c6:8 .:8',
);
const vox = line(
  'c5:3 .:1 eb5:2 f5:6 .:4 | .:16 | ab5:3 .:1 g5:2 f5:4 eb5:6 | .:16 | c5:3 .:1 eb5:2 f5:4 ab5:6 | .:16 | bb5:4 ab5:4 g5:4 eb5:4 | f5:8 .:8',
);

/** The vowel of the growl opens and closes within every bar. */
function mouth(bars: number): Move[] {
  const moves: Move[] = [];
  for (let bar = 0; bar < bars; bar++) {
    const target = [0.2, 2.4, 1.2, 3.4][bar % 4] as number;
    moves.push(move('growl', P.VOWEL, 3.6, target, bar + 0.375, 0.3));
  }
  return moves;
}

export const underpassBloom: Score = {
  id: 'underpass-bloom',
  bpm: BPM,
  seed: 140,
  swing: { unit: 0.25, amount: 0.2 },
  tailBeats: 6,
  master: { ...echo(BPM, 3, 6), [P.MASTER_GAIN]: 5, [P.DUCK_S]: 0.22, [P.HALL_RT_S]: 3.2, [P.HALL_SIZE]: 1.5 },
  kit: {
    bd: kick({ hz: 50, from: 260, sweep: 0.05, decay: 0.24, hold: 0.05, click: 0.4, drive: 1.5, snapHz: 1400 }),
    sn: snare({
      tone: 205,
      toneDecay: 0.15,
      toneLevel: 0.9,
      decay: 0.2,
      colour: 1600,
      snap: 0.7,
      drive: 1.5,
      room: 0.4,
      roomS: 0.6,
    }),
    cp: clap({ hz: 1300, decay: 0.2, room: 0.4, roomS: 0.7, bright: 0.5 }),
    rm: rim({ hz: 1450, second: 2150, decay: 0.03, room: 0.25 }),
    ch: hat({ decay: 0.04, metal: 8.4 }),
    oh: hat({ decay: 0.2, metal: 8.4, tail: 0.06 }),
    sh: shaker({ attack: 0.018, decay: 0.05 }),
    wd: tom({ hz: 620, bend: 1.3, sweep: 0.02, decay: 0.07, slap: 0.4, slapHz: 3000, room: 0.4 }),
    cr: cymbal({ decay: 2.3, room: 0.3 }),
    im: impact({ from: 150, to: 32, decay: 1.8, noise: 0.6, room: 0.5 }),
  },
  kick: { channel: 'kick', drum: 'bd' },
  channels: {
    kick: drums({ [P.GAIN]: -6, [P.VELOCITY_AMP]: 0.4 }, { straight: true }),
    snare: drums({ [P.GAIN]: -4, [P.SEND_ROOM]: 0.1, [P.SEND_HALL]: 0.05 }, { straight: true }),
    hats: drums({ [P.GAIN]: -2.5, [P.PAN]: 0.15 }, { looseMs: 2, looseVelocity: 0.2 }),
    open: drums({ [P.GAIN]: -8.5, [P.PAN]: -0.1, [P.DUCK]: 0.2 }),
    shaker: drums({ [P.GAIN]: -8.5, [P.PAN]: -0.3 }, { looseMs: 3, looseVelocity: 0.25 }),
    perc: drums(
      { [P.GAIN]: -3, [P.PAN]: 0.35, [P.SEND_DELAY]: 0.35, [P.SEND_HALL]: 0.2 },
      { looseMs: 4, looseVelocity: 0.3 },
    ),
    fx: drums({ [P.GAIN]: -9, [P.SEND_HALL]: 0.4 }),
    sub: poly(SUB_BASS, {
      [P.GAIN]: -5,
      [P.DUCK]: 0.6,
      [P.HIGH_PASS]: hz(30),
      [P.OSC2_LEVEL]: 0.35,
      [P.FILTER_DRIVE]: 1.4,
      [P.GLIDE_S]: 0.05,
    }),
    reese: poly(REESE, {
      [P.GAIN]: -9.5,
      [P.DUCK]: 0.5,
      [P.LFO_HZ]: 2.3333,
      [P.LFO_CUTOFF]: 30,
      [P.LFO_RESTART]: 1,
      [P.FILTER_CUTOFF]: hz(2200),
      [P.SEND_ROOM]: 0.12,
    }),
    reese2: poly(REESE, {
      [P.GAIN]: -6.5,
      [P.DUCK]: 0.5,
      [P.LFO_HZ]: 9.3333,
      [P.LFO_CUTOFF]: 30,
      [P.LFO_RESTART]: 1,
      [P.FILTER_CUTOFF]: hz(2600),
      [P.SEND_ROOM]: 0.12,
    }),
    reese3: poly(REESE, {
      [P.GAIN]: -7,
      [P.DUCK]: 0.5,
      [P.LFO_HZ]: 7,
      [P.LFO_CUTOFF]: 30,
      [P.LFO_RESTART]: 1,
      [P.FILTER_CUTOFF]: hz(2600),
      [P.SEND_ROOM]: 0.12,
    }),
    growl: fm(GROWL, {
      [P.GAIN]: -4,
      [P.DUCK]: 0.4,
      [P.VOWEL]: 1,
      [P.VOWEL_MIX]: 0.7,
      [P.DRIVE]: 8,
      [P.SEND_ROOM]: 0.25,
      [P.SEND_DELAY]: 0.08,
    }),
    organ: fm(
      ORGAN,
      { [P.GAIN]: -11, [P.DUCK]: 0.4, [P.SEND_DELAY]: 0.3, [P.SEND_HALL]: 0.25, [P.CHORUS]: 0.4 },
      { looseMs: 3 },
    ),
    pad: poly(WARM_PAD, { [P.GAIN]: -23.5, [P.DUCK]: 0.5, [P.SEND_HALL]: 0.5, [P.FILTER_CUTOFF]: hz(1700) }),
    pluck: poly(
      PLUCK,
      { [P.GAIN]: -11, [P.DUCK]: 0.35, [P.SEND_DELAY]: 0.4, [P.SEND_HALL]: 0.35, [P.OSC_SPREAD]: 1 },
      { looseVelocity: 0.2 },
    ),
    bell: fm(BELL, { [P.GAIN]: -7, [P.DUCK]: 0.2, [P.SEND_DELAY]: 0.45, [P.SEND_HALL]: 0.5, [P.PAN]: -0.15 }),
    vox: poly(LEAD, {
      [P.GAIN]: -13,
      [P.DUCK]: 0.3,
      [P.SEND_DELAY]: 0.45,
      [P.SEND_HALL]: 0.45,
      [P.VOWEL]: 0.3,
      [P.VOWEL_MIX]: 0.8,
      [P.GLIDE_S]: 0.09,
      [P.MONO]: 1,
      [P.AMP_A]: 0.03,
      [P.VIBRATO_SEMI]: 0.25,
    }),
    riser: poly(riser(13), { [P.GAIN]: -13, [P.SEND_HALL]: 0.4 }),
    fall: poly(fallNoise(3), { [P.GAIN]: -12, [P.SEND_HALL]: 0.4 }),
  },
  form: [
    {
      kind: 'intro',
      bars: 16,
      chords: verse,
      play: {
        kick: twoStep,
        snare: from(4, garageSnare),
        hats: from(4, hats),
        shaker: from(8, shakes),
        perc: from(8, drips),
        organ: from(8, scale(stabs, 0.8)),
        fx: reversed('cr', 4, 0.6),
      },
      moves: [move('organ', P.LOW_PASS, hz(500), hz(2500), 8, 8)],
    },
    {
      kind: 'build',
      bars: 16,
      chords: verse,
      play: {
        kick: between(0, 14, twoStep),
        snare: [between(0, 14, garageSnare), between(14, 16, hits('sn', 'o...o...o...o... o.o.o.o.xxxxxxxx'))],
        hats,
        open: from(8, open),
        shaker: shakes,
        perc: drips,
        sub: between(0, 14, subGarage),
        organ: stabs,
        pad: from(8, chords),
        vox: from(8, vox),
        riser: held(60, 8, 8),
        fx: [once('cr', 0, 0.6), reversed('cr', 4)],
      },
      moves: [
        move('organ', P.LOW_PASS, hz(2500), 136, 0, 12),
        move('master', P.MASTER_HIGH_PASS, 14, hz(180), 12, 3.9),
        move('master', P.MASTER_HIGH_PASS, null, 14, 15.98, 0),
      ],
    },
    {
      kind: 'drop',
      bars: 32,
      chords: drop,
      play: {
        kick: halfKick,
        snare: [halfSnare, ghosts, between(15, 16, hits('sn', '............x.xX'))],
        hats: hatsHalf,
        open: openHalf,
        shaker: from(16, shakes),
        perc: drips,
        sub: subHalf,
        reese: wobbleSlow,
        reese2: wobbleFast,
        reese3: wobbleTriplet,
        growl: from(8, growlAnswer),
        pluck: from(16, scale(rain, 0.7)),
        fall: held(60, 0, 2),
        fx: [once('im', 0, 0.9), once('cr', 0), once('cr', 64, 0.8), reversed('cr', 4)],
      },
      moves: mouth(32),
    },
    {
      kind: 'break',
      bars: 16,
      chords: verse,
      duck: 'x...............',
      play: {
        pad: chords,
        bell: bells,
        pluck: from(8, swell(rain, 0.4, 1)),
        vox: from(8, scale(vox, 0.9)),
        sub: from(8, bass('R---------------', 1)),
        perc: from(4, drips),
        fall: held(60, 0, 2),
        fx: once('im', 0, 0.7),
      },
      moves: [
        move('pad', P.FILTER_CUTOFF, hz(700), hz(2600), 0, 16),
        move('pluck', P.LOW_PASS, hz(700), hz(9000), 8, 8),
      ],
    },
    {
      kind: 'build',
      bars: 8,
      chords: verse,
      duck: 'x...x...x...x...',
      play: {
        pad: chords,
        pluck: rain,
        organ: stabs,
        hats,
        snare: roll('sn', 8),
        riser: held(65, 0, 8),
        fx: reversed('cr', 4),
      },
      moves: [
        move('pluck', P.LOW_PASS, null, 136, 0, 0),
        move('master', P.MASTER_HIGH_PASS, 14, hz(240), 2, 5.9),
        move('master', P.MASTER_HIGH_PASS, null, 14, 7.98, 0),
      ],
    },
    {
      kind: 'drop',
      bars: 32,
      chords: drop,
      play: {
        kick: all(between(0, 16, halfKick), from(16, twoStep)),
        snare: [
          between(0, 16, all(halfSnare, ghosts)),
          from(16, fill(16, garageSnare, hits('sn', '....X..x....X.xX'))),
          between(15, 16, hits('sn', '............x.xX')),
        ],
        hats: all(between(0, 16, hatsHalf), from(16, hats)),
        open: all(between(0, 16, openHalf), from(16, open)),
        shaker: shakes,
        perc: drips,
        sub: all(between(0, 16, subHalf), from(16, subGarage)),
        reese: wobbleSlow,
        reese2: wobbleFast,
        reese3: wobbleTriplet,
        growl: growlAnswer,
        organ: from(16, stabs),
        pad: from(16, chords),
        bell: from(16, scale(bells, 0.8)),
        fall: held(60, 0, 2),
        fx: [once('im', 0, 0.9), once('cr', 0), once('cr', 64), reversed('cr', 4)],
      },
      moves: [...mouth(32), move('pad', P.FILTER_CUTOFF, null, hz(1700), 0, 0)],
    },
    {
      kind: 'outro',
      bars: 16,
      chords: verse,
      play: {
        kick: twoStep,
        snare: between(0, 12, garageSnare),
        hats: between(0, 12, hats),
        shaker: shakes,
        perc: drips,
        sub: between(0, 8, subGarage),
        organ: between(0, 12, scale(stabs, 0.9)),
        fx: once('cr', 0, 0.7),
      },
      moves: [move('organ', P.LOW_PASS, 136, hz(500), 0, 12)],
    },
  ],
};
