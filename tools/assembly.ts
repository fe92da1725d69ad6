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
import binaryen from 'assemblyscript/binaryen';
import { KERNEL_PAGES } from '../worklets/abi.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, '.cache', 'asc');

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((e) => e.isFile() && e.name.endsWith('.ts') && !e.name.endsWith('.test.ts'))
    .map((e) => join(e.parentPath, e.name))
    .sort();
}

/**
 * @param entry path of the entry file, relative to the repository
 * @param roots folders whose content decides whether a cached result still holds
 * @param pages fixed size of the imported memory, in 64 KiB pages
 */
export async function compileAssembly(
  entry: string,
  roots: readonly string[] = ['worklets/kernel/assembly'],
  pages: number = KERNEL_PAGES,
): Promise<Uint8Array<ArrayBuffer>> {
  const args = [
    entry,
    '--runtime',
    'stub',
    '--importMemory',
    '--zeroFilledMemory',
    '--noExportMemory',
    '--initialMemory',
    String(pages),
    '--maximumMemory',
    String(pages),
    '--enable',
    'simd',
    '-O3',
    '--noAssert',
    '--converge',
    '--use',
    'abort=',
  ];
  const version = (createRequire(import.meta.url)('assemblyscript/package.json') as { version: string }).version;
  const hash = createHash('sha256').update(version).update(args.join(' ')).update(exportMutableGlobals.toString());
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
  const bytes = exportMutableGlobals(out.bytes);
  mkdirSync(CACHE, { recursive: true });
  const temporary = `${cached}.${process.pid}`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, cached);
  return bytes;
}

/**
 * Exports every mutable global as `global:N`, so that a checkpoint of the engine can save what the compiler keeps outside
 * the memory.
 */
function exportMutableGlobals(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(binaryen.Features.MVP | binaryen.Features.MutableGlobals | binaryen.Features.SIMD128);
  let exported = 0;
  for (let i = 0; i < module.getNumGlobals(); i++) {
    const info = binaryen.getGlobalInfo(module.getGlobalByIndex(i));
    if (info.mutable) module.addGlobalExport(info.name, `global:${exported++}`);
  }
  const bytes = new Uint8Array(module.emitBinary());
  module.dispose();
  return bytes;
}
