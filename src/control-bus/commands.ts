/**
 * Commands: what the scheduler writes and the kernel executes. One fixed-size record each (`COMMAND` in layouts.ts).
 * Thread: any; pure data.
 */

/** When a command takes effect. */
export const Clock = {
  /** At the start of the block that dequeues it. */
  now: 0,
  /** At engine frame `time`. */
  frame: 1,
  /** At transport beat `time`, or the next multiple of `step` with `CommandFlag.nextBoundary`. */
  transportBeat: 2,
  /** At beat `time` of the command's deck, or the next multiple of `step` with `CommandFlag.nextBoundary`. */
  deckBeat: 3,
} as const;
export type Clock = (typeof Clock)[keyof typeof Clock];

export const CommandFlag = {
  /** `time` is ignored; the kernel finds the next boundary of `step` beats on the command's clock. */
  nextBoundary: 1,
  /** A jump keeps the phase within `step` beats instead of landing on the exact frame. */
  phaseTrue: 2,
  /** The performer asked for a hard cut: no crossfade, no ramp. */
  hardCut: 4,
} as const;

/**
 * Operations. `target`, `a`, `b`, `c` are the record's fields; frames are source frames at the session rate.
 * Append only: the numbers are in session logs.
 */
export const Op = {
  /** Control `target` := a. */
  setControl: 1,
  /** Removes the pending command whose id is a. Answered by `cancelled`, or `refused/notFound`. */
  cancel: 2,
  /** Clears integrated loudness, maximum true peak and clip counts of the master and all decks. */
  resetMeters: 3,

  transportPlay: 8,
  transportStop: 9,
  /** Transport beat := a. */
  transportSeek: 10,

  /** Voice `deck` := source slot `target`; a = host's load token; position 0, paused, loops/cues/grid cleared. Event `loaded`. */
  load: 16,
  eject: 17,
  /** Source slot `target` has a frames in all, known now that decoding ended (before that: the provisional length). */
  sourceLength: 18,
  /**
   * Grid of the deck: downbeat at frame a, tempo b BPM, c beats per bar. b = 0 removes the grid. `target`: number of tempo
   * changes after it, handed in before by `gridSegment`; they are used up.
   */
  setGrid: 19,
  /** Hands in tempo change `target` (1, 2, …; 1 begins anew) of the deck's next grid: from frame a, a beat, on b BPM. */
  gridSegment: 20,
  /** Clicks on the deck's beats, on the cue bus: a = 1 on, 0 off. A load ends it. */
  metronome: 21,

  play: 24,
  pause: 25,
  /** Cue button down: playing → back to the cue point, paused; paused at it → play while held; elsewhere → set it here. */
  cuePress: 26,
  cueRelease: 27,
  /** Cue point := frame a. */
  setCuePoint: 28,
  /** Position := frame a. */
  seek: 29,
  /** Position += a beats (signed). */
  beatJump: 30,
  /** Speed falls to 0 over a seconds, then paused. */
  brake: 31,
  /** Speed reverses to −b and decays to 0 over a seconds, then paused. */
  spinBack: 32,
  /** Tempo and phase of this deck := those of deck `target` (NO_DECK: the kernel picks the loudest other playing deck with a grid). */
  syncOnce: 33,
  /** The deck's tempo := a BPM (sets the tempo control as far as its range allows). */
  setTempo: 34,

  /** Hot cue `target` := frame a, or the quantised position now when a < 0. */
  hotCueSet: 40,
  hotCueJump: 41,
  hotCueClear: 42,

  /** Loop in := now (quantised by the deck's own setting). */
  loopIn: 48,
  /** Loop out := now, loop on. */
  loopOut: 49,
  /** Loop of a beats from here (quantised), on. */
  loopBeats: 50,
  /** Loop := frames a … b, on when c = 1. */
  loopSet: 51,
  loopExit: 52,
  /** Re-enters the last loop: on at once if inside it, else jumps to its start. */
  reloop: 53,
  loopHalve: 54,
  loopDouble: 55,
  /** Moves the loop by a beats. */
  loopMove: 56,
  /** Loop roll of a beats while held; the release returns to where play would have been. */
  rollStart: 57,
  rollEnd: 58,
  /** Reverse while held; the release returns to where play would have been. */
  censorStart: 59,
  censorEnd: 60,

  /** Hand on the platter: the voice follows positions. */
  scratchStart: 64,
  /** Platter moved to a (source frames relative to the grab, + forward) at engine frame b (fractional allowed). */
  scratchMove: 65,
  /** Hand off: back to the motor's speed. */
  scratchEnd: 66,

  /** Preview and sampler voices (`deck` = voice index): play from frame a. */
  voicePlay: 72,
  voiceStop: 73,
} as const;
export type Op = (typeof Op)[keyof typeof Op];
export type OpName = keyof typeof Op;

/** Who asked. Kernel and log carry it; slew limits for automatic sources will hang on it. */
export const SourceClass = {
  hand: 0,
  midi: 1,
  osc: 2,
  automation: 3,
  voice: 4,
  motion: 5,
  planner: 6,
  remote: 7,
  host: 8,
} as const;
export type SourceClass = (typeof SourceClass)[keyof typeof SourceClass];

export const EventType = {
  /** The kernel dequeued a command; `command` holds it, `frame` the block's first frame. */
  arrived: 1,
  /** A command took effect at `frame`. a = position after it (decks). */
  executed: 2,
  /** A command will not take effect; `code` is a `Refusal`. */
  refused: 3,
  cancelled: 4,
  /** Voice `deck` now reads source `code`; a = load token, b = the slot it let go (−1: none). */
  loaded: 5,
  ejected: 6,
  /** The play position passed the end of the track and the deck stopped. */
  endOfTrack: 7,
  /** PCM that was not there in time: voice `deck`, a = first source frame, b = frames, zeros were played. */
  chunkMissing: 8,
} as const;
export type EventType = (typeof EventType)[keyof typeof EventType];

export const Refusal = {
  /** Its beat or frame had passed by more than one beat. */
  stale: 1,
  tableFull: 2,
  noSource: 3,
  noGrid: 4,
  notFound: 5,
  /** The deck or control it names does not exist, or a value is not finite. */
  badArgument: 6,
  /** Nothing to do it to: no loop, no hot cue in that pad, no leader. */
  nothingThere: 7,
  /** The tempo asked for lies outside the deck's range. */
  outOfRange: 8,
} as const;
export type Refusal = (typeof Refusal)[keyof typeof Refusal];

/** A command as a plain value. */
export interface Command {
  id: number;
  op: Op;
  deck: number;
  clock: Clock;
  flags: number;
  source: SourceClass;
  target: number;
  time: number;
  step: number;
  a: number;
  b: number;
  c: number;
}

/** A command with everything optional at rest: id 0, no deck, clock now. Allocates. */
export function makeCommand(fields: Partial<Command> & { op: Op }): Command {
  return {
    id: 0,
    deck: 255,
    clock: Clock.now,
    flags: 0,
    source: SourceClass.hand,
    target: 0,
    time: 0,
    step: 0,
    a: 0,
    b: 0,
    c: 0,
    ...fields,
  };
}
