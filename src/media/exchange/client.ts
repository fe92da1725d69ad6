/**
 * The exchange as the main thread sees it: files go in and out, everything else happens between two workers.
 * Thread: main, at human rate. Every call rejects with a sentence for the performer.
 */
import { type Endpoint, proxy, transfer, wrap } from 'comlink';
import type { ExchangeApi, ExchangeCalls, ExchangeReply } from './messages.ts';

export type {
  ExportReport,
  ExportRequest,
  HistoryRequest,
  ImportReport,
  KeyedFile,
  MergeUndo,
  NamedFile,
  Progress,
  SeratoReport,
  SettleReport,
} from './messages.ts';
export { HistoryFormat, TrackFormat } from './messages.ts';
export { mergedNotes, type Note } from './notes.ts';

export type ExchangeClient = ExchangeCalls;

function value<T>(reply: ExchangeReply<T>): T {
  if ('value' in reply) return reply.value;
  throw new Error(reply.problem);
}

/** Starts the exchange worker. `library`: a port of `LibraryClient.connect`. */
export function createExchange(library: MessagePort, endpoint: Endpoint = startWorker()): ExchangeClient {
  const api = wrap<ExchangeApi>(endpoint);
  void api.connect(transfer(library, [library]));
  return {
    take: async (files, onProgress) => value(await api.take(files, proxy(onProgress))),
    give: async (request, onProgress) => value(await api.give(request, proxy(onProgress))),
    takeSerato: async (files) => value(await api.takeSerato(files)),
    giveHistory: async (request) => value(await api.giveHistory(request)),
    settle: async (keys) => value(await api.settle(keys)),
    waitingCount: async () => value(await api.waitingCount()),
    forgetWaiting: async () => value(await api.forgetWaiting()),
    keepOne: async (keep, others, sameAudio) => value(await api.keepOne(keep, others, sameAudio)),
  };
}

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'exchange' });
}
