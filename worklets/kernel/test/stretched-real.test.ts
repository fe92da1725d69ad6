import { describe, expect, test } from 'vitest';
import { DeckFlag } from '../../../src/control-bus/layouts.ts';
import { RATE_HZ, sineTrack, TestEngine, type Track } from './harness.ts';
import { clickDb } from './mix/measure.ts';

async function playing(track: Track, tempo = 0): Promise<TestEngine> {
  const e = await TestEngine.create({ stretch: 'real' });
  e.prepare(0, track, 120);
  e.set('deck.a.tempo.range', 2);
  e.set('deck.a.tempo', tempo);
  e.set('deck.a.keylock', 1);
  e.blocks(30);
  e.send('play', { deck: 0 });
  e.blocks(10);
  return e;
}

/** Three tones, so that it is no single sine. */
const CHORD: Track = (() => {
  const tracks = [220, 277.2, 1311].map((hz) => sineTrack(1 << 22, hz, 0.2));
  return { frames: 1 << 22, sample: (f, c) => tracks.reduce((sum, t) => sum + t.sample(f, c), 0) };
})();

test('key lock on and off at speed 1 is inaudible: the sound stays the track itself', async () => {
  const e = await playing(CHORD);
  e.capture = true;
  const start = e.deck(0).position;
  for (let i = 0; i < 6; i++) {
    e.set('deck.a.keylock', i % 2);
    e.blocks(40);
    expect((e.deck(0).flags & DeckFlag.stretched) !== 0).toBe(i % 2 === 1);
  }
  const out = e.played[0] as number[];
  let worst = 0;
  for (let i = 0; i < out.length; i++)
    worst = Math.max(worst, Math.abs((out[i] as number) - CHORD.sample(start + i, 0)));
  expect(20 * Math.log10(worst)).toBeLessThan(-100);
});

describe('a click every 17 011 frames is heard where the deck says it is', () => {
  const every = 17_011;
  const clicks: Track = { frames: 1 << 23, sample: (f) => (f % every === 0 ? 0.9 : 0) };
  test.each([0.92, 0.97, 1.02, 1.05, 1.08])('speed %f: within 6 frames', async (rate) => {
    const e = await playing(clicks, (rate - 1) * 2);
    e.blocks(60);
    e.capture = true;
    const start = e.deck(0).position;
    e.blocks(3000);
    const out = e.played[0] as number[];
    const off: number[] = [];
    for (let n = Math.ceil(start / every) + 1; ; n++) {
      const at = (n * every - start) / rate;
      if (at + 400 > out.length) break;
      let peak = 0;
      for (let i = Math.round(at) - 300; i < at + 300; i++)
        if (Math.abs(out[i] as number) > Math.abs(out[peak] as number)) peak = i;
      off.push(peak - at);
    }
    off.sort((a, b) => a - b);
    expect(off.length).toBeGreaterThan(15);
    expect(Math.abs(off[off.length >> 1] as number)).toBeLessThan(6);
    const within = off.filter((x) => Math.abs(x) <= 6).length;
    expect(within / off.length).toBeGreaterThan(0.9);
  });
});

describe('no command clicks through the real stretcher', () => {
  test.each([0, 0.12])('tempo fader %f', async (tempo) => {
    const e = await playing(sineTrack(1 << 22), tempo);
    e.capture = true;
    e.blocks(8);
    const say = (...steps: Parameters<TestEngine['send']>[]): void => {
      for (const [op, fields] of steps) {
        e.send(op, { deck: 0, ...fields });
        e.blocks(50);
      }
    };
    say(['seek', { a: 400_033 }], ['pause'], ['play'], ['loopBeats', { a: 0.25 }], ['loopHalve'], ['loopExit']);
    for (const [key, value] of [
      ['keylock', 0],
      ['keylock', 1],
      ['nudge', 0.5],
      ['nudge', 0],
      ['reverse', 1],
      ['reverse', 0],
      ['key.shift', 2],
      ['key.shift', 0],
    ] as const) {
      e.set(`deck.a.${key}`, value);
      e.blocks(50);
    }
    say(['rollStart', { a: 0.125 }], ['rollEnd'], ['brake', { a: 0.1 }]);
    e.blocks(12);
    expect(clickDb(e.played[0] as number[], RATE_HZ)).toBeLessThan(-60);
  });
});
