/**
 * A seeded set on synthetic tracks that touches every part of the engine: what the hash tests, the replay tests and the
 * benchmarks play. Integer arithmetic and + − × ÷ only, so that it is the same set everywhere.
 *
 * Thread: any off the audio thread; allocates.
 */
import { gridCommands, playableGrid, type TempoSegment } from '../../src/control-bus/beat-grid.ts';
import { Clock, type Command, CommandFlag, makeCommand, Op, SourceClass } from '../../src/control-bus/commands.ts';
import {
  DECK_COUNT,
  JUMP_BEATS,
  LOOP_BEATS,
  NO_DECK,
  SESSION_RATE_HZ,
  SLAB_SLOTS,
} from '../../src/control-bus/constants.ts';
import { CONTROLS, type DeckControlKey, deckControlIndex, findControl } from '../../src/control-bus/controls.ts';
import { formatFor, PcmStore, SLAB_BYTES, slotsFor } from '../../src/control-bus/pcm.ts';

/** Commands are handed over at multiples of this frame count, so that every host quantum in the tests can stop there. */
export const SET_STEP_FRAMES = 2048;

export const TRACK_SECONDS = 40;
const TEMPOS = [120, 124, 128, 174] as const;

/** Deterministic numbers: xorshift32 (Marsaglia 2003). */
export class Seeded {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 1;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) / 4294967296;
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }
}

/** Frames of one beat of a track. */
export const beatFrames = (track: number): number => (SESSION_RATE_HZ * 60) / (TEMPOS[track % 4] as number);

/** A groove with a kick, hats and two held notes; interleaved stereo, about −6 dBFS. */
export function syntheticTrack(track: number, frames: number): Float32Array {
  const out = new Float32Array(frames * 2);
  const noise = new Seeded(track * 7919 + 17);
  const beat = beatFrames(track);
  const low = oscillator(0.0098 + track * 0.0013);
  const high = oscillator(0.0437 + track * 0.0071);
  for (let i = 0; i < frames; i++) {
    const phase = (i % beat) / beat;
    const kickFall = Math.max(0, 1 - phase * 6);
    // A triangle whose pitch falls with its level.
    const cycles = phase * 9 * (1 - phase * 0.5);
    const triangle = Math.abs((((cycles % 1) + 1) % 1) - 0.5) * 4 - 1;
    const hat = Math.max(0, 1 - (((i + beat / 2) % beat) / beat) * 14) * (noise.next() - 0.5);
    const held = low() * 0.09 + high() * 0.05;
    const x = triangle * kickFall * 0.32 + hat * 0.22 + held;
    out[i * 2] = x;
    out[i * 2 + 1] = x * 0.9 + hat * 0.04;
  }
  return out;
}

/** A sine of `step` radians a sample by the two-term recurrence; its cosine by a series that is exact enough here. */
function oscillator(step: number): () => number {
  const square = step * step;
  const twoCos = 2 - square + (square * square) / 12 - (square * square * square) / 360;
  let a = 0;
  let b = step - (step * square) / 6;
  const scale = 1 / b;
  const amplitude = b;
  return () => {
    const next = twoCos * b - a;
    a = b;
    b = next;
    return next * scale * amplitude;
  };
}

/** Opens the four tracks as sources 0…3; returns the slabs in order. */
export function openTracks(sources: SharedArrayBuffer): { pcm: PcmStore; slabs: SharedArrayBuffer[]; frames: number } {
  const pcm = new PcmStore(sources);
  const slabs: SharedArrayBuffer[] = [];
  const frames = TRACK_SECONDS * SESSION_RATE_HZ;
  let slot = 0;
  for (let track = 0; track < DECK_COUNT; track++) {
    const format = formatFor(frames);
    const count = slotsFor(frames, format, 2);
    while (slabs.length * SLAB_SLOTS < slot + count) {
      const slab = new SharedArrayBuffer(SLAB_BYTES);
      pcm.addSlab(slabs.length, slab);
      slabs.push(slab);
    }
    const first = slot;
    pcm.openSource(
      track,
      format,
      2,
      frames,
      Array.from({ length: count }, (_, i) => first + i),
    );
    slot += count;
    pcm.writeFrames(track, syntheticTrack(track, frames), 0, frames);
    pcm.completeSource(track, frames);
  }
  return { pcm, slabs, frames };
}

/** Commands that load track n in deck n with its grid and let all four play. */
export function startDecks(decks: number, keyLock: boolean, tempo = 0.4): Command[] {
  const commands: Command[] = [];
  const add = (fields: Partial<Command> & { op: Op }): void => {
    commands.push(makeCommand({ id: commands.length + 1, ...fields }));
  };
  for (let deck = 0; deck < decks; deck++) {
    const source = deck % DECK_COUNT;
    add({ op: Op.load, deck, target: source, a: deck + 1 });
    add({ op: Op.sourceLength, deck, target: source, a: TRACK_SECONDS * SESSION_RATE_HZ });
    add({ op: Op.setGrid, deck, a: 0, b: TEMPOS[source] as number, c: 4 });
    add({ op: Op.setControl, target: deckControlIndex(deck, 'keylock'), a: keyLock ? 1 : 0 });
    add({ op: Op.setControl, target: deckControlIndex(deck, 'tempo'), a: tempo * (deck % 2 === 0 ? 1 : -1) });
    add({ op: Op.play, deck });
  }
  return commands;
}

const MOVED: readonly DeckControlKey[] = [
  'tempo',
  'trim',
  'eq.high',
  'eq.mid',
  'eq.low',
  'eq.low.kill',
  'filter',
  'filter.resonance',
  'level',
  'crossfader.side',
  'key.shift',
  'keylock',
  'slip',
  'nudge',
  'pfl',
  'quantise',
];
const MOVED_GLOBAL = ['mixer.crossfader', 'mixer.crossfader.curve', 'master.level', 'phones.mix', 'transport.tempo'];

/** Levels move in their upper part only: a set that is mostly silent would prove little. */
const isLevel = (control: string): boolean => control.endsWith('level');

/** The commands of a random but repeatable set, step by step. */
export class ScriptedSet {
  private readonly random: Seeded;
  private id = 1000;
  private loadToken = DECK_COUNT;
  private readonly scratching = new Set<number>();
  private readonly reversed = new Set<number>();

  constructor(seed: number) {
    this.random = new Seeded(seed);
  }

  /** What the scheduler sends at engine frame `frame`, a multiple of SET_STEP_FRAMES. */
  commandsAt(frame: number): Command[] {
    if (frame === 0) return [makeCommand({ id: 999, op: Op.transportPlay }), ...startDecks(DECK_COUNT, true)];
    const count = this.random.below(4);
    const out: Command[] = [];
    for (let i = 0; i < count; i++) out.push(...this.gesture(frame));
    return out;
  }

  private gesture(frame: number): Command[] {
    const { random } = this;
    const deck = random.below(DECK_COUNT);
    switch (random.below(19)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        return [this.control(deckControlIndex(deck, random.pick(MOVED)), frame)];
      case 5:
        return [this.control(findControl(random.pick(MOVED_GLOBAL)) ?? 0, frame)];
      case 6:
        return [this.stamped(frame, { op: Op.hotCueSet, deck, target: random.below(8), a: -1 })];
      case 7:
        return [this.stamped(frame, { op: Op.hotCueJump, deck, target: random.below(8) })];
      case 8:
        return [this.onBeat({ op: Op.loopBeats, deck, a: random.pick(LOOP_BEATS) })];
      case 9:
        return [this.stamped(frame, { op: random.pick([Op.loopExit, Op.loopHalve, Op.loopDouble, Op.reloop]), deck })];
      case 10:
        return [this.onBeat({ op: Op.beatJump, deck, a: random.pick(JUMP_BEATS) * (random.below(2) === 0 ? 1 : -1) })];
      case 11:
        return this.scratch(deck, frame);
      case 12:
        return this.held(deck, frame);
      case 13:
        return [
          this.stamped(frame, {
            op: Op.seek,
            deck,
            a: random.below(20) * SESSION_RATE_HZ,
            flags: CommandFlag.phaseTrue,
            step: 1,
          }),
        ];
      case 14:
        return [this.make({ op: Op.syncOnce, deck, target: NO_DECK })];
      case 15:
        return random.below(4) === 0 ? this.changeRecord(deck, frame) : this.held(deck, frame);
      case 16:
        return [this.stamped(frame, { op: Op.play, deck })];
      case 17:
        return random.below(3) === 0
          ? [this.stamped(frame, { op: Op.metronome, deck, a: random.below(2) })]
          : this.changeGrid(deck);
      default:
        return [
          this.stamped(frame, {
            op: random.pick([Op.play, Op.play, Op.pause, Op.cuePress, Op.cueRelease, Op.brake]),
            deck,
            a: 0.5,
          }),
        ];
    }
  }

  private make(fields: Partial<Command> & { op: Op }): Command {
    return makeCommand({ id: this.id++, ...fields });
  }

  /** At a frame of its own within the coming step. */
  private stamped(frame: number, fields: Partial<Command> & { op: Op }): Command {
    return this.make({ clock: Clock.frame, time: frame + this.random.below(SET_STEP_FRAMES), ...fields });
  }

  private onBeat(fields: Partial<Command> & { op: Op }): Command {
    return this.make({
      clock: Clock.deckBeat,
      flags: CommandFlag.nextBoundary,
      step: this.random.pick([0.25, 1]),
      ...fields,
    });
  }

  private control(index: number, frame: number): Command {
    const spec = CONTROLS[index];
    if (spec === undefined) throw new RangeError(`no control ${index}`);
    const share = this.random.next();
    const raw = spec.min + (isLevel(spec.name) ? 0.75 + share / 4 : share) * (spec.max - spec.min);
    const stepped = spec.curve === 'toggle' || spec.curve === 'choice';
    return this.stamped(frame, { op: Op.setControl, target: index, a: stepped ? Math.round(raw) : raw });
  }

  private scratch(deck: number, frame: number): Command[] {
    if (this.scratching.delete(deck)) return [this.stamped(frame, { op: Op.scratchEnd, deck })];
    this.scratching.add(deck);
    const moves = [this.make({ op: Op.scratchStart, deck })];
    let position = 0;
    for (let at = 192; at < SET_STEP_FRAMES; at += 192) {
      position += (this.random.next() - 0.5) * 600;
      moves.push(
        this.make({ op: Op.scratchMove, deck, a: position, b: frame + at, clock: Clock.frame, time: frame + at }),
      );
    }
    return moves;
  }

  /** Another track on the deck, from any of the four sources, playing at once. */
  private changeRecord(deck: number, frame: number): Command[] {
    const source = this.random.below(DECK_COUNT);
    const at = frame + this.random.below(SET_STEP_FRAMES / 2);
    const later = (frames: number, fields: Partial<Command> & { op: Op }): Command =>
      this.make({ clock: Clock.frame, time: at + frames, deck, ...fields });
    return [
      later(0, { op: Op.eject }),
      later(256, { op: Op.load, target: source, a: ++this.loadToken }),
      later(300, { op: Op.sourceLength, target: source, a: TRACK_SECONDS * SESSION_RATE_HZ }),
      later(301, { op: Op.setGrid, a: 0, b: TEMPOS[source] as number, c: 4 }),
      later(700, { op: Op.play }),
    ];
  }

  /** A grid whose tempo changes every few beats, as a hand or a drummer makes it. */
  private changeGrid(deck: number): Command[] {
    const { random } = this;
    const downbeatFrame = random.below(24_000);
    const bpm = 90 + random.below(80);
    const segments: TempoSegment[] = [{ startFrame: downbeatFrame, bpm }];
    for (let startFrame = downbeatFrame, count = random.below(12); count > 0; count--) {
      startFrame += (1 + random.below(16)) * 24_000 + random.below(4000);
      segments.push({ startFrame, bpm: bpm * (0.94 + 0.12 * random.next()) });
    }
    const grid = playableGrid({ downbeatFrame, bpm, beatsPerBar: random.pick([3, 4, 4]), segments }, SESSION_RATE_HZ);
    return gridCommands(deck, grid, SourceClass.hand).map((command) => this.make(command));
  }

  private held(deck: number, frame: number): Command[] {
    if (this.reversed.delete(deck))
      return [this.stamped(frame, { op: Op.rollEnd, deck }), this.stamped(frame, { op: Op.censorEnd, deck })];
    this.reversed.add(deck);
    return [
      this.random.below(2) === 0
        ? this.stamped(frame, { op: Op.rollStart, deck, a: this.random.pick([0.25, 0.5, 1]) })
        : this.stamped(frame, { op: Op.censorStart, deck }),
    ];
  }
}
