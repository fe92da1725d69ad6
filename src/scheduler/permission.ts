/**
 * The permission function: pure and total. Every intent of every source passes through it and nothing else writes
 * the command ring. At this stage it checks arguments, ranges and deck protection; tiers, cooldowns and coupling join
 * here later, in this order: source → tier → cooldown → context → coupling.
 *
 * Thread: scheduler worker (and tests). Does not allocate on the permitted path besides its answer.
 */
import { Clock, type Command, Op, SourceClass } from '../control-bus/commands.ts';
import {
  DECK_COUNT,
  GRID_SEGMENTS_MAX,
  HOT_CUE_COUNT,
  LOOP_BEATS,
  NO_DECK,
  SOURCE_COUNT,
  VOICE_COUNT,
} from '../control-bus/constants.ts';
import { CONTROL_COUNT, CONTROLS } from '../control-bus/controls.ts';
import { Gesture } from '../control-bus/layouts.ts';
import type { World } from './world.ts';

export type RefusalReason =
  /** The deck reaches the audience; `lufs` is the measured short-term loudness. A hand may override. */
  | { readonly kind: 'audible'; readonly deck: number; readonly lufs: number }
  /** The deck plays, though nobody hears it. A hand may override. */
  | { readonly kind: 'playing'; readonly deck: number }
  | { readonly kind: 'badArgument'; readonly field: string; readonly value: number }
  | {
      readonly kind: 'outOfRange';
      readonly control: string;
      readonly value: number;
      readonly min: number;
      readonly max: number;
    }
  /** The engine's command ring is full: the engine does not run. */
  | { readonly kind: 'engineBusy' };

export type Verdict = { readonly permitted: true } | { readonly permitted: false; readonly reason: RefusalReason };

const PERMITTED: Verdict = { permitted: true };
const refuse = (reason: RefusalReason): Verdict => ({ permitted: false, reason });

/** What a command's deck field must name. */
const Scope = { none: 0, deck: 1, voice: 2, sampleVoice: 3 } as const;
type Scope = (typeof Scope)[keyof typeof Scope];

const GLOBAL_OPS: ReadonlySet<number> = new Set([
  Op.setControl,
  Op.cancel,
  Op.resetMeters,
  Op.transportPlay,
  Op.transportStop,
  Op.transportSeek,
  Op.sourceLength,
]);
const VOICE_OPS: ReadonlySet<number> = new Set([Op.load, Op.eject]);
const SAMPLE_OPS: ReadonlySet<number> = new Set([Op.voicePlay, Op.voiceStop]);
const KNOWN_OPS: ReadonlySet<number> = new Set(Object.values(Op));

function scopeOf(op: number): Scope {
  if (GLOBAL_OPS.has(op)) return Scope.none;
  if (VOICE_OPS.has(op)) return Scope.voice;
  if (SAMPLE_OPS.has(op)) return Scope.sampleVoice;
  return Scope.deck;
}

/** Limits of `target`, `a`, `b`, `c` per operation, beyond being finite. */
const MAX_LOOP = LOOP_BEATS[LOOP_BEATS.length - 1] ?? 32;
const MIN_LOOP = LOOP_BEATS[0];
interface Limits {
  readonly target?: readonly [number, number];
  readonly a?: readonly [number, number];
  readonly b?: readonly [number, number];
  readonly c?: readonly [number, number];
}
const PAD: readonly [number, number] = [0, HOT_CUE_COUNT - 1];
const FRAMES: readonly [number, number] = [-1e9, 1e9];
const LIMITS: Partial<Record<number, Limits>> = {
  [Op.load]: { target: [0, SOURCE_COUNT - 1] },
  [Op.sourceLength]: { target: [0, SOURCE_COUNT - 1], a: [0, 1e9] },
  [Op.setGrid]: { target: [0, GRID_SEGMENTS_MAX - 1], a: FRAMES, b: [0, 999], c: [0, 16] },
  [Op.gridSegment]: { target: [1, GRID_SEGMENTS_MAX - 1], a: FRAMES, b: [10, 999] },
  [Op.metronome]: { a: [0, 1] },
  [Op.setCuePoint]: { a: FRAMES },
  [Op.seek]: { a: FRAMES },
  [Op.beatJump]: { a: [-512, 512] },
  [Op.brake]: { a: [0.01, 20] },
  [Op.spinBack]: { a: [0.01, 20], b: [0, 16] },
  [Op.setTempo]: { a: [20, 999] },
  [Op.hotCueSet]: { target: PAD, a: FRAMES },
  [Op.hotCueJump]: { target: PAD },
  [Op.hotCueClear]: { target: PAD },
  [Op.loopBeats]: { a: [MIN_LOOP, MAX_LOOP] },
  [Op.rollStart]: { a: [MIN_LOOP, MAX_LOOP] },
  [Op.loopMove]: { a: [-512, 512] },
  [Op.loopSet]: { a: FRAMES, b: FRAMES, c: [0, 1] },
  [Op.scratchMove]: { a: FRAMES },
  [Op.voicePlay]: { a: FRAMES },
};

/** Operations that would change what the audience hears without being asked to by a deck control of their own. */
const PROTECTED_OPS: ReadonlySet<number> = new Set([Op.load, Op.eject, Op.seek]);

function checkArguments(command: Command): Verdict {
  if (!KNOWN_OPS.has(command.op)) return refuse({ kind: 'badArgument', field: 'op', value: command.op });
  for (const field of ['time', 'step', 'a', 'b', 'c'] as const)
    if (!Number.isFinite(command[field])) return refuse({ kind: 'badArgument', field, value: command[field] });
  const scope = scopeOf(command.op);
  const { deck } = command;
  const deckFits =
    scope === Scope.none ||
    (scope === Scope.deck && deck < DECK_COUNT) ||
    (scope === Scope.voice && deck < VOICE_COUNT) ||
    (scope === Scope.sampleVoice && deck >= DECK_COUNT && deck < VOICE_COUNT);
  if (!deckFits || deck < 0) return refuse({ kind: 'badArgument', field: 'deck', value: deck });
  if (command.op === Op.syncOnce && command.target !== NO_DECK && !(command.target >= 0 && command.target < DECK_COUNT))
    return refuse({ kind: 'badArgument', field: 'target', value: command.target });
  const limits = LIMITS[command.op];
  if (limits === undefined) return PERMITTED;
  for (const field of ['target', 'a', 'b', 'c'] as const) {
    const range = limits[field];
    const value = command[field];
    if (range !== undefined && (value < range[0] || value > range[1]))
      return refuse({ kind: 'badArgument', field, value });
  }
  return PERMITTED;
}

function checkControl(command: Command): Verdict {
  const spec = CONTROLS[command.target];
  if (spec === undefined || command.target >= CONTROL_COUNT)
    return refuse({ kind: 'badArgument', field: 'target', value: command.target });
  if (command.a < spec.min || command.a > spec.max)
    return refuse({ kind: 'outOfRange', control: spec.name, value: command.a, min: spec.min, max: spec.max });
  return PERMITTED;
}

function checkProtection(command: Command, gesture: number, world: World): Verdict {
  if (!PROTECTED_OPS.has(command.op) || command.deck >= DECK_COUNT) return PERMITTED;
  // A place asked for on the deck's own beat is a jump, as a hot cue's is; a needle dropped anywhere is not.
  if (command.op === Op.seek && command.clock === Clock.deckBeat) return PERMITTED;
  const deck = world.decks[command.deck];
  if (deck === undefined || !deck.playing) return PERMITTED;
  // Only a hand may override, and only with the second gesture.
  if (gesture === Gesture.override && command.source === SourceClass.hand) return PERMITTED;
  if (deck.audible) return refuse({ kind: 'audible', deck: command.deck, lufs: deck.lufs });
  return command.op === Op.seek ? PERMITTED : refuse({ kind: 'playing', deck: command.deck });
}

/** Decides one intent. Total: every combination of numbers has an answer. */
export function decide(command: Command, gesture: number, world: World): Verdict {
  const args = checkArguments(command);
  if (!args.permitted) return args;
  if (command.op === Op.setControl) return checkControl(command);
  return checkProtection(command, gesture, world);
}
