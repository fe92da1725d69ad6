/**
 * Turns a score into events on exact frames. Thread: demo worker, Node. Deterministic.
 */
import { SESSION_RATE_HZ } from '../../../control-bus/constants.ts';
import { MASTER_CHANNEL } from '../synth/synth.ts';
import type { Chord } from './theory.ts';
import type { Part, Score } from './types.ts';

export const EventKind = { note: 0, duck: 1, ramp: 2 } as const;

/** `a…d` — note: pitch, velocity, length in frames (negative: reversed); ramp: parameter, value, frames. */
export interface SynthEvent {
  frame: number;
  kind: (typeof EventKind)[keyof typeof EventKind];
  channel: number;
  a: number;
  b: number;
  c: number;
}

export interface Sequence {
  events: readonly SynthEvent[];
  /** Length of the piece with its tail. */
  totalFrames: number;
  channelNames: readonly string[];
  slotNames: readonly string[];
}

/** Small seeded generator (M. O'Neill's PCG family, 32 bits of a 32-bit state): 0 ≤ x < 1. */
export function randomFrom(seed: number): () => number {
  let state = (Math.imul(seed, 747796405) + 2891336453) >>> 0;
  return () => {
    state = (Math.imul(state, 747796405) + 2891336453) >>> 0;
    const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
    return (((word >>> 22) ^ word) >>> 0) / 4294967296;
  };
}

export function framesAt(beat: number, bpm: number): number {
  return Math.round((beat * 60 * SESSION_RATE_HZ) / bpm);
}

/** Delays every second swing unit; in between, time stretches evenly. */
function swung(beat: number, unit: number, amount: number): number {
  const pair = unit * 2;
  const start = Math.floor(beat / pair + 1e-9) * pair;
  const x = (beat - start) / unit;
  const late = 1 + amount;
  return start + unit * (x < 1 ? x * late : late + (x - 1) * (2 - late));
}

function repeatChords(chords: readonly Chord[], beats: number): Chord[] {
  const last = chords[chords.length - 1];
  if (!last) return [];
  const period = last.beat + last.beats;
  const result: Chord[] = [];
  for (let start = 0; start < beats; start += period)
    for (const chord of chords)
      if (start + chord.beat < beats)
        result.push({ ...chord, beat: start + chord.beat, beats: Math.min(chord.beats, beats - start - chord.beat) });
  return result;
}

/** All events of a score, by frame; on one frame ramps come first, then ducks, then notes in channel order. */
export function sequence(score: Score): Sequence {
  const channelNames = Object.keys(score.channels);
  const slotNames = Object.keys(score.kit);
  const slot = (name: string): number => {
    const at = slotNames.indexOf(name);
    if (at < 0) throw new RangeError(`score ${score.id} has no drum called "${name}"`);
    return at;
  };
  const channelOf = (name: string): number => {
    const at = channelNames.indexOf(name);
    if (at < 0) throw new RangeError(`score ${score.id} has no channel called "${name}"`);
    return at;
  };
  const kickChannel = channelOf(score.kick.channel);
  const kickSlot = slot(score.kick.drum);
  const events: SynthEvent[] = [];
  const frameOf = (beat: number) => framesAt(beat, score.bpm);
  let startBeat = 0;
  score.form.forEach((section, index) => {
    const chords = repeatChords(section.chords, section.bars * 4);
    for (const [name, value] of Object.entries(section.play)) {
      const channel = channelOf(name);
      const spec = score.channels[name];
      if (!spec) continue;
      const random = randomFrom(score.seed * 1009 + index * 101 + channel);
      const parts: readonly Part[] = typeof value === 'function' ? [value] : value;
      for (const part of parts)
        for (const note of part({ bars: section.bars, chords, slot, random })) {
          const beat = spec.straight ? note.beat : swung(note.beat, score.swing.unit, score.swing.amount);
          const late = (random() + random() - 1) * ((spec.looseMs ?? 0) / 1000) * SESSION_RATE_HZ;
          const frame = Math.max(0, Math.round(frameOf(startBeat + beat) + late));
          const soft = 1 - (spec.looseVelocity ?? 0) * random();
          const length = Math.max(1, frameOf(startBeat + note.beat + note.beats) - frameOf(startBeat + note.beat));
          events.push({
            frame,
            kind: EventKind.note,
            channel,
            a: note.pitch,
            b: note.velocity * soft,
            c: note.reversed ? -length : length,
          });
          if (channel === kickChannel && note.pitch === kickSlot && section.duck === undefined)
            events.push({ frame, kind: EventKind.duck, channel: 0, a: 0, b: 0, c: 0 });
        }
    }
    if (section.duck !== undefined) {
      const steps = [...section.duck.replaceAll(/[\s|]/g, '')];
      for (let i = 0; i < section.bars * 16; i++)
        if (steps[i % steps.length] !== '.')
          events.push({ frame: frameOf(startBeat + i / 4), kind: EventKind.duck, channel: 0, a: 0, b: 0, c: 0 });
    }
    for (const m of section.moves ?? []) {
      const channel = m.channel === 'master' ? MASTER_CHANNEL : channelOf(m.channel);
      const start = frameOf(startBeat + m.bar * 4);
      const frames = frameOf(startBeat + (m.bar + m.bars) * 4) - start;
      if (m.from !== undefined)
        events.push({ frame: start, kind: EventKind.ramp, channel, a: m.param, b: m.from, c: 0 });
      events.push({ frame: start, kind: EventKind.ramp, channel, a: m.param, b: m.to, c: frames });
    }
    startBeat += section.bars * 4;
  });
  const rank = (e: SynthEvent) => (e.kind === EventKind.ramp ? 0 : e.kind === EventKind.duck ? 1 : 2);
  const order = events.map((event, at) => ({ event, at }));
  order.sort(
    (p, q) =>
      p.event.frame - q.event.frame ||
      rank(p.event) - rank(q.event) ||
      p.event.channel - q.event.channel ||
      p.at - q.at,
  );
  return {
    events: order.map(({ event }) => event),
    totalFrames: frameOf(startBeat + score.tailBeats),
    channelNames,
    slotNames,
  };
}
