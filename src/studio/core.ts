/**
 * The composition root: allocates shared memory, starts the workers, hands out rings and ports, and puts the pieces
 * together behind one port. Boots with or without waveforms (headless: tests, replays).
 *
 * Thread: main, at human rate. No musical time lives here.
 */
import { ClockMapPublisher } from '../audio-engine/clock-map.ts';
import { EngineHost, type HostEvent } from '../audio-engine/engine-host.ts';
import { PcmPool, type SlabListener } from '../audio-engine/pcm-pool.ts';
import { type ProducedTrack, TrackLoader } from '../audio-engine/track-loader.ts';
import { type Command, EventType, Op } from '../control-bus/commands.ts';
import { DECK_COUNT, PREVIEW_VOICE, SESSION_RATE_HZ } from '../control-bus/constants.ts';
import { createEngineMemory, EngineSwitch } from '../control-bus/engine-host.ts';
import { CLOCK_MAP, Gesture } from '../control-bus/layouts.ts';
import { Signal, Value } from '../control-bus/observable.ts';
import { PcmStore } from '../control-bus/pcm.ts';
import { type LogClient, shortHash, startLogWorker } from '../media/log-worker/client.ts';
import { type DecidedIntent, type EngineEvent, type SchedulerClient, startScheduler } from '../scheduler/client.ts';
import { createSeqlock } from '../shmem-ipc/seqlock.ts';
import type { Refused } from '../ui-shell/port.ts';
import { type LoadedAssets, loadAssets } from './assets.ts';
import { kernelWords, permissionWords } from './refusal-words.ts';
import { Snapshots } from './snapshots.ts';

/** PCM slabs of 32 MiB: room for about fourteen five-minute tracks. */
const MAX_SLABS = 48;
const CLOCK_MS = 200;

/** The running core: engine, scheduler and log, with the memory they share. */
export class StudioCore {
  readonly sampleRateHz = SESSION_RATE_HZ;
  readonly memory = createEngineMemory();
  readonly store = new PcmStore(this.memory.sources);
  readonly slabs: SharedArrayBuffer[] = [];
  readonly pool = new PcmPool(this.store, MAX_SLABS);
  /** Further readers of PCM, each told of every slab before a slot of it is used. Filled before `start`. */
  readonly readers: SlabListener[] = [];
  readonly snapshots = new Snapshots(this.memory);
  readonly host: EngineHost;
  readonly loader: TrackLoader;
  readonly log: LogClient;
  readonly assets: LoadedAssets;
  readonly refused = new Signal<Refused>();
  readonly notices = new Signal<string>();
  readonly engineEvents = new Signal<EngineEvent>();
  /** What the log says of itself, when it cannot write. */
  readonly logProblem = new Value<string | null>(null);
  private readonly clockMap = createSeqlock(CLOCK_MAP.byteSize);
  private readonly clock = new ClockMapPublisher(this.clockMap);
  private scheduler: SchedulerClient | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  /** Ends whatever still reads a source beside the engine; set by the studio. */
  letGo: (source: number) => Promise<void> = () => Promise.resolve();
  /** Repeats the load of a deck with the second gesture: a load is more than its command. */
  retryLoad: ((deck: number) => void) | null = null;

  constructor(assets: LoadedAssets) {
    this.assets = assets;
    this.host = new EngineHost({
      assets,
      memory: this.memory,
      sampleRateHz: SESSION_RATE_HZ,
      preset: 0,
      slabs: () => this.slabs,
    });
    this.loader = new TrackLoader({
      store: this.store,
      pool: this.pool,
      slabs: () => this.slabs,
      letGo: (source) => this.letGo(source),
      send: (fields, override) => this.send(fields, undefined, override ? Gesture.override : Gesture.plain),
    });
    this.log = startLogWorker((text) => this.notices.emit(text));
    this.host.events.on((event) => this.logHost(event));
  }

  /** Starts log, scheduler and engine, in this order: the log hears the first command. */
  async start(latency: Parameters<EngineHost['start']>[0], resumes: string | null): Promise<void> {
    await this.pool.addReader(async (index, slab) => {
      this.slabs[index] = slab;
      await this.host.addSlab(index, slab);
    });
    for (const reader of this.readers) await this.pool.addReader(reader);
    // Load and lateness are shown in the top bar, so the shell keeps time from the start.
    Atomics.store(new Int32Array(this.memory.switches), EngineSwitch.timing, 1);
    await this.beginLog(resumes);
    this.scheduler = await startScheduler(
      {
        commandRing: this.memory.commands,
        fast: this.memory.fast,
        slow: this.memory.slow,
        clockMap: this.clockMap,
        sampleRateHz: SESSION_RATE_HZ,
        resultRing: this.memory.resultEvents,
        logPort: this.log.schedulerPort,
      },
      {
        refused: (intents) => {
          for (const intent of intents) this.hearRefusal(intent);
        },
        events: (events) => {
          for (const event of events) this.hearEvent(event);
        },
        failed: (text) => this.notices.emit(`${text}. Reload the page; the set is kept.`),
      },
    );
    await this.host.start(latency);
    this.timer = setInterval(() => this.publishClock(), CLOCK_MS);
  }

  /**
   * Sends an intent of the hand. Returns its id, or 0 when it could not be sent.
   * @param eventTimeMs `event.timeStamp` of the input; now when absent
   */
  send(fields: Partial<Command> & { op: Op }, eventTimeMs?: number, gesture: number = Gesture.plain): number {
    const at = performance.timeOrigin + (eventTimeMs ?? performance.now());
    return this.scheduler?.hand.send(fields, at, gesture) ?? 0;
  }

  /** Seconds from the newest snapshot to what is heard now. */
  heardDelayS(): number {
    const context = this.host.context;
    return context === null ? 0 : context.baseLatency + context.outputLatency;
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.scheduler?.stop();
    await this.host.stop();
    this.log.endNow();
  }

  /** Names a load's track in the session log: when it is staged, and again when decoding has ended. */
  logTrack(
    loadToken: number,
    sourceSlot: number,
    title: string,
    fileId: string,
    lengthFrames: number,
    produced: ProducedTrack | null,
  ): void {
    this.log.report({
      kind: 'track',
      track: {
        loadToken,
        sourceSlot,
        fileId: produced?.fileId ?? fileId,
        pcmId: produced?.pcmId ?? null,
        chunkHashes: produced?.chunkHashes.map(shortHash) ?? null,
        title,
        lengthFrames,
      },
    });
  }

  private async beginLog(resumes: string | null): Promise<void> {
    const { manifest } = this.assets;
    const sources = { logEvents: this.memory.logEvents, fast: this.memory.fast, slow: this.memory.slow };
    try {
      const status = await this.log.begin(
        {
          app: `echelon ${__APP_VERSION__}`,
          kernelId: manifest.kernel.id,
          kernelAbi: manifest.abi,
          stretcherId: manifest.stretcher.id,
          stretchPreset: 'full',
          sessionRateHz: SESSION_RATE_HZ,
          configs: {},
          resumes,
        },
        sources,
      );
      this.logProblem.set(status.problem);
    } catch (error) {
      const text = `This set is not being logged (${error instanceof Error ? error.message : String(error)}). It plays, but cannot be resumed after a crash.`;
      this.logProblem.set(text);
      this.notices.emit(text);
    }
  }

  private publishClock(): void {
    const { context } = this.host;
    if (context === null || context.state !== 'running') return;
    this.snapshots.refresh();
    this.clock.publish(context, this.snapshots.fast);
  }

  private hearRefusal({ command, refused: reason }: DecidedIntent): void {
    if (reason === null) return;
    this.loader.refused(command.id);
    const mayOverride = reason.kind === 'audible' || reason.kind === 'playing';
    const repeat = (): void => {
      if (command.op === Op.load) this.retryLoad?.(command.deck);
      else this.send(command, undefined, Gesture.override);
    };
    this.refused.emit({
      id: command.id,
      op: command.op,
      deck: command.deck < DECK_COUNT ? command.deck : null,
      ...permissionWords(command.op, command.deck, reason),
      override: mayOverride ? repeat : null,
    });
  }

  private hearEvent(event: EngineEvent): void {
    if (event.type === EventType.loaded) this.loader.confirmed(event.deck, event.a);
    else if (event.type === EventType.ejected) this.loader.ejected(event.deck);
    else if (event.type === EventType.refused) {
      this.loader.refused(event.id);
      if (event.deck !== PREVIEW_VOICE)
        this.refused.emit({
          id: event.id,
          op: event.op as Op,
          deck: event.deck < DECK_COUNT ? event.deck : null,
          ...kernelWords(event.op, event.deck, event.code),
          override: null,
        });
    }
    this.engineEvents.emit(event);
  }

  private logHost({ kind, text, gapMs }: HostEvent): void {
    const what = {
      start: 'note',
      rebuild: 'contextRebuilt',
      device: 'deviceChanged',
      deviceLost: 'deviceLost',
      recovered: 'deviceChanged',
    } as const;
    this.log.report({
      kind: 'host',
      host: {
        what: what[kind],
        text,
        engineFrame: this.snapshots.fast.engineFrame,
        frames: Math.round((gapMs * SESSION_RATE_HZ) / 1000),
      },
    });
  }
}

/** Fetches the engine's parts and builds a core; nothing plays before `start`. Rejects with a sentence. */
export async function createCore(): Promise<StudioCore> {
  return new StudioCore(await loadAssets());
}
