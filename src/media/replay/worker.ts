// Thread: replay worker (entry).
import * as Comlink from 'comlink';
import { BLOCK_FRAMES } from '../../control-bus/constants.ts';
import { openOpfsFiles } from '../byte-files/opfs.ts';
import { RECORDING_FOLDER } from '../recorder/recorder.ts';
import { Recording } from '../recorder/recording.ts';
import type { LogHeader } from '../session-log/format.ts';
import { openLog } from '../session-log/reader.ts';
import { demoRenderer } from './demo-source.ts';
import { engineFor } from './engine-for.ts';
import { fetchModules } from './engine-modules.ts';
import { replayLog } from './replay.ts';
import type { ReplayHelp, ReplayWorkerApi } from './replay-messages.ts';
import type { TrackFinder } from './replay-types.ts';
import { contentOf, DemoFinder, FileFinder, findIn, likeIn, type NamedBlob } from './track-finders.ts';

/** Blocks between two writes of the recording: a third of a second. */
const BLOCKS_PER_COMMIT = 128;

let running: AbortController | null = null;

async function fetchSynth(base: string): Promise<WebAssembly.Module> {
  const answer = await fetch(new URL('demo/demo-synth.wasm', base));
  if (!answer.ok) throw new Error(`the server does not give demo/demo-synth.wasm (${answer.status}): reload the page`);
  return WebAssembly.compile(await answer.arrayBuffer());
}

function finderFor(files: readonly NamedBlob[], header: LogHeader, base: string, help: ReplayHelp): TrackFinder {
  const given = contentOf(files);
  const content = async (id: string): Promise<NamedBlob | null> => (await given(id)) ?? help.content(id);
  return findIn(
    new DemoFinder(demoRenderer(() => fetchSynth(base))),
    new FileFinder(content, header.sessionRateHz, likeIn(files)),
  );
}

async function openRecording(name: string | null, header: LogHeader): Promise<Recording | null> {
  if (name === null) return null;
  const files = await openOpfsFiles(RECORDING_FOLDER);
  const file = await files.open(name, true);
  file.truncate(0);
  return new Recording(file, header.sessionRateHz, header.startedAtMs);
}

const api: ReplayWorkerApi = {
  async replay({ log: blob, base, files, recordAs }, help) {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    const log = openLog(new Uint8Array(await blob.arrayBuffer()));
    const { header } = log;
    const modules = await fetchModules(base, header.kernelId, header.stretcherId ?? '');
    const { engine, pcm, doubts } = engineFor(header, modules);
    const recording = await openRecording(recordAs, header);
    try {
      const report = await replayLog({
        log,
        engine,
        pcm,
        tracks: finderFor(files, header, base, help),
        doubts: modules.doubt === null ? doubts : [modules.doubt, ...doubts],
        signal: controller.signal,
        onProgress: (share) => help.progress(share),
        onBlock: (master, frame) => {
          if (recording === null) return;
          recording.push(frame, master, BLOCK_FRAMES);
          if ((frame / BLOCK_FRAMES) % BLOCKS_PER_COMMIT === 0) recording.commit();
          if (recording.failure !== null) throw recording.failure;
        },
      });
      return report;
    } finally {
      recording?.close();
    }
  },
  cancel() {
    running?.abort();
  },
};

Comlink.expose(api);
