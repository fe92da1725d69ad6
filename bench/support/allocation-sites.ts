/**
 * What a loop allocates on the JavaScript heap, by the file that does it: V8's sampling allocation profiler at its finest,
 * what is collected meanwhile included. Thread: Node.
 */
import { type HeapProfiler, Session } from 'node:inspector';

/** Mean distance of samples, bytes: a hundredth of a byte a turn shows over thousands of turns. */
const INTERVAL_BYTES = 64;
/** Turns before every path has been compiled. */
const WARM_UP_TURNS = 30_000;

/** Bytes a turn by the URL of the file whose function allocated them; the profiler's own are left out. */
export function allocationSites(work: () => void, turns: number): Map<string, number> {
  for (let i = 0; i < WARM_UP_TURNS; i++) work();
  const session = new Session();
  session.connect();
  const sites = new Map<string, number>();
  const visit = (node: HeapProfiler.SamplingHeapProfileNode): void => {
    const { url } = node.callFrame;
    if (node.selfSize > 0 && url !== '' && !url.startsWith('node:'))
      sites.set(url, (sites.get(url) ?? 0) + node.selfSize / turns);
    node.children.forEach(visit);
  };
  // Newer than the types: without these, what was collected would not be counted.
  const withCollected = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true };
  const options: HeapProfiler.StartSamplingParameterType = { samplingInterval: INTERVAL_BYTES, ...withCollected };
  session.post('HeapProfiler.startSampling', options);
  for (let i = 0; i < turns; i++) work();
  session.post('HeapProfiler.stopSampling', (error, { profile }) => {
    if (error !== null) throw new Error(`the allocation profile could not be taken: ${error.message}`);
    visit(profile.head);
  });
  session.disconnect();
  return sites;
}
