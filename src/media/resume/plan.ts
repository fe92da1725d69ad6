/**
 * What a crashed set can be taken up with: a fold over its log. The engine's own published state (heartbeats, deck
 * states) decides where it is there; arrivals after it, and logs without it, are folded by the meaning of each command.
 *
 * Thread: any off the audio thread; pure. Source: the session log; no engine runs.
 */
import { gridCommands, type TempoSegment } from '../../control-bus/beat-grid.ts';
import { type Command, EventType, makeCommand, Op, SourceClass } from '../../control-bus/commands.ts';
import { DECK_COUNT, HOT_CUE_COUNT } from '../../control-bus/constants.ts';
import { findControl } from '../../control-bus/controls.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import type { DeckState, Heartbeat, LogRecord, TrackFact } from '../session-log/format.ts';
import type { SessionLog } from '../session-log/reader.ts';

export interface ResumeGrid {
  downbeatFrame: number;
  tempoBpm: number;
  beatsPerBar: number;
  /** Tempo changes after the first tempo. */
  changes: TempoSegment[];
}

export interface ResumeDeck {
  deck: number;
  fileId: string;
  /** null when decoding had not ended. */
  pcmId: string | null;
  title: string;
  lengthFrames: number;
  /** Where to go on, source frames. */
  positionFrames: number;
  /** It was sounding when the set broke off; it is resumed paused all the same. */
  wasPlaying: boolean;
  grid: ResumeGrid | null;
  cuePointFrame: number;
  /** −1 where the pad is empty. */
  hotCueFrames: number[];
  loop: { inFrame: number; outFrame: number } | null;
}

export interface ResumePlan {
  /** Last wall time the set was alive, ms since the Unix epoch. */
  lastAliveMs: number;
  engineFrame: number;
  transportBeat: number;
  /** The set ended in order: nothing to offer. */
  ended: boolean;
  /** The log was torn or damaged; the plan holds what could be read. */
  damaged: boolean;
  /** Last value of each control that was moved, by name. */
  controls: Record<string, number>;
  /** Per deck, null where nothing was loaded (or its track is not named in the log). */
  decks: (ResumeDeck | null)[];
}

interface DeckFold {
  loadToken: number;
  position: number;
  playing: boolean;
  grid: ResumeGrid | null;
  /** Tempo changes handed in for the next grid. */
  changes: TempoSegment[];
  cuePoint: number;
  hotCues: number[];
  loop: { inFrame: number; outFrame: number } | null;
}

const freshDeck = (loadToken: number): DeckFold => ({
  loadToken,
  position: 0,
  playing: false,
  grid: null,
  changes: [],
  cuePoint: 0,
  hotCues: new Array<number>(HOT_CUE_COUNT).fill(-1),
  loop: null,
});

/** Folds a log into a plan. Never throws on what a log can hold. */
export function planResume(log: SessionLog): ResumePlan {
  const fold = new Fold(log);
  let malformed = false;
  const records = log.records(() => {
    malformed = true;
  });
  for (const record of records) fold.take(record);
  return fold.plan(malformed);
}

class Fold {
  private readonly log: SessionLog;
  private readonly tracks = new Map<number, TrackFact>();
  private readonly decks: (DeckFold | null)[] = new Array<DeckFold | null>(DECK_COUNT).fill(null);
  private readonly controls = new Map<number, number>();
  private lastAliveMs: number;
  private engineFrame = 0;
  private transportBeat = 0;
  private ended = false;

  constructor(log: SessionLog) {
    this.log = log;
    this.lastAliveMs = log.header.startedAtMs;
  }

  take(record: LogRecord): void {
    switch (record.kind) {
      case 'track':
        this.tracks.set(record.track.loadToken, record.track);
        break;
      case 'arrival':
        this.engineFrame = Math.max(this.engineFrame, record.frame);
        this.arrive(record.command);
        break;
      case 'event':
        this.happen(record.event);
        break;
      case 'deckState':
        this.settleDeck(record.state);
        break;
      case 'heartbeat':
        this.beat(record.heartbeat);
        break;
      case 'host':
        this.lastAliveMs = Math.max(this.lastAliveMs, record.host.wallMs);
        break;
      case 'end':
        this.ended = true;
        break;
      case 'header':
      case 'intent':
      case 'refusal':
      case 'source':
        break;
    }
  }

  private arrive(command: Command): void {
    const { op, target, a, b, c } = command;
    if (op === Op.setControl) {
      if (Number.isFinite(a)) this.controls.set(target, a);
      return;
    }
    if (op === Op.load && command.deck < DECK_COUNT) {
      this.decks[command.deck] = freshDeck(a);
      return;
    }
    const deck = this.decks[command.deck] ?? null;
    if (deck === null || ![a, b, c].every(Number.isFinite)) return;
    switch (op) {
      case Op.eject:
        this.decks[command.deck] = null;
        break;
      case Op.setGrid:
        deck.grid = b > 0 ? { downbeatFrame: a, tempoBpm: b, beatsPerBar: c, changes: deck.changes } : null;
        deck.changes = [];
        break;
      case Op.gridSegment:
        deck.changes = [...deck.changes.slice(0, Math.max(0, target - 1)), { startFrame: a, bpm: b }];
        break;
      case Op.play:
        deck.playing = true;
        break;
      case Op.pause:
      case Op.brake:
      case Op.spinBack:
        deck.playing = false;
        break;
      case Op.setCuePoint:
        deck.cuePoint = a;
        break;
      case Op.seek:
        deck.position = a;
        break;
      case Op.hotCueSet:
        if (a >= 0 && target >= 0 && target < HOT_CUE_COUNT) deck.hotCues[target] = a;
        break;
      case Op.hotCueClear:
        if (target >= 0 && target < HOT_CUE_COUNT) deck.hotCues[target] = -1;
        break;
      case Op.loopSet:
        deck.loop = c === 1 ? { inFrame: a, outFrame: b } : null;
        break;
      case Op.loopExit:
        deck.loop = null;
        break;
    }
  }

  private happen(event: Extract<LogRecord, { kind: 'event' }>['event']): void {
    this.engineFrame = Math.max(this.engineFrame, event.frame);
    const deck = this.decks[event.deck] ?? null;
    if (deck === null) return;
    if (event.type === EventType.endOfTrack) deck.playing = false;
    else if (event.type === EventType.ejected) this.decks[event.deck] = null;
    else if (event.type === EventType.executed && event.op !== Op.setControl && Number.isFinite(event.a))
      deck.position = event.a;
  }

  private settleDeck(state: DeckState): void {
    if (state.deck >= DECK_COUNT) return;
    if (state.loadToken === 0) {
      this.decks[state.deck] = null;
      return;
    }
    const deck = this.deckOf(state.deck, state.loadToken);
    const { gridDownbeatFrame, gridTempo, gridBeatsPerBar } = state;
    // A state says how the grid begins; its tempo changes are in the arrivals.
    const begins = deck.grid?.downbeatFrame === gridDownbeatFrame && deck.grid.tempoBpm === gridTempo;
    const changes = begins ? (deck.grid?.changes ?? []) : [];
    const first = { downbeatFrame: gridDownbeatFrame, tempoBpm: gridTempo, beatsPerBar: gridBeatsPerBar };
    deck.grid = gridTempo > 0 ? { ...first, changes } : null;
    deck.cuePoint = state.cuePointFrame;
    deck.hotCues = Array.from({ length: HOT_CUE_COUNT }, (_, i) => state.hotCueFrames[i] ?? -1);
  }

  private beat(heartbeat: Heartbeat): void {
    this.lastAliveMs = Math.max(this.lastAliveMs, heartbeat.wallMs);
    this.engineFrame = Math.max(this.engineFrame, heartbeat.engineFrame);
    this.transportBeat = heartbeat.transportBeat;
    const seen = new Set<number>();
    for (const d of heartbeat.decks) {
      if (d.deck >= DECK_COUNT) continue;
      seen.add(d.deck);
      const deck = this.deckOf(d.deck, d.loadToken);
      deck.position = d.positionFrames;
      deck.playing = (d.flags & DeckFlag.playing) !== 0;
      deck.loop = d.loopOutFrame > d.loopInFrame ? { inFrame: d.loopInFrame, outFrame: d.loopOutFrame } : null;
    }
    for (let deck = 0; deck < DECK_COUNT; deck++) if (!seen.has(deck)) this.decks[deck] = null;
  }

  private deckOf(deck: number, loadToken: number): DeckFold {
    let fold = this.decks[deck] ?? null;
    if (fold === null || fold.loadToken !== loadToken) {
      fold = freshDeck(loadToken);
      this.decks[deck] = fold;
    }
    return fold;
  }

  plan(malformed: boolean): ResumePlan {
    const { header, problems } = this.log;
    const controls: Record<string, number> = {};
    for (const [index, value] of this.controls) {
      const name = header.controls[index]?.name;
      if (name !== undefined) controls[name] = value;
    }
    return {
      lastAliveMs: this.lastAliveMs,
      engineFrame: this.engineFrame,
      transportBeat: this.transportBeat,
      ended: this.ended,
      damaged: malformed || problems.length > 0,
      controls,
      decks: this.decks.map((deck, i) => this.deckPlan(i, deck)),
    };
  }

  private deckPlan(index: number, deck: DeckFold | null): ResumeDeck | null {
    const track = deck === null ? undefined : this.tracks.get(deck.loadToken);
    if (deck === null || track === undefined) return null;
    const { fileId, pcmId, title, lengthFrames } = track;
    return {
      deck: index,
      fileId,
      pcmId,
      title,
      lengthFrames,
      positionFrames: Math.min(deck.position, lengthFrames),
      wasPlaying: deck.playing,
      grid: deck.grid,
      cuePointFrame: deck.cuePoint,
      hotCueFrames: deck.hotCues,
      loop: deck.loop,
    };
  }
}

/** Controls that are held by a hand, or would start something by themselves: a resumed set begins without them. */
const NOT_RESUMED = /^deck\.[a-d]\.(nudge|reverse|slip)$/;

/** The commands that put every control back. Controls this version does not have are left out. */
export function controlCommands(plan: ResumePlan): Command[] {
  const commands: Command[] = [];
  for (const [name, a] of Object.entries(plan.controls)) {
    const target = findControl(name);
    if (target === undefined || NOT_RESUMED.test(name)) continue;
    commands.push(makeCommand({ op: Op.setControl, target, a, source: SourceClass.host }));
  }
  return commands;
}

/** The commands that put one deck back, to be sent after its load was confirmed; it stays paused. */
export function deckCommands(plan: ResumeDeck): Command[] {
  const { deck, grid, loop } = plan;
  const host = { deck, source: SourceClass.host };
  const commands: Command[] = [];
  if (grid !== null) {
    const { downbeatFrame, tempoBpm: bpm, beatsPerBar, changes } = grid;
    const segments = [{ startFrame: downbeatFrame, bpm }, ...changes];
    commands.push(...gridCommands(deck, { downbeatFrame, bpm, beatsPerBar, segments }, SourceClass.host));
  }
  commands.push(makeCommand({ ...host, op: Op.setCuePoint, a: plan.cuePointFrame }));
  plan.hotCueFrames.forEach((a, target) => {
    if (a >= 0) commands.push(makeCommand({ ...host, op: Op.hotCueSet, target, a }));
  });
  if (loop !== null) commands.push(makeCommand({ ...host, op: Op.loopSet, a: loop.inFrame, b: loop.outFrame, c: 1 }));
  commands.push(makeCommand({ ...host, op: Op.seek, a: plan.positionFrames }));
  return commands;
}
