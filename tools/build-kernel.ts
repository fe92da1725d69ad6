/**
 * Builds the engine's two WebAssembly modules as content-addressed files below `public/kernels/`, and `current.json`, which
 * names the pair that the app plays on. Development builds go to `public/kernels/dev/` and are not committed; with
 * `--release` the pair is kept in `public/kernels/` for good, so that a log played on it can be replayed bit for bit.
 *
 *   npm run build:kernel [-- --release]
 *
 * Thread: Node.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KernelManifest } from '../src/control-bus/kernel-manifest.ts';
import { KERNEL_ABI } from '../worklets/abi.ts';
import { compileAssembly } from './assembly.ts';
import { stretcherBytes } from './stretcher.ts';

export const KERNEL_ENTRY = 'worklets/kernel/assembly/index.ts';
const KERNELS = fileURLToPath(new URL('../public/kernels/', import.meta.url));
const DEV = join(KERNELS, 'dev');
const ID_LENGTH = 12;

/** The id of a module: the first 12 hex digits of its SHA-256. */
export const moduleId = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, ID_LENGTH);

/** Writes what differs, by rename, so that a server beside us never reads half a file. */
function writeChanged(path: string, content: Uint8Array | string): void {
  const bytes = Buffer.from(content);
  if (existsSync(path) && readFileSync(path).equals(bytes)) return;
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, path);
}

function place(kind: 'kernel' | 'stretcher', bytes: Uint8Array, release: boolean): KernelManifest['kernel'] {
  const id = moduleId(bytes);
  const name = `${kind}-${id}.wasm`;
  const released = release || existsSync(join(KERNELS, name));
  writeChanged(join(released ? KERNELS : DEV, name), bytes);
  return { id, file: released ? name : `dev/${name}`, bytes: bytes.length };
}

/** Compiles and places both modules; returns what `current.json` then says. Throws with the compiler's words. */
export async function buildKernel(release = false): Promise<KernelManifest> {
  mkdirSync(DEV, { recursive: true });
  const manifest: KernelManifest = {
    abi: KERNEL_ABI,
    kernel: place('kernel', await compileAssembly(KERNEL_ENTRY), release),
    stretcher: place('stretcher', stretcherBytes(), release),
  };
  for (const name of readdirSync(DEV))
    if (name.endsWith('.wasm') && ![manifest.kernel.file, manifest.stretcher.file].includes(`dev/${name}`))
      rmSync(join(DEV, name), { force: true });
  writeChanged(join(KERNELS, 'current.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { kernel, stretcher } = await buildKernel(process.argv.includes('--release'));
  console.log(`kernel ${kernel.id} (${kernel.bytes} bytes), stretcher ${stretcher.id} (${stretcher.bytes} bytes)`);
}
