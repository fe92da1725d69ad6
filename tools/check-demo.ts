/**
 * Renders every demo track (or those named) and compares lengths, sections and sample hashes with
 * src/media/demo/catalogue.generated.ts; `--update` writes that file, `--wav FOLDER` keeps the renderings, and where
 * ffmpeg is installed each is measured after EBU R 128.
 * Thread: Node.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatFor } from '../src/control-bus/pcm.ts';
import { PcmHasher } from '../src/media/decode/identity.ts';
import { renderScore } from '../src/media/demo/render.ts';
import type { Score } from '../src/media/demo/score/types.ts';
import { SCORES } from '../src/media/demo/scores/index.ts';
import { compileDemoSynth } from './build-demo-synth.ts';

const GENERATED = fileURLToPath(new URL('../src/media/demo/catalogue.generated.ts', import.meta.url));
const FIRST_FRAMES = 480_000;

interface Rendered {
  totalFrames: number;
  sections: { kind: string; startBeat: number; beats: number }[];
  /** Identity of the first ten seconds. */
  firstId: string;
  pcmId: string;
}

function sectionsOf(score: Score): Rendered['sections'] {
  let startBeat = 0;
  return score.form.map(({ kind, bars }) => {
    const section = { kind, startBeat, beats: bars * 4 };
    startBeat += bars * 4;
    return section;
  });
}

function wavHeader(frames: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + frames * 8, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(3, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(48_000, 24);
  header.writeUInt32LE(48_000 * 8, 28);
  header.writeUInt16LE(8, 32);
  header.writeUInt16LE(32, 34);
  header.write('data', 36);
  header.writeUInt32LE(frames * 8, 40);
  return header;
}

function loudness(file: string): string {
  const { stderr, error } = spawnSync(
    'ffmpeg',
    ['-hide_banner', '-nostats', '-i', file, '-filter_complex', 'ebur128=peak=true', '-f', 'null', '-'],
    { encoding: 'utf8' },
  );
  if (error) return 'ffmpeg is not installed: loudness not measured';
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  const number = (pattern: RegExp) => pattern.exec(summary)?.[1] ?? '?';
  return `${number(/I:\s+(-?[\d.]+)/)} LUFS, ${number(/Peak:\s+(-?[\d.]+)/)} dBTP`;
}

async function renderOne(
  module: WebAssembly.Module,
  score: Score,
  wavFolder: string,
): Promise<{ rendered: Rendered; line: string }> {
  const blocks: Buffer[] = [];
  let first: PcmHasher | null = new PcmHasher(formatFor(FIRST_FRAMES));
  let firstId = Promise.resolve('');
  let whole: PcmHasher | null = null;
  let frames = 0;
  const start = performance.now();
  const { lostNotes, deepestReduction } = await renderScore(module, score, {
    async open(total) {
      whole = new PcmHasher(formatFor(total));
    },
    write(interleaved, n) {
      whole?.update(interleaved, n);
      if (first) {
        first.update(interleaved, Math.min(n, FIRST_FRAMES - frames));
        if (frames + n >= FIRST_FRAMES) {
          firstId = first.finish().then(({ pcmId }) => pcmId);
          first = null;
        }
      }
      frames += n;
      blocks.push(Buffer.from(interleaved.slice(0, n * 2).buffer));
    },
    complete() {},
  });
  const seconds = (performance.now() - start) / 1000;
  if (lostNotes > 0) throw new Error(`${score.id}: ${lostNotes} notes found no free voice`);
  const file = join(wavFolder, `${score.id}.wav`);
  writeFileSync(file, Buffer.concat([wavHeader(frames), ...blocks]));
  const measured = loudness(file);
  const { pcmId } = await (whole as unknown as PcmHasher).finish();
  const rendered = { totalFrames: frames, sections: sectionsOf(score), firstId: await firstId, pcmId };
  const reduction = (20 * Math.log10(deepestReduction)).toFixed(1);
  const minutes = `${Math.floor(frames / 48_000 / 60)}:${String(Math.round(frames / 48_000) % 60).padStart(2, '0')}`;
  const speed = (frames / 48_000 / seconds).toFixed(0);
  return { rendered, line: `${score.id}: ${minutes}, ${measured}, limiter ${reduction} dB, ${speed} × real time` };
}

function toSource(all: ReadonlyMap<string, Rendered>): string {
  const entries = [...all].map(([id, r]) => {
    const sections = r.sections.map(
      (s) => `      { kind: '${s.kind}', startBeat: ${s.startBeat}, beats: ${s.beats} },\n`,
    );
    return `  '${id}': {\n    totalFrames: ${r.totalFrames},\n    firstId: '${r.firstId}',\n    pcmId: '${r.pcmId}',\n    sections: [\n${sections.join('')}    ],\n  },\n`;
  });
  return `/** Written by tools/check-demo.ts --update: what the scores and the synth of this version give. Thread: any. */
import type { SectionKind } from './score/types.ts';

export interface RenderedFacts {
  totalFrames: number;
  /** Identity of the first ten seconds, as \`PcmHasher\` computes it. */
  firstId: string;
  pcmId: string;
  sections: readonly { kind: SectionKind; startBeat: number; beats: number }[];
}

export const RENDERED: Readonly<Record<string, RenderedFacts>> = {
${entries.join('')}};
`;
}

async function main(args: readonly string[]): Promise<void> {
  const update = args.includes('--update');
  const wavAt = args.indexOf('--wav');
  const keep = wavAt >= 0;
  const wavFolder = keep ? (args[wavAt + 1] ?? '.') : join(tmpdir(), `echelon-demo-${process.pid}`);
  mkdirSync(wavFolder, { recursive: true });
  const names = args.filter((a, i) => !a.startsWith('--') && !(keep && i === wavAt + 1));
  const module = await WebAssembly.compile(await compileDemoSynth());
  const before = readFileSync(GENERATED, 'utf8');
  const results = new Map<string, Rendered>();
  let failures = 0;
  for (const score of SCORES) {
    if (names.length > 0 && !names.includes(score.id)) continue;
    const { rendered, line } = await renderOne(module, score, wavFolder);
    if (!keep) rmSync(join(wavFolder, `${score.id}.wav`));
    results.set(score.id, rendered);
    const same = before.includes(`'${rendered.pcmId}'`);
    if (!same) failures++;
    console.log(`${line}${same ? '' : ' · not as listed'}`);
  }
  if (update && names.length === 0) {
    writeFileSync(GENERATED, toSource(results));
    console.log('catalogue.generated.ts written');
  } else if (failures > 0) {
    console.error(
      `${failures} of ${results.size} differ from the catalogue: run tools/check-demo.ts --update if meant`,
    );
    process.exitCode = 1;
  }
}

await main(process.argv.slice(2));
