/**
 * Imports the file named on the command line and prints what it cost, as JSON. A process of its own, so that its peak
 * memory is that of one import. Thread: Node.
 */
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importTrack } from '../../src/media/import/import-track.ts';

export interface ImportFigures {
  readonly cpuS: number;
  readonly wallS: number;
  readonly peakMb: number;
  /** Memory with everything loaded and nothing done. */
  readonly baseMb: number;
  readonly audioS: number;
}

async function once(path: string): Promise<ImportFigures> {
  const baseMb = process.memoryUsage.rss() / 1e6;
  const [before, start] = [process.cpuUsage(), performance.now()];
  const outcome = await importTrack({
    file: await openAsBlob(path),
    fileName: basename(path),
    signal: new AbortController().signal,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    onPhase: () => undefined,
    onProgress: () => undefined,
    standingOf: async () => ({ kind: 'new' }),
  });
  if (outcome.kind !== 'track') throw new Error(`${path} did not become a track`);
  const { user, system } = process.cpuUsage(before);
  return {
    cpuS: (user + system) / 1e6,
    wallS: (performance.now() - start) / 1000,
    peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
    baseMb,
    audioS: outcome.track.decoded.totalFrames / 48_000,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = process.argv[2];
  if (path === undefined) throw new Error('name a file to import');
  once(path).then(
    (figures) => process.stdout.write(JSON.stringify(figures)),
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
