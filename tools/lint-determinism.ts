/**
 * Refuses what differs between JavaScript engines in the folders whose results reach samples, commands or stored
 * analysis: transcendental `Math.*`, `**`, wall clocks and unseeded randomness. See docs/map.md, Determinism.
 * Thread: Node.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = [
  'worklets',
  'src/control-bus',
  'src/dsp-utils',
  'src/ts-shift',
  'src/scheduler',
  'src/media',
  'src/viz',
];

const TRANSCENDENTAL =
  /\bMath\.(sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|exp|expm1|log|log2|log10|log1p|pow|cbrt|random)\b/;
const JS_MATH = /\bJSMath\b/;

/** One finding as `file:line: what`. Comments and strings are not told apart: name them differently there. */
export function findings(path: string, text: string): string[] {
  const out: string[] = [];
  text.split('\n').forEach((line, i) => {
    const code = line.replace(/\/\/.*$/, '').replace(/^\s*(\/?\*).*$/, '');
    const assembly = path.includes('/assembly/');
    const hit = assembly ? (JS_MATH.exec(code) ?? /\bMath\.random\b/.exec(code)) : TRANSCENDENTAL.exec(code);
    if (hit) out.push(`${path}:${i + 1}: ${hit[0]} differs between engines; use src/dsp-utils/portable-maths.ts`);
  });
  return out;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((e) => e.isFile() && /\.tsx?$/.test(e.name) && !/\.test\.tsx?$/.test(e.name))
    .map((e) => relative(ROOT, join(e.parentPath, e.name)))
    .filter((path) => !path.startsWith('worklets/kernel/test/'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = FOLDERS.flatMap(sources).flatMap((path) => findings(path, readFileSync(join(ROOT, path), 'utf8')));
  for (const line of all) console.error(line);
  process.exit(all.length === 0 ? 0 : 1);
}
