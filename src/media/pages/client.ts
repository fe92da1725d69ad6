/**
 * Long tracks as the main thread sees them: their pages are written, kept and turned in a worker.
 * Thread: main, at human rate.
 */
import { type Endpoint, proxy, transfer, wrap } from 'comlink';
import { StoreError } from '../store/content-store.ts';
import type { KeptTrack, PageFacts, PageGrant, PageReply, PagesApi, PagesMemory } from './page-messages.ts';

export type { KeptTrack, PageFacts } from './page-messages.ts';

export interface PagesClientOptions extends PagesMemory {
  /** A playing track cannot be read any more, or the worker died; a sentence for the performer. */
  readonly onProblem: (text: string) => void;
  /** The worker, or what stands for it in a test. */
  readonly startThread?: (onProblem: (text: string) => void) => Endpoint;
}

/** Calls that answer reject with `StoreError`. */
export interface PagesClient {
  /** A new end for a writer, to be transferred to the decode worker. */
  connect(): MessagePort;
  /** The pages that are kept of a track, opened under `source`; null when there are none. */
  find(source: number, fileId: string): Promise<KeptTrack | null>;
  /** Lets voices play what `find` found, from `grant`: PAGE_SLOTS slots. */
  play(source: number, grant: PageGrant): Promise<void>;
  /** Keeps the pages of a track that was decoded whole, with its complete waveform. */
  keep(source: number, facts: PageFacts, waveform: SharedArrayBuffer): Promise<void>;
  /** Frames that a hand may jump to, beyond those the engine knows: their pages stay. */
  pin(source: number, frames: readonly number[]): void;
  /** The preview voice is about to play from this frame. */
  audition(source: number, fromFrame: number): void;
  /** Await this before the source's slots are given to another track. */
  close(source: number): Promise<void>;
}

function startWorker(onProblem: (text: string) => void): Endpoint {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pages' });
  worker.onerror = (event) =>
    onProblem(`Long tracks stopped coming from disk: ${event.message}. Reload the page; the set is kept.`);
  return worker;
}

function open<T>(reply: PageReply<T>): T {
  if ('value' in reply) return reply.value;
  const { code, reason, remedy } = reply.problem;
  throw new StoreError(code, reason, remedy);
}

/** Starts the page worker. */
export function createPages({ onProblem, startThread, ...memory }: PagesClientOptions): PagesClient {
  const api = wrap<PagesApi>((startThread ?? startWorker)(onProblem));
  void api.configure(memory, proxy(onProblem));
  return {
    connect() {
      const { port1, port2 } = new MessageChannel();
      void api.connect(transfer(port1, [port1]));
      return port2;
    },
    find: async (source, fileId) => open(await api.find(source, fileId)),
    play: async (source, grant) => {
      open(await api.play(source, grant));
    },
    keep: async (source, facts, waveform) => {
      open(await api.keep(source, facts, waveform));
    },
    pin: (source, frames) => void api.pin(source, frames),
    audition: (source, fromFrame) => void api.audition(source, fromFrame),
    close: async (source) => {
      open(await api.close(source));
    },
  };
}
