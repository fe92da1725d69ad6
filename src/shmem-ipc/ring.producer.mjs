// Thread: a test's second thread. Pushes numbered records through the shared ring until all went in.
import { workerData } from 'node:worker_threads';
import { tsImport } from 'tsx/esm/api';

const { RecordRing } = await tsImport('./ring.ts', import.meta.url);
const { buffer, spec, count } = workerData;
const ring = new RecordRing(buffer, spec);
const words = spec.recordBytes / 4;
const record = new Int32Array(words);
for (let n = 0; n < count; ) {
  for (let i = 0; i < words; i++) record[i] = n * words + i;
  if (ring.push(record, 0)) n++;
}
