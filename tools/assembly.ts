/**
 * Compiles an AssemblyScript entry to WASM bytes, with the same options everywhere: stub runtime, imported memory, SIMD,
 * no relaxed SIMD. Results are cached by the content of the entry's folder.
 * Thread: Node.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, '.cache', 'asc');

/** Pages (64 KiB) of the kernel's memory: fixed, so that nothing can grow after init. */
export const KERNEL_PAGES = 128;

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((e) => e.isFile() && e.name.endsWith('.ts') && !e.name.endsWith('.test.ts'))
    .map((e) => join(e.parentPath, e.name))
    .sort();
}

/**
 * @param entry path of the entry file, relative to the repository
 * @param roots folders whose content decides whether a cached result still holds
 */
export async function compileAssembly(
  entry: string,
  roots: readonly string[] = ['worklets/kernel/assembly'],
): Promise<Uint8Array<ArrayBuffer>> {
  const args = [
    entry,
    '--runtime',
    'stub',
    '--importMemory',
    '--noExportMemory',
    '--initialMemory',
    String(KERNEL_PAGES),
    '--maximumMemory',
    String(KERNEL_PAGES),
    '--enable',
    'simd',
    '-O3',
    '--noAssert',
    '--converge',
    '--use',
    'abort=',
  ];
  const version = (createRequire(import.meta.url)('assemblyscript/package.json') as { version: string }).version;
  const hash = createHash('sha256').update(version).update(args.join(' '));
  for (const root of [...roots, dirname(entry)])
    for (const file of sourcesBelow(join(ROOT, root))) hash.update(relative(ROOT, file)).update(readFileSync(file));
  const cached = join(CACHE, `${hash.digest('hex').slice(0, 24)}.wasm`);
  if (existsSync(cached)) return new Uint8Array(readFileSync(cached));
  const out: { bytes?: Uint8Array } = {};
  const { error, stderr } = await asc.main([...args, '--baseDir', ROOT, '--outFile', 'out.wasm'], {
    readFile: (name, base) => {
      const path = join(base, name);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (name, contents) => {
      if (name === 'out.wasm') out.bytes = contents as Uint8Array;
    },
    listFiles: (dir, base) => (existsSync(join(base, dir)) ? readdirSync(join(base, dir)) : null),
  });
  if (error !== null || out.bytes === undefined)
    throw new Error(`the kernel did not compile (${entry}):\n${stderr.toString()}`);
  mkdirSync(CACHE, { recursive: true });
  const temporary = `${cached}.${process.pid}`;
  writeFileSync(temporary, out.bytes);
  renameSync(temporary, cached);
  return new Uint8Array(out.bytes);
}
