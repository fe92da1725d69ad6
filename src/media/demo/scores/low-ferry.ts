/** 84 BPM, C minor: dub-minded hip-hop; dusty keys, a nylon guitar, echoes. */
import { all, bass, between, fill, from, hits, line, move, once, pad, reversed, scale, stab } from '../score/parts.ts';
import { hz, progression } from '../score/theory.ts';
import type { Score } from '../score/types.ts';
import * as P from '../synth/assembly/params.ts';
import { crackle, cymbal, hat, impact, kick, rim, shaker, snare, tom } from '../synth/kits.ts';
import { drums, E_PIANO, echo, fm, LEAD, NYLON, poly, SUB_BASS, string, WARM_PAD } from '../synth/patches.ts';

const BPM = 84;
const verse = progression('Cm9 Abmaj9 Fm9 G7b9');
const bridge = progression('Abmaj9 Bb6 Cm9 Ebmaj9 Abmaj9 Fm9 Dm7b5 G7b9');

const boom = hits('bd', 'X......x..X.....  X......x.xX....o');
const boomHalf = hits('bd', 'X.........x.....');
const bap = hits('sn', '....X.......X... ....X..,....X..,');
const side = hits('rm', '....x.......x...');
const tight = hits('ch', '6.5.6.5.6.5.6.52');
const open = all(hits('oh', '..............o. ................'));
const shakes = hits('sh', '..4...5...4...5.');
const perc = hits('bg', '...4..5.......4. ......5...4..5..');

const deep = bass('R--...r-..r---.. R--...r-..5-7-..', 1);
const deepPlain = bass('R-------........', 1);
const keys = stab('x-----..x---.... ......x-....o---', { n: 5, centre: 60, open: true }, 0.02);
const keysSparse = stab('x-------........', { n: 5, centre: 60, open: true }, 0.03);
const skank = stab('....x.......x...', { n: 3, centre: 70 });
const chords = pad({ n: 4, centre: 62, open: true }, 0.7, 0.3);
const lick = line(
  'g4:2 .:2 eb5:2 d5:1 c5:3 .:2 bb4:2 c5:2 | .:4 g4:2 bb4:2 c5:4 .:4 | ab4:2 .:2 f5:2 eb5:1 c5:3 .:2 ab4:2 c5:2 | b4:4 .:4 d5:2 f5:2 eb5:2 d5:2',
);
const melodica = line(
  'c5:6 d5:2 eb5:6 .:2 | d5:4 c5:4 g4:8 | f5:6 eb5:2 c5:6 .:2 | d5:6 b4:2 g4:8 | c5:6 d5:2 eb5:4 g5:4 | f5:4 eb5:4 c5:8 | ab5:6 g5:2 f5:4 eb5:4 | d5:8 b4:8',
);

export const lowFerry: Score = {
  id: 'low-ferry',
  bpm: BPM,
  seed: 84,
  swing: { unit: 0.25, amount: 0.24 },
  tailBeats: 4,
  master: {
    ...echo(BPM, 3, 6),
    [P.MASTER_GAIN]: 6.9,
    [P.MASTER_HIGH_SHELF_DB]: 1.5,
    [P.DUCK_S]: 0.3,
    [P.RETURN_DUCK]: 0.25,
    [P.HALL_RT_S]: 2.4,
    [P.DELAY_FEEDBACK]: 0.62,
    [P.DELAY_TONE]: hz(2200),
  },
  kit: {
    bd: kick({
      hz: 56,
      from: 180,
      sweep: 0.045,
      decay: 0.22,
      hold: 0.04,
      click: 0.35,
      drive: 1.6,
      snapHz: 700,
      noise: 0.12,
    }),
    sn: snare({
      tone: 178,
      toneDecay: 0.13,
      toneLevel: 0.8,
      decay: 0.19,
      colour: 1200,
      snap: 0.6,
      drive: 1.2,
      room: 0.35,
      roomS: 0.5,
    }),
    rm: rim({ hz: 820, second: 1780, decay: 0.05, room: 0.4, roomS: 0.6 }),
    ch: hat({ decay: 0.05, metal: 7, drive: 0.8, highPass: 4800 }),
    oh: hat({ decay: 0.28, metal: 7, tail: 0.08, highPass: 4800 }),
    sh: shaker({ attack: 0.03, decay: 0.09, highPass: 3600 }),
    bg: tom({ hz: 285, bend: 1.1, decay: 0.15, slap: 0.7, room: 0.3 }),
    cr: cymbal({ decay: 2.2, room: 0.3 }),
    im: impact({ noise: 0.3, room: 0.6 }),
    vn: crackle({ perSecond: 22, hiss: 0.02, seconds: 5.8 }),
  },
  kick: { channel: 'kick', drum: 'bd' },
  channels: {
    kick: drums({ [P.GAIN]: -6, [P.VELOCITY_AMP]: 0.6 }),
    snare: drums({ [P.GAIN]: -5, [P.SEND_DELAY]: 0.06, [P.SEND_ROOM]: 0.1 }, { looseMs: 4 }),
    hats: drums({ [P.GAIN]: -2, [P.PAN]: 0.18 }, { looseMs: 6, looseVelocity: 0.3 }),
    shaker: drums({ [P.GAIN]: -5.5, [P.PAN]: -0.3 }, { looseMs: 6, looseVelocity: 0.3 }),
    perc: drums(
      { [P.GAIN]: -4.5, [P.PAN]: -0.35, [P.SEND_DELAY]: 0.3, [P.SEND_ROOM]: 0.3 },
      { looseMs: 8, looseVelocity: 0.3 },
    ),
    fx: drums({ [P.GAIN]: -7.5, [P.SEND_HALL]: 0.4, [P.SEND_DELAY]: 0.2 }),
    texture: drums({ [P.GAIN]: -3, [P.WIDTH]: 1.5 }),
    sub: poly(
      SUB_BASS,
      {
        [P.GAIN]: -7,
        [P.DUCK]: 0.35,
        [P.HIGH_PASS]: hz(32),
        [P.OSC2_LEVEL]: 0.6,
        [P.FILTER_CUTOFF]: hz(900),
        [P.FILTER_DRIVE]: 1.8,
        [P.GLIDE_S]: 0.06,
      },
      { looseMs: 4 },
    ),
    keys: fm(
      E_PIANO,
      {
        [P.GAIN]: -11.5,
        [P.DUCK]: 0.2,
        [P.SEND_ROOM]: 0.2,
        [P.SEND_DELAY]: 0.08,
        [P.LOW_PASS]: hz(5200),
        [P.DRIVE]: 4,
        [P.BELL_NOTE]: hz(1800),
        [P.BELL_DB]: 3,
      },
      { looseMs: 12, looseVelocity: 0.2 },
    ),
    stab: fm(
      E_PIANO,
      { [P.GAIN]: -10, [P.SEND_DELAY]: 0.7, [P.SEND_HALL]: 0.2, [P.HIGH_PASS]: hz(400), [P.PAN]: 0.2 },
      { looseMs: 6 },
    ),
    guitar: string(
      NYLON,
      { [P.GAIN]: -5, [P.PAN]: 0.25, [P.SEND_ROOM]: 0.3, [P.SEND_DELAY]: 0.22, [P.SEND_HALL]: 0.15 },
      { looseMs: 10, looseVelocity: 0.25 },
    ),
    pad: poly(WARM_PAD, {
      [P.GAIN]: -21.5,
      [P.DUCK]: 0.3,
      [P.SEND_HALL]: 0.4,
      [P.FILTER_CUTOFF]: hz(1300),
      [P.CHORUS]: 0.4,
    }),
    lead: poly(
      LEAD,
      {
        [P.GAIN]: -18,
        [P.SEND_DELAY]: 0.5,
        [P.SEND_HALL]: 0.25,
        [P.OSC_WAVE]: P.WAVE_PULSE,
        [P.OSC_UNISON]: 2,
        [P.OSC_DETUNE]: 0.08,
        [P.FILTER_CUTOFF]: hz(2400),
        [P.AMP_A]: 0.04,
        [P.VIBRATO_SEMI]: 0.22,
        [P.PAN]: -0.15,
      },
      { looseMs: 10 },
    ),
  },
  form: [
    {
      kind: 'intro',
      bars: 8,
      chords: verse,
      play: {
        texture: hits('vn', `x${'.'.repeat(31)}`),
        kick: boomHalf,
        snare: [side, between(7, 8, hits('sn', '............,.ox'))],
        hats: from(4, tight),
        shaker: shakes,
        keys: from(4, scale(keysSparse, 0.8)),
        fx: reversed('cr', 3, 0.5),
      },
      moves: [move('keys', P.LOW_PASS, hz(600), hz(2500), 4, 4)],
    },
    {
      kind: 'build',
      bars: 8,
      chords: verse,
      play: {
        texture: hits('vn', `x${'.'.repeat(31)}`),
        kick: boom,
        snare: bap,
        hats: tight,
        perc,
        keys,
        sub: deepPlain,
        fx: [once('cr', 0, 0.4), reversed('cr', 3)],
      },
      moves: [move('keys', P.LOW_PASS, hz(2500), hz(5200), 0, 8)],
    },
    {
      kind: 'drop',
      bars: 16,
      chords: verse,
      play: {
        texture: hits('vn', `x${'.'.repeat(31)}`),
        kick: boom,
        snare: fill(8, bap, hits('sn', '....X..,..,.X.xX')),
        hats: [tight, open],
        shaker: shakes,
        perc,
        sub: deep,
        keys,
        stab: skank,
        guitar: lick,
        pad: from(8, chords),
        fx: [once('im', 0, 0.5), once('cr', 0, 0.6)],
      },
    },
    {
      kind: 'break',
      bars: 16,
      chords: bridge,
      duck: 'x...............',
      play: {
        texture: hits('vn', `x${'.'.repeat(31)}`),
        keys: keysSparse,
        pad: chords,
        lead: melodica,
        stab: from(8, skank),
        snare: from(8, side),
        hats: from(8, tight),
        perc: scale(perc, 0.8),
        sub: from(8, deepPlain),
        fx: [once('im', 0, 0.6), reversed('cr', 3)],
      },
      moves: [move('pad', P.FILTER_CUTOFF, hz(600), hz(1800), 0, 16)],
    },
    {
      kind: 'drop',
      bars: 16,
      chords: verse,
      play: {
        texture: hits('vn', `x${'.'.repeat(31)}`),
        kick: boom,
        snare: fill(8, bap, hits('sn', '....X..,..,.X.xX')),
        hats: [tight, open],
        shaker: shakes,
        perc,
        sub: deep,
        keys,
        stab: skank,
        guitar: lick,
        lead: from(8, scale(line('.:8 g5:2 f5:2 eb5:4 | .:16 | .:8 ab5:2 g5:2 f5:4 | d5:4 b4:4 .:8'), 0.9)),
        pad: chords,
        fx: [once('im', 0, 0.6), once('cr', 0, 0.6), once('cr', 32, 0.5)],
      },
      moves: [move('pad', P.FILTER_CUTOFF, null, hz(1300), 0, 0)],
    },
    {
      kind: 'outro',
      bars: 8,
      chords: verse,
      play: {
        texture: hits('vn', `x${'.'.repeat(31)}`),
        kick: boomHalf,
        snare: side,
        hats: between(0, 4, tight),
        shaker: shakes,
        keys: between(0, 4, keysSparse),
        stab: skank,
        sub: between(0, 4, deepPlain),
        fx: once('cr', 0, 0.5),
      },
      moves: [move('keys', P.LOW_PASS, null, hz(700), 0, 4), move('stab', P.GAIN, null, -30, 4, 4)],
    },
  ],
};
