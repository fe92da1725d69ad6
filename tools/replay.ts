/**
 * Renders a session log in Node: the set as it was played, and whether anything stands against it.
 *
 *   npm run replay -- LOG [--out FILE.wav] [--float] [--tracks DIR] [--seconds N]
 *
 * `--out` writes the master, 24-bit (or with `--float` the very float32 samples that are hashed). `--tracks` is searched,
 * with its subfolders, for files by their content, whatever their names; demo tracks are rendered. Prints the SHA-256 of
 * the master's float32 bytes. Ends with 0 when the replay is exact, 2 when it is only approximate, 1 when there is none.
 *
 * Thread: Node.
 */
import { closeSync, openAsBlob, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BLOCK_FRAMES } from '../src/control-bus/constants.ts';
import {
  encodeWavHead,
  quantise24,
  RecordingState,
  WAV_FRAME_BYTES,
  WAV_HEAD_BYTES,
} from '../src/media/recorder/wav.ts';
import { demoRenderer } from '../src/media/replay/demo-source.ts';
import { engineFor } from '../src/media/replay/engine-for.ts';
import { replayLog } from '../src/media/replay/replay.ts';
import { ReplayError, type ReplayReport } from '../src/media/replay/replay-types.ts';
import {
  contentOf,
  DemoFinder,
  FileFinder,
  findIn,
  likeIn,
  type NamedBlob,
} from '../src/media/replay/track-finders.ts';
import { type LogHeader, SessionLogError } from '../src/media/session-log/format.ts';
import { openLog } from '../src/media/session-log/reader.ts';
import { compileDemoSynth } from './build-demo-synth.ts';
import { findModules, loadModules } from './load-engine.ts';

const USAGE = 'npm run replay -- LOG [--out FILE.wav] [--float] [--tracks DIR] [--seconds N]';
const FLOAT_HEAD_BYTES = 56;
const FLOAT_FRAME_BYTES = 8;

export interface ReplayCommand {
  readonly log: string;
  readonly out: string | null;
  readonly float: boolean;
  readonly tracks: string | null;
  readonly seconds: number | null;
}

/** What the command line asks for, or null when it makes no sense. */
export function parseCommand(args: readonly string[]): ReplayCommand | null {
  const options = {
    out: { type: 'string' },
    float: { type: 'boolean' },
    tracks: { type: 'string' },
    seconds: { type: 'string' },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [log] = positionals;
  const seconds = values.seconds === undefined ? null : Number(values.seconds);
  if (log === undefined || positionals.length > 1 || (seconds !== null && !(seconds > 0))) return null;
  return { log, out: values.out ?? null, float: values.float ?? false, tracks: values.tracks ?? null, seconds };
}

/** The master on its way to a WAV file, written as it comes. */
class MasterFile {
  private readonly file: number;
  private readonly rateHz: number;
  private readonly float: boolean;
  private readonly headBytes: number;
  private readonly chunk: Uint8Array;
  private filled = 0;
  private frames = 0;

  constructor(path: string, rateHz: number, float: boolean) {
    this.rateHz = rateHz;
    this.float = float;
    this.headBytes = float ? FLOAT_HEAD_BYTES : WAV_HEAD_BYTES;
    this.chunk = new Uint8Array(512 * BLOCK_FRAMES * (float ? FLOAT_FRAME_BYTES : WAV_FRAME_BYTES));
    this.file = openSync(path, 'w');
    this.writeHead();
  }

  take(master: Float32Array): void {
    if (this.float) {
      const bytes = new Uint8Array(master.buffer, master.byteOffset, master.byteLength);
      this.chunk.set(bytes, this.filled);
      this.filled += bytes.length;
    } else {
      quantise24(master, master.length, this.chunk, this.filled);
      this.filled += master.length * 3;
    }
    this.frames += BLOCK_FRAMES;
    if (this.filled === this.chunk.length) this.flush();
  }

  private flush(): void {
    writeSync(this.file, this.chunk, 0, this.filled);
    this.filled = 0;
  }

  close(): void {
    this.flush();
    this.writeHead();
    closeSync(this.file);
  }

  private writeHead(): void {
    const { frames, rateHz: sampleRateHz } = this;
    const facts = { sampleRateHz, frames, state: RecordingState.closed, gaps: 0, startedAtMs: 0, firstEngineFrame: 0 };
    const head = this.float ? floatHead(sampleRateHz, frames) : encodeWavHead(facts);
    writeSync(this.file, head, 0, this.headBytes, this.frames === 0 ? null : 0);
  }
}

/** Head of a float32 stereo WAV (format 3 with its `fact` chunk). Beyond 4 GiB the sizes say "to the end". */
function floatHead(rateHz: number, frames: number): Uint8Array {
  const head = Buffer.alloc(FLOAT_HEAD_BYTES);
  const bytes = frames * FLOAT_FRAME_BYTES;
  head.write('RIFF', 0);
  head.writeUInt32LE(Math.min(0xffff_ffff, FLOAT_HEAD_BYTES - 8 + bytes), 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(3, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(rateHz, 24);
  head.writeUInt32LE(rateHz * FLOAT_FRAME_BYTES, 28);
  head.writeUInt16LE(FLOAT_FRAME_BYTES, 32);
  head.writeUInt16LE(32, 34);
  head.write('fact', 36);
  head.writeUInt32LE(4, 40);
  head.writeUInt32LE(Math.min(0xffff_ffff, frames), 44);
  head.write('data', 48);
  head.writeUInt32LE(Math.min(0xffff_ffff, bytes), 52);
  return head;
}

async function filesBelow(folder: string | null): Promise<NamedBlob[]> {
  if (folder === null) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Promise.all(
    entries.map(async (entry) => ({ name: entry.name, blob: await openAsBlob(join(entry.parentPath, entry.name)) })),
  );
}

async function modulesFor(header: LogHeader) {
  const found = await findModules(header.kernelId, header.stretcherId ?? '');
  if (found !== undefined) return { modules: found, doubts: [] };
  const doubt = `The set was played on kernel ${header.kernelId} and stretcher ${header.stretcherId}, which are not here.`;
  return { modules: await loadModules(), doubts: [doubt] };
}

/** Replays as asked. Rejects with `SessionLogError` or `ReplayError` when nothing can be rendered. */
export async function runReplay(command: ReplayCommand): Promise<ReplayReport> {
  const log = openLog(new Uint8Array(readFileSync(command.log)));
  const { header } = log;
  const { modules, doubts } = await modulesFor(header);
  const fresh = engineFor(header, modules);
  const given = await filesBelow(command.tracks);
  const files = new FileFinder(contentOf(given), header.sessionRateHz, likeIn(given));
  const demos = new DemoFinder(demoRenderer(async () => new WebAssembly.Module(await compileDemoSynth())));
  const out = command.out === null ? null : new MasterFile(command.out, header.sessionRateHz, command.float);
  try {
    return await replayLog({
      log,
      engine: fresh.engine,
      pcm: fresh.pcm,
      tracks: findIn(demos, files),
      doubts: [...doubts, ...fresh.doubts],
      ...(command.seconds === null ? {} : { maxFrames: Math.ceil(command.seconds * header.sessionRateHz) }),
      onBlock: (master) => out?.take(master),
    });
  } finally {
    out?.close();
  }
}

function print(command: ReplayCommand, report: ReplayReport, tookS: number): void {
  console.log(`${basename(command.log)}: ${report.seconds.toFixed(2)} s in ${tookS.toFixed(1)} s`);
  for (const { title, fileId, verdict, standIn } of report.tracks) {
    const note =
      verdict.state === 'missing' ? ` (${fileId})` : standIn === undefined ? '' : ` ("${standIn}" has other bytes)`;
    console.log(`  ${verdict.state.padEnd(10)} ${title}${note}`);
  }
  for (const doubt of report.doubts) console.log(`  ! ${doubt}`);
  console.log(`master SHA-256 ${report.sha256} (${report.exact ? 'exact' : 'approximate'})`);
  if (command.out !== null) console.log(`written to ${command.out}`);
}

/** What a person can do something about: a bad command line, a file that is not there, a log that cannot be replayed. */
function isTold(error: unknown): error is Error {
  if (error instanceof SessionLogError || error instanceof ReplayError) return true;
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

async function main(): Promise<number> {
  try {
    const command = parseCommand(process.argv.slice(2));
    if (command === null) {
      console.error(`usage: ${USAGE}`);
      return 1;
    }
    const start = process.hrtime.bigint();
    const report = await runReplay(command);
    print(command, report, Number(process.hrtime.bigint() - start) / 1e9);
    return report.exact ? 0 : 2;
  } catch (error) {
    if (!isTold(error)) throw error;
    console.error(`The replay did not start or could not go on: ${error.message}`);
    return 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
