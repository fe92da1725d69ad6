/** 98 BPM, G minor: a slow dembow; thumb piano, nylon guitar, warm air. */
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
import { clap, cymbal, hat, impact, kick, rim, shaker, snare, tom } from '../synth/kits.ts';
import {
  drums,
  E_PIANO,
  echo,
  fm,
  KALIMBA,
  LEAD,
  NYLON,
  PLUCK,
  poly,
  riser,
  SUB_BASS,
  string,
  WARM_PAD,
} from '../synth/patches.ts';

const BPM = 98;
const verse = progression('Gm9 Ebmaj9 Bbadd9 F6');
const lift = progression('Ebmaj9 F6 Gm9 Dm7 Ebmaj9 F6 Bbadd9 D7#9');

const four = hits('bd', 'X...x...X...x...');
const dembow = all(hits('sn', '...x..X....x..X.'), hits('tb', '...5..6....5..7.'));
const snap = hits('cp', '......x.......x.');
const closed = hits('ch', '5.4.5.4.5.4.5.43');
const shakes = hits('sh', '6435643564356435');
const congas = all(hits('ch1', '..4..5....4..5.. ..4..5..4.4..56.'), hits('cl1', '5......4.5...... 5......4......5.'));
const clave = hits('cv', '...x..x...x.x... ................');
const pickup = all(hits('sn', '...x..X....x.xXX'), hits('tb', '...5..6....56789'));

const deep = bass('R-....r-..r-..r. R-....r-..r.5-7.', 1);
const deepPlain = bass('R-----........r-', 1);
const kalimba = arp('0.2.3..1..2.4.3. 0.2.3..1..4.5.3.', { n: 4, centre: 70 }, 1, '9576857695768576');
const kalimbaHigh = arp('..4...5...3...4.', { n: 4, centre: 74 }, 1);
const strum = stab('x--..-o-..x-..o-', { n: 4, centre: 62 }, 0.03);
const keys = stab('x---------------', { n: 5, centre: 60, open: true }, 0.03);
const offKeys = stab('..x...x...x...x.', { n: 3, centre: 69 });
const chords = pad({ n: 4, centre: 62, open: true }, 0.7, 0.3);
const theme = line(
  'd5:3 .:1 f5:2 g5:4 f5:2 d5:2 c5:2 | d5:6 .:2 bb4:2 c5:2 d5:4 | f5:3 .:1 d5:2 bb4:4 c5:2 d5:2 f5:2 | c5:8 .:2 a4:2 c5:2 d5:2 | bb5:3 .:1 a5:2 g5:4 f5:2 d5:2 f5:2 | g5:6 .:2 d5:2 f5:2 g5:4 | f5:3 .:1 d5:2 f5:4 g5:2 bb5:2 f5:2 | a5:8 g5:4 f5:4',
);
const guitar = line(
  'g3:2 d4:2 bb4:2 d4:2 f4:2 d4:2 a4:2 d4:2 | eb3:2 bb3:2 g4:2 bb3:2 d4:2 bb3:2 f4:2 bb3:2 | bb3:2 f4:2 c5:2 f4:2 d5:2 f4:2 c5:2 f4:2 | f3:2 c4:2 a4:2 c4:2 d4:2 c4:2 a4:2 c4:2',
);

export const cinnamonHour: Score = {
  id: 'cinnamon-hour',
  bpm: BPM,
  seed: 98,
  swing: { unit: 0.25, amount: 0.1 },
  tailBeats: 5,
  master: { ...echo(BPM, 3, 4), [P.MASTER_GAIN]: 6.9, [P.DUCK_S]: 0.24, [P.HALL_RT_S]: 2.8, [P.DELAY_FEEDBACK]: 0.5 },
  kit: {
    bd: kick({ hz: 52, from: 200, sweep: 0.06, decay: 0.24, hold: 0.05, click: 0.25, drive: 0.9, snapHz: 900 }),
    sn: snare({
      tone: 240,
      toneDecay: 0.07,
      toneLevel: 0.5,
      decay: 0.12,
      colour: 1900,
      snap: 0.7,
      room: 0.3,
      roomS: 0.4,
    }),
    tb: tom({ hz: 390, bend: 1.2, decay: 0.1, slap: 1, slapHz: 3000 }),
    cp: clap({ hz: 1700, bursts: 2, spacing: 0.008, decay: 0.09, room: 0.4, roomS: 0.5, bright: 0.5 }),
    ch: hat({ decay: 0.045, metal: 7.6 }),
    sh: shaker({ attack: 0.025, decay: 0.065, grain: 0.6 }),
    ch1: tom({ hz: 300, bend: 1.1, decay: 0.15, slap: 0.8, slapHz: 2500 }),
    cl1: tom({ hz: 195, bend: 1.12, decay: 0.24, slap: 0.5 }),
    cv: rim({ hz: 2350, second: 2480, decay: 0.05, noise: 0.1, room: 0.35 }),
    cr: cymbal({ decay: 2, room: 0.3 }),
    im: impact({ noise: 0.35 }),
  },
  kick: { channel: 'kick', drum: 'bd' },
  channels: {
    kick: drums({ [P.GAIN]: -5.5, [P.VELOCITY_AMP]: 0.5 }, { straight: true }),
    snare: drums({ [P.GAIN]: -4.5, [P.SEND_ROOM]: 0.2, [P.HIGH_PASS]: hz(160) }, { looseMs: 3 }),
    clap: drums({ [P.GAIN]: -2.5, [P.SEND_HALL]: 0.12, [P.HIGH_PASS]: hz(250), [P.PAN]: -0.1 }, { looseMs: 4 }),
    hats: drums({ [P.GAIN]: 0, [P.PAN]: 0.2 }, { looseMs: 3, looseVelocity: 0.25 }),
    shaker: drums({ [P.GAIN]: -8, [P.PAN]: -0.3 }, { looseMs: 4, looseVelocity: 0.25 }),
    perc: drums(
      { [P.GAIN]: -9.5, [P.PAN]: 0.25, [P.SEND_ROOM]: 0.3, [P.SEND_DELAY]: 0.1 },
      { looseMs: 5, looseVelocity: 0.25 },
    ),
    fx: drums({ [P.GAIN]: -3, [P.SEND_HALL]: 0.4 }),
    sub: poly(
      SUB_BASS,
      {
        [P.GAIN]: -7,
        [P.DUCK]: 0.55,
        [P.HIGH_PASS]: hz(32),
        [P.OSC2_LEVEL]: 0.5,
        [P.FILTER_CUTOFF]: hz(800),
        [P.FILTER_DRIVE]: 1.5,
      },
      { looseMs: 2 },
    ),
    lead: poly(
      LEAD,
      {
        [P.GAIN]: -10,
        [P.DUCK]: 0.2,
        [P.SEND_DELAY]: 0.35,
        [P.SEND_HALL]: 0.35,
        [P.VOWEL]: 2.6,
        [P.VOWEL_MIX]: 0.5,
        [P.GLIDE_S]: 0.08,
        [P.MONO]: 1,
        [P.AMP_A]: 0.02,
      },
      { looseMs: 6 },
    ),
    bell: fm(
      KALIMBA,
      {
        [P.GAIN]: -9.5,
        [P.DUCK]: 0.25,
        [P.SEND_DELAY]: 0.25,
        [P.SEND_HALL]: 0.22,
        [P.PAN]: -0.18,
        [P.BELL_NOTE]: hz(2600),
        [P.BELL_DB]: 3,
      },
      { looseMs: 5, looseVelocity: 0.25 },
    ),
    guitar: string(
      NYLON,
      { [P.GAIN]: -13.5, [P.DUCK]: 0.2, [P.SEND_ROOM]: 0.3, [P.SEND_HALL]: 0.2, [P.PAN]: 0.25 },
      { looseMs: 8, looseVelocity: 0.25 },
    ),
    keys: fm(
      E_PIANO,
      { [P.GAIN]: -11, [P.DUCK]: 0.35, [P.SEND_HALL]: 0.25, [P.SEND_DELAY]: 0.15, [P.CHORUS]: 0.4 },
      { looseMs: 8, looseVelocity: 0.2 },
    ),
    pluck: poly(
      PLUCK,
      { [P.GAIN]: -15.5, [P.DUCK]: 0.4, [P.SEND_DELAY]: 0.4, [P.SEND_HALL]: 0.25, [P.PAN]: 0.1 },
      { looseMs: 3, looseVelocity: 0.2 },
    ),
    pad: poly(WARM_PAD, {
      [P.GAIN]: -19,
      [P.DUCK]: 0.55,
      [P.SEND_HALL]: 0.4,
      [P.FILTER_CUTOFF]: hz(1600),
      [P.VOWEL]: 0.2,
      [P.VOWEL_MIX]: 0.35,
    }),
    riser: poly(riser(17), { [P.GAIN]: -14, [P.SEND_HALL]: 0.4 }),
  },
  form: [
    {
      kind: 'intro',
      bars: 16,
      chords: verse,
      play: {
        kick: four,
        shaker: from(4, shakes),
        perc: from(4, congas),
        hats: from(8, closed),
        snare: from(8, dembow),
        bell: from(8, swell(kalimba, 0.4, 0.9)),
        fx: reversed('cr', 4, 0.5),
      },
      moves: [move('bell', P.LOW_PASS, hz(900), 136, 8, 8)],
    },
    {
      kind: 'build',
      bars: 8,
      chords: verse,
      play: {
        kick: gap(8, 2, four),
        snare: fill(8, dembow, pickup),
        shaker: shakes,
        hats: closed,
        perc: [congas, clave],
        bell: kalimba,
        sub: gap(8, 2, deepPlain),
        keys,
        riser: held(60, 0, 8),
        fx: [once('cr', 0, 0.5), reversed('cr', 4)],
      },
    },
    {
      kind: 'drop',
      bars: 16,
      chords: verse,
      play: {
        kick: four,
        snare: fill(8, dembow, pickup),
        clap: snap,
        shaker: shakes,
        hats: closed,
        perc: [congas, clave],
        sub: deep,
        bell: kalimba,
        guitar: strum,
        pad: chords,
        pluck: from(8, offKeys),
        lead: from(8, theme),
        fx: [once('im', 0, 0.6), once('cr', 0, 0.7), reversed('cr', 4)],
      },
    },
    {
      kind: 'break',
      bars: 16,
      chords: lift,
      duck: 'x...............',
      play: {
        guitar: between(0, 8, guitar),
        pad: chords,
        keys: from(4, keys),
        bell: from(8, all(kalimba, kalimbaHigh)),
        lead: from(8, scale(theme, 0.8)),
        shaker: from(8, swell(shakes, 0.3, 1)),
        perc: from(8, scale(congas, 0.8)),
        sub: from(8, deepPlain),
        fx: once('im', 0, 0.6),
      },
      moves: [move('pad', P.FILTER_CUTOFF, hz(500), hz(2400), 0, 16)],
    },
    {
      kind: 'build',
      bars: 8,
      chords: verse,
      duck: 'x...x...x...x...',
      play: {
        pad: chords,
        bell: all(kalimba, kalimbaHigh),
        pluck: swell(offKeys, 0.5, 1),
        shaker: shakes,
        hats: closed,
        snare: [between(0, 7, scale(dembow, 0.8)), between(7, 8, pickup)],
        riser: held(62, 0, 8),
        fx: reversed('cr', 4),
      },
      moves: [
        move('master', P.MASTER_HIGH_PASS, 14, hz(200), 2, 5.9),
        move('master', P.MASTER_HIGH_PASS, null, 14, 7.98, 0),
      ],
    },
    {
      kind: 'drop',
      bars: 24,
      chords: verse,
      play: {
        kick: four,
        snare: fill(8, dembow, pickup),
        clap: snap,
        shaker: shakes,
        hats: closed,
        perc: [congas, clave],
        sub: deep,
        bell: [kalimba, from(16, scale(kalimbaHigh, 0.8))],
        guitar: strum,
        keys: from(8, keys),
        pluck: offKeys,
        pad: chords,
        lead: theme,
        fx: [once('im', 0, 0.6), once('cr', 0, 0.7), once('cr', 32, 0.6), once('cr', 64, 0.6), reversed('cr', 4)],
      },
      moves: [move('pad', P.FILTER_CUTOFF, null, hz(1600), 0, 0)],
    },
    {
      kind: 'outro',
      bars: 16,
      chords: verse,
      play: {
        kick: four,
        snare: between(0, 8, dembow),
        shaker: shakes,
        hats: between(0, 12, closed),
        perc: [congas, between(0, 8, clave)],
        sub: between(0, 8, deepPlain),
        bell: between(0, 12, kalimba),
        fx: once('cr', 0, 0.6),
      },
      moves: [move('bell', P.LOW_PASS, null, hz(700), 0, 12)],
    },
  ],
};
