/**
 * What the interface needs from the studio, as an interface of its own: `ui-shell` imports no other room's internals,
 * and a test can hand it a studio of its choice.
 * Thread: main.
 */
import type { BeatGrid } from '../control-bus/beat-grid.ts';
import type { Command, Op } from '../control-bus/commands.ts';
import type { DECK_FAST, FAST_STATE, SLOW_STATE, TELEMETRY } from '../control-bus/layouts.ts';
import type { ValueOf } from '../shmem-ipc/layout.ts';
import type { CueEntry, CuePort, LoopEntry, Markers, PhraseEntry } from './cue-types.ts';
import type { ExchangePort } from './exchange/types.ts';
import type { ImportPort } from './library/import-types.ts';
import type { LibraryPort, TrackEntry } from './library/types.ts';

export type * from './cue-types.ts';
export type * from './exchange/types.ts';
export type * from './library/import-types.ts';
export type * from './library/types.ts';

export type FastState = ValueOf<typeof FAST_STATE>;
export type DeckFast = ValueOf<typeof DECK_FAST>;
export type SlowState = ValueOf<typeof SLOW_STATE>;
export type Telemetry = ValueOf<typeof TELEMETRY>;

/** A value that tells when it changes, at human rate. `subscribe` calls back at once with the present value. */
export interface Observable<T> {
  get(): T;
  subscribe(listener: (value: T) => void): () => void;
}

export type EnginePhase =
  | { kind: 'starting' }
  /** The browser waits for a gesture: call `resumeAudio()` from a click. */
  | { kind: 'suspended' }
  | { kind: 'running' }
  /** The page lacks cross-origin isolation or another need; `what` and `remedy` are sentences for the performer. */
  | { kind: 'unsupported'; what: string; remedy: string }
  | { kind: 'deviceLost'; what: string; remedy: string }
  | { kind: 'failed'; what: string; remedy: string };

/** 'body': at full strength without build-ups or breaks around it. */
export type SectionKind = 'intro' | 'build' | 'drop' | 'break' | 'body' | 'outro';
export interface Section {
  kind: SectionKind;
  /** Beats from the first downbeat. */
  startBeat: number;
  beats: number;
}

export type Grid = BeatGrid;

/** What sits in a deck, at human rate. Positions and levels are in the snapshots. */
export interface DeckTrack {
  track: TrackEntry;
  /** 0…1 of decoding; 1 when complete. */
  decoded: number;
  /** null: no grid; beat controls are disabled and say why (`gridReason`). */
  grid: Grid | null;
  gridReason: string | null;
  sections: readonly Section[];
  cues: readonly CueEntry[];
  /** By pad, null where one is empty. */
  loops: readonly (LoopEntry | null)[];
  phrases: readonly PhraseEntry[];
  markers: Markers;
  /** Where the track was left before this load; null when that is not worth going to. */
  leftAtFrame: number | null;
}

export interface Refused {
  id: number;
  op: Op;
  deck: number | null;
  /** 'Load refused: deck A is audible' */
  what: string;
  /** 'It reaches the master at −9 LUFS.' */
  why: string;
  /** 'Lower channel A, or hold Load.' */
  remedy: string;
  /** The same intent with an override, where the rules allow one. */
  override: (() => void) | null;
}

export interface RecordingFile {
  name: string;
  bytes: number;
  seconds: number;
  startedAt: Date;
  /** True when it was repaired after a crash. */
  repaired: boolean;
}

export interface RecorderState {
  recording: boolean;
  seconds: number;
  /** Why it stopped or cannot start, or null. */
  problem: string | null;
  files: readonly RecordingFile[];
}

export interface SessionLogFile {
  name: string;
  bytes: number;
  startedAt: Date;
  /** The log of the set that is being played; it cannot be deleted. */
  running: boolean;
}

/** Newest first. The oldest go when all together exceed `capBytes`; the newest `keepNewest` stay. */
export interface SessionLogs {
  files: readonly SessionLogFile[];
  capBytes: number;
  keepNewest: number;
}

export interface ResumeOffer {
  /** When the interrupted set was last alive. */
  lastAlive: Date;
  tracks: readonly string[];
}

export interface OutputDevice {
  id: string;
  label: string;
}
export type CueRouting = 'off' | 'channels-3-4' | 'split-mono';
export type LatencySetting = 'lowest' | 'interactive' | 'playback';
export interface OutputState {
  devices: readonly OutputDevice[];
  deviceId: string;
  maxChannels: number;
  cue: CueRouting;
  latency: LatencySetting;
  /** Seconds. */
  baseLatencyS: number;
  outputLatencyS: number;
  problem: string | null;
}

export interface WaveformSurface {
  /** Device pixels, on resize. */
  resize(widthPx: number, heightPx: number, pixelRatio: number): void;
  dispose(): void;
}

export interface StudioPort {
  readonly phase: Observable<EnginePhase>;
  /** Call from a user gesture. */
  resumeAudio(): Promise<void>;

  /** Snapshots, refreshed by `refreshSnapshots` once per animation frame; the objects are reused. */
  readonly fast: FastState;
  readonly slow: SlowState;
  readonly telemetry: Telemetry;
  refreshSnapshots(): void;
  /** Seconds from the newest snapshot to what is heard now (output latency): drawings subtract it. */
  heardDelayS(): number;

  /** Sends an intent of the hand; returns its id. `eventTimeMs`: event.timeStamp of the input. */
  send(fields: Partial<Command> & { op: Op }, eventTimeMs?: number): number;
  setControl(index: number, value: number, eventTimeMs?: number): void;
  readonly onRefused: (listener: (refused: Refused) => void) => () => void;

  readonly library: LibraryPort;
  readonly imports: ImportPort;
  readonly exchange: ExchangePort;
  /**
   * Loads into a deck, which then stands at the track's start or at a frame of it, its cue point too. Refusals (audible deck)
   * and failures come through `onRefused` and `notices`.
   */
  load(trackId: string, deck: number, override?: boolean, atFrame?: number | null): void;
  readonly deckTracks: readonly Observable<DeckTrack | null>[];
  /** Corrects the deck's grid by hand; null removes it. */
  setGrid(deck: number, grid: Grid | null): void;
  readonly cues: CuePort;
  /** One line for the performer, polite. */
  readonly onNotice: (listener: (text: string) => void) => () => void;
  /** Plays a track on the cue bus from its middle; again stops it. */
  preview(trackId: string): void;
  readonly previewing: Observable<string | null>;

  readonly recorder: Observable<RecorderState>;
  startRecording(): void;
  stopRecording(): void;
  downloadRecording(name: string): Promise<void>;
  deleteRecording(name: string): Promise<void>;
  readonly sessionLogs: Observable<SessionLogs>;
  /** Reads anew which logs there are and what they take. */
  refreshSessionLogs(): Promise<void>;
  /** Without a name: the log of this set. */
  downloadSessionLog(name?: string): Promise<void>;
  deleteSessionLog(name: string): Promise<void>;

  readonly resume: Observable<ResumeOffer | null>;
  acceptResume(): void;
  declineResume(): void;

  readonly output: Observable<OutputState>;
  setOutputDevice(id: string): void;
  setCueRouting(routing: CueRouting): void;
  setLatency(setting: LatencySetting): void;

  /** Hands canvases to the waveform painter (a worker). */
  attachLanes(canvas: HTMLCanvasElement, decks: readonly number[]): WaveformSurface;
  attachOverview(canvas: HTMLCanvasElement, deck: number): WaveformSurface;
  /** Pixels (CSS) per beat in every lane, 22…176. */
  setLaneZoom(pxPerBeat: number): void;
  /** Call when the theme changed: the painter takes its colours from the tokens. */
  themeChanged(): void;
}
