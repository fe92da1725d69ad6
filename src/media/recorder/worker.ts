// Thread: recorder worker (entry).
import * as Comlink from 'comlink';
import { openOpfsFiles } from '../byte-files/opfs.ts';
import { RECORDING_FOLDER, Recorder } from './recorder.ts';
import type { RecorderStatus, RecorderWorkerApi } from './recorder-messages.ts';

/** The tap holds 5 s; written this often, a kill loses a quarter of a second. */
const TICK_MS = 200;

let recorder: Recorder | null = null;
let notify: (status: RecorderStatus) => void = () => undefined;
let following = false;

function attached(): Recorder {
  if (recorder === null) throw new Error('the recorder was used before it was attached to an engine');
  return recorder;
}

async function follow(): Promise<void> {
  if (following) return;
  following = true;
  const current = attached();
  while (current.status.recording) {
    current.tick();
    await current.watchRoom(Date.now());
    notify(current.status);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  following = false;
}

const api: RecorderWorkerApi = {
  async attach(tap, sampleRateHz, listener) {
    recorder = new Recorder(await openOpfsFiles(RECORDING_FOLDER), tap, sampleRateHz);
    notify = listener;
    await recorder.repairAll();
    return recorder.list();
  },
  async start() {
    const status = await attached().start(Date.now());
    if (status.recording) void follow();
    return status;
  },
  async stop() {
    const status = await attached().stop();
    notify(status);
    return status;
  },
  list: () => attached().list(),
  blob: (name) => attached().blob(name),
  remove: (name) => attached().remove(name),
  end(ended) {
    recorder?.closeNow();
    Atomics.store(new Int32Array(ended), 0, 1);
  },
};

Comlink.expose(api);
