// Thread: a test's second thread. Publishes snapshots whose words are all equal, as fast as it can.
import { workerData } from 'node:worker_threads';
import { tsImport } from 'tsx/esm/api';

const { SeqlockWriter } = await tsImport('./seqlock.ts', import.meta.url);
const { buffer, payloadBytes, rounds, stop } = workerData;
const writer = new SeqlockWriter(buffer, payloadBytes);
const words = new Int32Array(payloadBytes / 4);
const flag = new Int32Array(stop);
for (let n = 1; n <= rounds && Atomics.load(flag, 0) === 0; n++) {
  words.fill(n);
  writer.publish(words, 0);
}
