/**
 * A studio that plays no sound: it moves positions and meters so that the interface can be looked at and its tests can
 * see what it sends. Development and tests only; nothing in the product imports it.
 * Thread: main.
 */
import { type Command, Op } from '../../control-bus/commands.ts';
import { TEMPO_RANGES } from '../../control-bus/constants.ts';
import { CONTROLS, controlIndex, deckControlIndex } from '../../control-bus/controls.ts';
import { DeckFlag, FAST_STATE, SLOW_STATE, TELEMETRY } from '../../control-bus/layouts.ts';
import { createStruct } from '../../shmem-ipc/layout.ts';
import type {
  DeckTrack,
  EnginePhase,
  Grid,
  Observable,
  OutputState,
  RecorderState,
  Refused,
  ResumeOffer,
  SessionLogs,
  StudioPort,
  TrackEntry,
} from '../port.ts';
import { createFakeCues } from './fake-cues.ts';
import { createFakeExchange } from './fake-exchange.ts';
import { createFakeImports } from './fake-imports.ts';
import { createFakeLibrary } from './fake-library.ts';
import { type PaintedDeck, paintLanes, paintOverview, surfaceOf } from './fake-painter.ts';
import { FAKE_TRACKS, fakePhrases, fakeSections } from './fake-tracks.ts';

const RATE = 48_000;

export class Cell<T> implements Observable<T> {
  readonly #listeners = new Set<(value: T) => void>();
  #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  get(): T {
    return this.#value;
  }
  set(value: T): void {
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }
  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#value);
    return () => this.#listeners.delete(listener);
  }
}

export interface FakeStudio extends StudioPort {
  /** Everything sent, oldest first. */
  readonly sent: (Partial<Command> & { op: Op })[];
  readonly cells: {
    readonly phase: Cell<EnginePhase>;
    readonly resume: Cell<ResumeOffer | null>;
    readonly recorder: Cell<RecorderState>;
    readonly output: Cell<OutputState>;
  };
}

/** Builds the fake. `scene` 'mix' has four decks loaded and three playing; 'empty' has nothing. `paints` false leaves the canvases to nobody, to time the rest. */
export function createFakeStudio(scene: 'mix' | 'empty', paints = true): FakeStudio {
  const fast = createStruct(FAST_STATE);
  const slow = createStruct(SLOW_STATE);
  const telemetry = createStruct(TELEMETRY);
  slow.version = 1;
  slow.controls = CONTROLS.map((spec) => spec.default);
  const tracks = new Cell<readonly TrackEntry[]>(FAKE_TRACKS);
  const deckTracks = [0, 1, 2, 3].map(() => new Cell<DeckTrack | null>(null));
  const previewing = new Cell<string | null>(null);
  const phase = new Cell<EnginePhase>({ kind: 'running' });
  const resume = new Cell<ResumeOffer | null>(null);
  const recorder = new Cell<RecorderState>({
    recording: scene === 'mix',
    seconds: 2832,
    problem: null,
    files: [
      {
        name: 'Echelon 2031-05-02 21-14.wav',
        bytes: 1.42e9,
        seconds: 4931,
        startedAt: new Date(2031, 4, 2, 21, 14),
        repaired: false,
      },
      {
        name: 'Echelon 2031-05-01 22-40.wav',
        bytes: 6.1e8,
        seconds: 2118,
        startedAt: new Date(2031, 4, 1, 22, 40),
        repaired: true,
      },
    ],
  });
  const sessionLogs = new Cell<SessionLogs>({
    files: [
      {
        name: 'set-2031-05-02T19-14-00-000Z.elog',
        bytes: 1.3e6,
        startedAt: new Date(2031, 4, 2, 21, 14),
        running: true,
      },
      {
        name: 'set-2031-05-01T20-40-00-000Z.elog',
        bytes: 7e5,
        startedAt: new Date(2031, 4, 1, 22, 40),
        running: false,
      },
    ],
    capBytes: 200e6,
    keepNewest: 20,
  });
  const output = new Cell<OutputState>({
    devices: [{ id: 'default', label: 'System default' }],
    deviceId: 'default',
    maxChannels: 2,
    cue: 'split-mono',
    latency: 'interactive',
    baseLatencyS: 0.0053,
    outputLatencyS: 0.0033,
    problem: null,
  });
  const refusedListeners = new Set<(refused: Refused) => void>();
  const noticeListeners = new Set<(text: string) => void>();
  const sent: (Partial<Command> & { op: Op })[] = [];
  let ids = 1;
  let zoom = 44;
  let lastMs = performance.now();

  const deckOf = (deck: number) => {
    const now = fast.decks[deck];
    const then = slow.decks[deck];
    if (now === undefined || then === undefined) throw new RangeError(`there is no deck ${deck}`);
    return { now, then };
  };
  const load = (id: string, deck: number): void => {
    const track = tracks.get().find((entry) => entry.id === id);
    if (track === undefined) return;
    const { now, then } = deckOf(deck);
    const grid: Grid | null = track.bpm === null ? null : { downbeatFrame: 0, bpm: track.bpm, beatsPerBar: 4 };
    Object.assign(then, {
      loadToken: ids++,
      sourceFrames: (track.durationS ?? 0) * RATE,
      gridTempo: grid?.bpm ?? 0,
      gridBeatsPerBar: 4,
      gridDownbeatFrame: 0,
      cuePointFrame: 0,
      hotCueFrames: Array.from({ length: 8 }, () => -1),
      loopBeats: 8,
    });
    now.flags = DeckFlag.loaded | (grid === null ? 0 : DeckFlag.hasGrid);
    now.position = 0;
    slow.version++;
    deckTracks[deck]?.set({
      track,
      decoded: 1,
      grid,
      gridReason: grid === null ? 'No tempo was found: tap one in the grid pads.' : null,
      sections: grid === null ? [] : fakeSections(),
      cues: [],
      loops: Array.from({ length: 8 }, () => null),
      phrases: grid === null ? [] : fakePhrases(grid.bpm),
      markers: { introStart: 0, introEnd: null, outroStart: null, outroEnd: null, byHand: false },
      leftAtFrame: null,
    });
  };

  const act = (command: Partial<Command> & { op: Op }): void => {
    const { op, deck = 255, target = 0, a = 0 } = command;
    if (op === Op.cancel) {
      for (const entry of slow.pending) if (entry.id === a) entry.id = 0;
      slow.version++;
    }
    if (deck > 3) return;
    const { now, then } = deckOf(deck);
    const framesPerBeat = then.gridTempo > 0 ? (60 * RATE) / then.gridTempo : RATE / 2;
    if (op === Op.play) now.flags |= DeckFlag.playing;
    if (op === Op.pause) now.flags &= ~DeckFlag.playing;
    if (op === Op.hotCueSet) then.hotCueFrames[target] = now.position;
    if (op === Op.hotCueClear) then.hotCueFrames[target] = -1;
    if (op === Op.hotCueJump) now.position = then.hotCueFrames[target] ?? 0;
    if (op === Op.beatJump) now.position += a * framesPerBeat;
    if (op === Op.loopHalve) then.loopBeats /= 2;
    if (op === Op.loopDouble) then.loopBeats *= 2;
    if (op === Op.loopExit) now.flags &= ~DeckFlag.loopActive;
    if (op === Op.loopBeats) {
      now.loopInFrame = Math.round(now.position / framesPerBeat) * framesPerBeat;
      now.loopOutFrame = now.loopInFrame + a * framesPerBeat;
      now.flags |= DeckFlag.loopActive;
    }
    if (op === Op.seek) {
      if ((now.flags & DeckFlag.playing) !== 0) refuse(op, deck, 'Seek', () => act({ ...command, op: Op.setCuePoint }));
      else now.position = a;
    }
    slow.version++;
  };
  const refuse = (op: Op, deck: number, word: string, override: () => void): void => {
    const letter = 'ABCD'[deck] ?? '?';
    const refused: Refused = {
      id: ids++,
      op,
      deck,
      what: `${word} refused: deck ${letter} is audible`,
      why: 'It reaches the master at \u22129 LUFS.',
      remedy: `Lower channel ${letter}, or hold ${word}.`,
      override,
    };
    for (const listener of refusedListeners) listener(refused);
  };

  const move = (): void => {
    const nowMs = performance.now();
    const elapsed = ((nowMs - lastMs) / 1000) * RATE;
    lastMs = nowMs;
    fast.engineFrame += elapsed;
    fast.transportBeat += (elapsed / RATE) * (fast.transportTempo / 60);
    fast.decks.forEach((deck, i) => {
      const { then } = deckOf(i);
      const control = (key: Parameters<typeof deckControlIndex>[1]): number =>
        slow.controls[deckControlIndex(i, key)] ?? 0;
      const rate = 1 + control('tempo') * (TEMPO_RANGES[control('tempo.range')] ?? 0.08);
      deck.rate = rate;
      deck.tempo = then.gridTempo * rate;
      const playing = (deck.flags & DeckFlag.playing) !== 0;
      if (playing) deck.position += elapsed * rate;
      if ((deck.flags & DeckFlag.loopActive) !== 0 && deck.position >= deck.loopOutFrame) {
        deck.position -= deck.loopOutFrame - deck.loopInFrame;
      }
      deck.beat = (deck.position / RATE) * (then.gridTempo / 60);
      const wobble = 0.8 + 0.2 * Math.sin(nowMs / 180 + i);
      const level = playing ? control('level') * wobble * 0.45 : 0;
      Object.assign(deck.meter, {
        rmsL: level,
        rmsR: level * 0.95,
        peakL: level * 1.6,
        peakR: level * 1.5,
        shortTermLufs: playing ? -9.1 - i * 2.3 : Number.NEGATIVE_INFINITY,
      });
    });
    Object.assign(fast.master, {
      rmsL: 0.38,
      rmsR: 0.34,
      peakL: 0.72,
      peakR: 0.66,
      shortTermLufs: -8.9,
      truePeakDb: -1.2,
    });
    fast.gainReductionDb = -1.8;
  };

  if (scene === 'mix') {
    fast.engineFrame = 4366 * RATE;
    fast.transportTempo = 124;
    fast.transportPlaying = 1;
    ['glass-harbour', 'night-ferry', 'slow-signal', 'halcyon'].forEach(load);
    [185, 43, 32, 129].forEach((seconds, i) => {
      deckOf(i).now.position = seconds * RATE;
    });
    for (const deck of [0, 1, 3]) deckOf(deck).now.flags |= DeckFlag.playing;
    deckOf(0).then.hotCueFrames.splice(0, 6, 0, 31 * RATE, 46 * RATE, 108 * RATE, 139 * RATE, 220 * RATE);
    deckOf(1).then.hotCueFrames.splice(0, 4, 0, 31 * RATE, 46 * RATE, 108 * RATE);
    deckOf(2).then.cuePointFrame = 32 * RATE;
    act({ op: Op.loopBeats, deck: 3, a: 16 });
    deckOf(3).then.loopBeats = 16;
    const set = (name: string, value: number): void => {
      slow.controls[controlIndex(name)] = value;
    };
    set('deck.b.tempo', -0.15);
    set('deck.a.tempo', 0.05);
    set('deck.d.tempo', 0.41);
    set('deck.b.eq.low', -18.4);
    set('deck.d.eq.low.kill', 1);
    set('deck.b.filter', -0.38);
    set('deck.d.filter', 0.3);
    set('deck.c.level', 0);
    set('deck.b.level', 0.62);
    set('deck.d.level', 0.5);
    set('deck.b.pfl', 1);
    set('deck.c.pfl', 1);
    set('deck.a.crossfader.side', 0);
    set('deck.b.crossfader.side', 2);
    set('deck.d.slip', 1);
    set('mixer.crossfader', -0.16);
    set('phones.mix', 0.35);
    for (const letter of ['a', 'b', 'c', 'd']) set(`deck.${letter}.quantise.step`, 4);
    slow.pending[0] = { id: 900, op: Op.hotCueJump, deck: 1, clock: 3, target: 2, time: 1e6, totalBeats: 4, a: 0 };
    slow.pending[1] = { id: 901, op: Op.loopExit, deck: 3, clock: 2, target: 0, time: 1e6, totalBeats: 8, a: 0 };
    telemetry.load = 0.07;
  }

  const painted = (deck: number): PaintedDeck => {
    const { now, then } = deckOf(deck);
    const at = deckTracks[deck]?.get();
    return {
      fast: now,
      grid: at?.grid ?? null,
      sections: at?.sections ?? [],
      frames: then.sourceFrames,
      hotCues: then.hotCueFrames,
    };
  };
  return {
    sent,
    cells: { phase, resume, recorder, output },
    phase,
    async resumeAudio() {
      phase.set({ kind: 'running' });
    },
    fast,
    slow,
    telemetry,
    refreshSnapshots() {
      move();
      const waiting = slow.pending[0];
      if (waiting !== undefined && waiting.id !== 0)
        waiting.time = fast.decks[1] === undefined ? 0 : Math.floor(fast.decks[1].beat / 4) * 4 + 4;
      const exit = slow.pending[1];
      if (exit !== undefined && exit.id !== 0) exit.time = Math.floor(fast.transportBeat / 8) * 8 + 8;
      if (scene === 'mix') slow.version++;
    },
    heardDelayS: () => 0.0086,
    send(fields) {
      sent.push({ ...fields });
      act(fields);
      return ids++;
    },
    setControl(index, value) {
      sent.push({ op: Op.setControl, target: index, a: value });
      slow.controls[index] = value;
      slow.version++;
    },
    onRefused(listener) {
      refusedListeners.add(listener);
      return () => refusedListeners.delete(listener);
    },
    library: createFakeLibrary(tracks),
    imports: createFakeImports(),
    exchange: createFakeExchange(tracks),
    load(id, deck, override) {
      if ((deckOf(deck).now.flags & DeckFlag.playing) !== 0 && override !== true)
        refuse(Op.load, deck, 'Load', () => load(id, deck));
      else load(id, deck);
    },
    deckTracks,
    setGrid(deck, grid) {
      const cell = deckTracks[deck];
      const held = cell?.get();
      if (held !== null && held !== undefined) cell?.set({ ...held, grid });
      const { then } = deckOf(deck);
      then.gridTempo = grid?.bpm ?? 0;
      then.gridDownbeatFrame = grid?.downbeatFrame ?? 0;
      slow.version++;
    },
    cues: createFakeCues(deckTracks),
    onNotice(listener) {
      noticeListeners.add(listener);
      return () => noticeListeners.delete(listener);
    },
    preview: (id) => previewing.set(previewing.get() === id ? null : id),
    previewing,
    recorder,
    startRecording: () => recorder.set({ ...recorder.get(), recording: true, seconds: 0 }),
    stopRecording: () => recorder.set({ ...recorder.get(), recording: false }),
    async downloadRecording() {},
    async deleteRecording(name) {
      recorder.set({ ...recorder.get(), files: recorder.get().files.filter((file) => file.name !== name) });
    },
    sessionLogs,
    async refreshSessionLogs() {},
    async downloadSessionLog() {},
    async deleteSessionLog(name) {
      const held = sessionLogs.get();
      sessionLogs.set({ ...held, files: held.files.filter((file) => file.name !== name) });
    },
    resume,
    acceptResume: () => resume.set(null),
    declineResume: () => resume.set(null),
    output,
    setOutputDevice: (deviceId) => output.set({ ...output.get(), deviceId }),
    setCueRouting: (cue) => output.set({ ...output.get(), cue }),
    setLatency: (latency) => output.set({ ...output.get(), latency }),
    attachLanes: (canvas, decks) =>
      surfaceOf(canvas, paints, (g, w, h) =>
        paintLanes(
          g,
          w,
          h,
          decks.map((deck) => ({ ...painted(deck), deck })),
          zoom,
        ),
      ),
    attachOverview: (canvas, deck) => surfaceOf(canvas, paints, (g, w, h) => paintOverview(g, w, h, painted(deck))),
    setLaneZoom(px) {
      zoom = px;
    },
    themeChanged() {},
  };
}
