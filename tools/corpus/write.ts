/**
 * Writes the corpus to a folder, for other programs to be measured on: 16-bit WAV, JAMS (tempo, key, sections) and
 * `.beats` for each piece. `node --import tsx tools/corpus/write.ts FOLDER [--every N]`; about 4 GB in all.
 * Thread: Node.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Annotation, Key } from '../evaluate/annotation.ts';
import { piecesOf } from './pieces.ts';
import type { Rendered } from './render.ts';

const NAMES = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'] as const;

function wavOf({ left, right, rateHz }: Rendered): Buffer {
  const bytes = Buffer.alloc(44 + left.length * 4);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(rateHz, 24);
  bytes.writeUInt32LE(rateHz * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(left.length * 4, 40);
  left.forEach((v, n) => {
    bytes.writeInt16LE(Math.round(v * 32_767), 44 + n * 4);
    bytes.writeInt16LE(Math.round((right[n] as number) * 32_767), 46 + n * 4);
  });
  return bytes;
}

function beatsOf({ beats = [], downbeats = [] }: Annotation): string {
  const first = new Set(downbeats);
  let place = 0;
  return beats
    .map((time) => {
      place = first.has(time) ? 1 : place + 1;
      return `${time.toFixed(6)}\t${place}\n`;
    })
    .join('');
}

const keyText = ({ tonic, mode }: Key): string => `${NAMES[tonic]}:${mode}`;

function jamsOf(annotation: Annotation, seconds: number): string {
  const { bpm, key, sections = [] } = annotation;
  const one = (namespace: string, value: unknown): object => ({
    namespace,
    data: [{ time: 0, duration: seconds, value, confidence: 1 }],
  });
  const parts = sections.map((section, i) => ({
    time: section.startS,
    duration: (sections[i + 1]?.startS ?? seconds) - section.startS,
    value: section.kind,
    confidence: 1,
  }));
  return JSON.stringify({
    file_metadata: { duration: seconds, jams_version: '0.3.4' },
    annotations: [
      one('tempo', bpm),
      ...(key === undefined ? [] : [one('key_mode', keyText(key))]),
      { namespace: 'segment_open', data: parts },
    ],
    sandbox: {},
  });
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { every: { type: 'string' } } });
const [folder] = positionals;
if (folder === undefined) throw new Error('say which folder to write the corpus to');
mkdirSync(folder, { recursive: true });
const every = Number(values.every ?? 1);
for (const piece of [...piecesOf('development'), ...piecesOf('held out')].filter((_, i) => i % every === 0)) {
  const rendered = piece.render();
  const stem = join(folder, piece.name.replace(/ /g, '-'));
  writeFileSync(`${stem}.wav`, wavOf(rendered));
  writeFileSync(`${stem}.beats`, beatsOf(rendered.annotation));
  writeFileSync(`${stem}.jams`, jamsOf(rendered.annotation, rendered.left.length / rendered.rateHz));
}
