/** 124 BPM, E minor: a night-time house track on organ stabs and a walking bass. */
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
  echo,
  fallNoise,
  fm,
  LEAD,
  ORGAN,
  PLUCK,
  poly,
  riser,
  WARM_PAD,
} from '../synth/patches.ts';

const BPM = 124;
const verse = progression('Em9 Cmaj9 Am9 Bm7');
const lift = progression('Cmaj9 D6 Em9 G/B Cmaj9 D6 Bm7 Em9');

const four = hits('bd', 'X...X...X...X...');
const claps = hits('cp', '....X.......X...');
const offbeat = hits('oh', '..x...x...x...x.');
const closed = hits('ch', 'x5.3x5.4x5.3x546');
const shakes = hits('sh', '6374637463746375');
const conga = hits('cgh', '...5.....4..5...');
const congaLow = hits('cgl', '.......6......6.');
const rims = hits('rm', '...x..x....x....');

const bassline = bass('R..r..8.r.7.r.5. R..r..8.r.3.5.7.', 1);
const bassQuiet = bass('R-----..r-..R-..', 1);
const organ = stab('x..x..x...x..x.. x..x..x...x.x...', { n: 4, centre: 64 });
const organSparse = stab('x..x............', { n: 4, centre: 64 });
const chords = pad({ n: 5, centre: 62, open: true }, 0.7, 0.2);
const arpeggio = arp('0.2.1.3.2.4.1.3.', { n: 4, centre: 71 });
const hook = line(
  'b4:3 .:3 d5:2 e5:3 .:1 g5:2 f#5:2 | e5:3 .:3 d5:2 b4:4 .:4 | c5:3 .:3 e5:2 g5:3 .:1 e5:2 d5:2 | b4:3 .:1 a4:2 b4:2 d5:4 .:4',
);

export const sodiumLights: Score = {
  id: 'sodium-lights',
  bpm: BPM,
  seed: 124,
  swing: { unit: 0.25, amount: 0.12 },
  tailBeats: 4,
  master: {
    ...echo(BPM, 3, 2),
    [P.MASTER_GAIN]: 6.4,
    [P.DUCK_S]: 0.26,
    [P.HALL_RT_S]: 2.4,
  },
  kit: {
    bd: kick({ hz: 48, from: 240, sweep: 0.07, decay: 0.3, hold: 0.06, click: 0.32, drive: 0.9, snapHz: 1100 }),
    cp: clap({ hz: 1300, decay: 0.15, room: 0.22, roomS: 0.45, bright: 0.4 }),
    sn: snare({ tone: 200, decay: 0.16, room: 0.2 }),
    ch: hat({ decay: 0.045, metal: 8.4 }),
    oh: hat({ decay: 0.19, metal: 8.4, noise: 0.5, tail: 0.08 }),
    sh: shaker({ attack: 0.022, decay: 0.06 }),
    rm: rim({ hz: 1720, second: 2480, decay: 0.03 }),
    cgh: tom({ hz: 245, bend: 1.12, decay: 0.16, slap: 0.7 }),
    cgl: tom({ hz: 165, bend: 1.15, decay: 0.24, slap: 0.4 }),
    cr: cymbal({ decay: 2, room: 0.2 }),
    rd: cymbal({ decay: 0.6, metal: 11, metalLevel: 0.6, noise: 0.25, bell: 3300, bellLevel: 0.4, room: 0 }),
    im: impact({}),
  },
  kick: { channel: 'kick', drum: 'bd' },
  channels: {
    kick: drums({ [P.GAIN]: -6, [P.VELOCITY_AMP]: 0.4 }, { straight: true }),
    clap: drums({ [P.GAIN]: -4.5, [P.SEND_ROOM]: 0.25, [P.HIGH_PASS]: hz(220) }, { looseMs: 1 }),
    hats: drums({ [P.GAIN]: -4.5, [P.PAN]: 0.12, [P.MONO]: 1 }, { looseMs: 2, looseVelocity: 0.15 }),
    open: drums({ [P.GAIN]: -9.5, [P.PAN]: -0.06, [P.DUCK]: 0.3 }, { looseMs: 1, looseVelocity: 0.1 }),
    shaker: drums({ [P.GAIN]: -11, [P.PAN]: -0.3 }, { looseMs: 3, looseVelocity: 0.25 }),
    perc: drums(
      { [P.GAIN]: -9.5, [P.PAN]: 0.28, [P.SEND_ROOM]: 0.3, [P.SEND_DELAY]: 0.12 },
      { looseMs: 4, looseVelocity: 0.2 },
    ),
    fx: drums({ [P.GAIN]: -5, [P.SEND_HALL]: 0.3, [P.HIGH_PASS]: hz(30) }),
    bass: poly(ANALOG_BASS, { [P.GAIN]: -3.5, [P.DUCK]: 0.75, [P.FILTER_CUTOFF]: hz(330), [P.HIGH_PASS]: hz(34) }),
    organ: fm(
      ORGAN,
      {
        [P.GAIN]: -10.5,
        [P.DUCK]: 0.45,
        [P.SEND_ROOM]: 0.35,
        [P.SEND_DELAY]: 0.16,
        [P.SEND_HALL]: 0.12,
        [P.CHORUS]: 0.4,
      },
      { looseMs: 2, looseVelocity: 0.12 },
    ),
    pad: poly(WARM_PAD, { [P.GAIN]: -22, [P.DUCK]: 0.6, [P.SEND_HALL]: 0.4, [P.HIGH_PASS]: hz(220) }),
    pluck: poly(
      PLUCK,
      { [P.GAIN]: -13, [P.DUCK]: 0.35, [P.SEND_DELAY]: 0.35, [P.SEND_HALL]: 0.2, [P.PAN]: -0.15 },
      { looseMs: 2, looseVelocity: 0.2 },
    ),
    lead: poly(
      LEAD,
      {
        [P.GAIN]: -12.5,
        [P.DUCK]: 0.25,
        [P.SEND_DELAY]: 0.38,
        [P.SEND_HALL]: 0.28,
        [P.VOWEL]: 0.6,
        [P.VOWEL_MIX]: 0.45,
      },
      { looseMs: 3 },
    ),
    riser: poly(riser(14), { [P.GAIN]: -13.5, [P.SEND_HALL]: 0.3 }),
    fall: poly(fallNoise(2.5), { [P.GAIN]: -9.5, [P.SEND_HALL]: 0.3 }),
  },
  form: [
    {
      kind: 'intro',
      bars: 16,
      chords: verse,
      play: {
        kick: four,
        hats: from(4, closed),
        open: from(8, offbeat),
        shaker: from(8, shakes),
        perc: [from(4, rims), from(8, conga), from(8, congaLow)],
        clap: from(8, claps),
        organ: from(8, organSparse),
        fx: [reversed('cr', 3, 0.6)],
      },
      moves: [move('organ', P.LOW_PASS, hz(500), hz(2200), 8, 8)],
    },
    {
      kind: 'build',
      bars: 16,
      chords: verse,
      play: {
        kick: gap(16, 2, four),
        clap: claps,
        hats: closed,
        open: offbeat,
        shaker: shakes,
        perc: [rims, conga, congaLow],
        bass: gap(16, 2, bassQuiet),
        organ: organ,
        pad: from(8, chords),
        riser: held(60, 8, 8),
        fx: [once('cr', 0, 0.6), reversed('cr', 4)],
      },
      moves: [move('organ', P.LOW_PASS, hz(2200), 136, 0, 14), move('bass', P.FILTER_CUTOFF, hz(160), hz(330), 0, 16)],
    },
    {
      kind: 'drop',
      bars: 32,
      chords: verse,
      play: {
        kick: gap(16, 1, four),
        clap: fill(16, claps, hits('cp', '....X.......X.oX')),
        hats: closed,
        open: offbeat,
        shaker: shakes,
        perc: [rims, conga, congaLow],
        bass: bassline,
        organ,
        pad: chords,
        lead: from(16, hook),
        pluck: between(8, 16, arpeggio),
        fall: held(60, 0, 2),
        fx: [once('im', 0, 0.8), once('cr', 0), once('cr', 64, 0.8), reversed('cr', 4)],
      },
    },
    {
      kind: 'break',
      bars: 16,
      chords: lift,
      duck: 'x...x...x...x...',
      play: {
        pad: chords,
        pluck: from(4, swell(arpeggio, 0.5, 1)),
        lead: from(8, scale(hook, 0.8)),
        organ: from(8, swell(organ, 0.3, 0.9)),
        shaker: from(8, shakes),
        perc: scale(conga, 0.7),
        bass: from(8, bass('R---------------', 1)),
        fall: held(60, 0, 2),
        fx: [once('im', 0, 0.7)],
      },
      moves: [move('pad', P.FILTER_CUTOFF, hz(700), hz(2600), 0, 16), move('bass', P.LOW_PASS, hz(160), hz(600), 8, 8)],
    },
    {
      kind: 'build',
      bars: 8,
      chords: verse,
      duck: 'x...x...x...x...',
      play: {
        pad: chords,
        pluck: arpeggio,
        organ: organ,
        clap: [all(roll('cp', 4)), between(0, 4, claps)],
        hats: closed,
        shaker: shakes,
        riser: held(67, 0, 8),
        fx: [reversed('cr', 4)],
      },
      moves: [
        move('master', P.MASTER_HIGH_PASS, 14, hz(240), 2, 5.9),
        move('master', P.MASTER_HIGH_PASS, null, 14, 7.98, 0),
        move('pad', P.FILTER_CUTOFF, hz(1500), hz(5000), 0, 8),
        move('bass', P.LOW_PASS, null, 136, 7.9, 0),
      ],
    },
    {
      kind: 'drop',
      bars: 32,
      chords: verse,
      play: {
        kick: gap(16, 1, four),
        clap: fill(16, claps, hits('cp', '....X.......X.oX')),
        hats: closed,
        open: [offbeat, from(0, hits('rd', 'x...x...x...x...'))],
        shaker: shakes,
        perc: [rims, conga, congaLow],
        bass: bassline,
        organ,
        pad: chords,
        lead: hook,
        pluck: from(16, arpeggio),
        fall: held(60, 0, 2),
        fx: [once('im', 0, 0.8), once('cr', 0), once('cr', 64, 0.8), reversed('cr', 4)],
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
        open: between(0, 8, offbeat),
        shaker: shakes,
        perc: [rims, conga, congaLow],
        bass: between(0, 8, bassQuiet),
        organ: between(0, 12, organSparse),
        fx: [once('cr', 0, 0.8)],
      },
      moves: [move('organ', P.LOW_PASS, 136, hz(400), 0, 12)],
    },
  ],
};
