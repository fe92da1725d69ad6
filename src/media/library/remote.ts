/**
 * The library as another worker sees it, over a port of its own (`LibraryClient.connect`).
 * Thread: any worker. Every call rejects with `LibraryError`.
 */
import { type Endpoint, wrap } from 'comlink';
import { LibraryError } from './errors.ts';
import type { LibraryApi, LibraryCalls, LibraryReply } from './messages.ts';

/** What a reply says. Throws the `LibraryError` it tells of. */
export function value<T>(reply: LibraryReply<T>): T {
  if ('value' in reply) return reply.value;
  const { code, reason, remedy } = reply.problem;
  throw new LibraryError(code, reason, remedy);
}

/** What a worker beside the library may ask of it. */
export type RemoteLibrary = Pick<
  LibraryCalls,
  | 'records'
  | 'apply'
  | 'removeTracks'
  | 'putBack'
  | 'openView'
  | 'closeView'
  | 'search'
  | 'rows'
  | 'keys'
  | 'crates'
  | 'editCrates'
  | 'history'
>;

export function remoteLibrary(port: Endpoint): RemoteLibrary {
  const api = wrap<LibraryApi>(port);
  return {
    records: async (keys) => value(await api.records(keys)),
    apply: async (edits) => value(await api.apply(edits)),
    removeTracks: async (keys) => value(await api.removeTracks(keys)),
    putBack: async (records) => value(await api.putBack(records)),
    openView: async () => value(await api.openView()),
    closeView: async (view) => value(await api.closeView(view)),
    search: async (view, spec) => value(await api.search(view, spec)),
    rows: async (view, from, count) => value(await api.rows(view, from, count)),
    keys: async (view, from, count) => value(await api.keys(view, from, count)),
    crates: async () => value(await api.crates()),
    editCrates: async (edit) => value(await api.editCrates(edit)),
    history: async () => value(await api.history()),
  };
}
