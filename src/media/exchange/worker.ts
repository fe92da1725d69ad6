/** Thread: exchange worker. Entry: files of other programs in and out, with the library at a port of its own. */
import * as Comlink from 'comlink';
import { LibraryError } from '../library/errors.ts';
import { type RemoteLibrary, remoteLibrary } from '../library/remote.ts';
import { ExchangeError } from './errors.ts';
import { giveFiles, giveHistory } from './give.ts';
import { keepOne } from './keep-one.ts';
import type { ExchangeApi, ExchangeReply, OnProgress } from './messages.ts';
import { settle } from './settle.ts';
import { ExchangeShelf } from './shelf.ts';
import { takeFiles } from './take.ts';
import { takeSerato } from './take-serato.ts';

let library: RemoteLibrary | null = null;
/** Null where the browser keeps nothing; imports and exports work all the same. */
const shelf: Promise<ExchangeShelf | null> = ExchangeShelf.open().catch(() => null);
let lastTurn: Promise<unknown> = Promise.resolve();

const nowMs = (): number => Date.now();
const newId = (): string => crypto.randomUUID();

function wordsOf(error: unknown): string {
  if (error instanceof ExchangeError || error instanceof LibraryError) return error.message;
  return error instanceof Error ? `The exchange failed: ${error.message}.` : String(error);
}

/** One after the other: each works on crates and records as the one before has left them. */
function reply<T>(
  work: (library: RemoteLibrary, shelf: ExchangeShelf | null) => Promise<T>,
): Promise<ExchangeReply<T>> {
  const turn = lastTurn.then(async (): Promise<ExchangeReply<T>> => {
    try {
      if (library === null) throw new Error('the library was not connected');
      return { value: await work(library, await shelf) };
    } catch (error) {
      return { problem: wordsOf(error) };
    }
  });
  lastTurn = turn;
  return turn;
}

/** Runs with the caller's progress, and lets go of it afterwards: each callback holds a message port open. */
async function heard<T>(onProgress: OnProgress, work: (told: OnProgress) => Promise<T>): Promise<T> {
  const proxied: OnProgress & { [Comlink.releaseProxy]?: () => void } = onProgress;
  try {
    return await work((progress) => void proxied(progress));
  } finally {
    proxied[Comlink.releaseProxy]?.();
  }
}

const api: ExchangeApi = {
  connect(port) {
    library = remoteLibrary(port);
  },
  take: (files, onProgress) =>
    heard(onProgress, (told) =>
      reply((to, kept) => takeFiles(files, { library: to, shelf: kept, nowMs, newId }, told)),
    ),
  give: (request, onProgress) =>
    heard(onProgress, (told) => reply((from, kept) => giveFiles(request, { library: from, shelf: kept }, told))),
  takeSerato: (files) => reply((to) => takeSerato(files, to, nowMs)),
  giveHistory: (request) => reply((from) => giveHistory(request, from)),
  settle: (keys) =>
    reply(async (to, kept) =>
      kept === null ? { found: 0, left: 0 } : settle(keys, { library: to, shelf: kept, nowMs }),
    ),
  waitingCount: () => reply(async (_, kept) => (await kept?.count()) ?? 0),
  forgetWaiting: () => reply(async (_, kept) => kept?.forgetWaiting()),
  keepOne: (keep, others, sameAudio) => reply((of) => keepOne(keep, others, sameAudio, of, nowMs())),
};

Comlink.expose(api);
