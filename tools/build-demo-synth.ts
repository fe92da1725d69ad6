/**
 * Compiles the demo synth to public/demo/demo-synth.wasm. Run as a script, or call `buildDemoSynth` from a build.
 * Thread: Node.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEMO_SYNTH_PAGES } from '../src/media/demo/synth/synth.ts';
import { compileAssembly } from './assembly.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ASSEMBLY = 'src/media/demo/synth/assembly';
export const DEMO_SYNTH_FILE = join(ROOT, 'public', 'demo', 'demo-synth.wasm');

/** WASM bytes of the demo synth (from the compile cache when the sources did not change). */
export function compileDemoSynth(): Promise<Uint8Array<ArrayBuffer>> {
  return compileAssembly(`${ASSEMBLY}/index.ts`, [ASSEMBLY], DEMO_SYNTH_PAGES);
}

/** Writes the file that the browser loads, if it is missing or stale; returns its size in bytes. */
export async function buildDemoSynth(): Promise<number> {
  const bytes = await compileDemoSynth();
  mkdirSync(dirname(DEMO_SYNTH_FILE), { recursive: true });
  if (!existsSync(DEMO_SYNTH_FILE) || !readFileSync(DEMO_SYNTH_FILE).equals(bytes))
    writeFileSync(DEMO_SYNTH_FILE, bytes);
  return bytes.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const size = await buildDemoSynth();
  console.log(`public/demo/demo-synth.wasm: ${size} bytes`);
}
