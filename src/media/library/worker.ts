/** Thread: library worker. Entry: the library over Comlink, with the browser's locks and its channel to other tabs. */
import * as Comlink from 'comlink';
import { libraryError } from './errors.ts';
import type { LibraryApi, LibraryReply } from './messages.ts';
import { LibraryService } from './service.ts';

const QUIET_MS = 3000;
let quiet = 0;

const service = new LibraryService({
  locks: navigator.locks,
  channel: new BroadcastChannel('echelon-library'),
  nowMs: () => Date.now(),
  whenQuiet: (work) => {
    clearTimeout(quiet);
    quiet = setTimeout(work, QUIET_MS);
  },
});

async function reply<T>(work: Promise<T>): Promise<LibraryReply<T>> {
  try {
    return { value: await work };
  } catch (error) {
    return { problem: libraryError(error, 'The library').toProblem() };
  }
}

const api: LibraryApi = {
  listen(onEvent, onState) {
    service.onEvent = onEvent;
    service.onState = onState;
  },
  connect: (port) => Comlink.expose(api, port),
  open: () => reply(service.open()),
  record: (key) => reply(service.record(key)),
  records: (keys) => reply(service.records(keys)),
  byFileId: (fileId) => reply(service.byFileId(fileId)),
  apply: (edits) => reply(service.apply(edits)),
  removeTracks: (keys) => reply(service.removeTracks(keys)),
  putBack: (records) => reply(service.putBack(records)),
  cover: (id) => reply(service.cover(id)),
  features: (key) => reply(service.features(key)),
  duplicates: () => reply(service.duplicates()),
  openView: () => reply(service.openView()),
  closeView: (view) => reply(service.closeView(view)),
  search: async (view, spec) => {
    const found = await reply(service.search(view, spec));
    return 'value' in found ? Comlink.transfer(found, [found.value.ids.buffer]) : found;
  },
  rows: (...given) => reply(service.rows(...given)),
  keys: (...given) => reply(service.keys(...given)),
  position: (...given) => reply(service.position(...given)),
  openParts: () => reply(service.openParts()),
  closeParts: (view) => reply(service.closeParts(view)),
  searchParts: (...given) => reply(service.searchParts(...given)),
  partRows: (...given) => reply(service.partRows(...given)),
  partPosition: (...given) => reply(service.partPosition(...given)),
  complete: (text, caret) => reply(service.complete(text, caret)),
  crates: () => reply(service.crates()),
  editCrates: (edit) => reply(service.editCrates(edit)),
  history: () => reply(service.history()),
  editHistory: (edit) => reply(service.editHistory(edit)),
  removeSet: (id) => reply(service.removeSet(id)),
  setting: (name) => reply(service.setting(name)),
  putSetting: (setting) => reply(service.putSetting(setting)),
  backup: () => reply(service.backup()),
  restore: (file) => reply(service.restore(file)),
};

Comlink.expose(api);
