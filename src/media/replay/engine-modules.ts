/**
 * Kernel and stretcher that a log names, from the app's own server: released ones and the present pair.
 * Thread: any worker of the page. Allocates.
 */
import type { KernelManifest } from '../../control-bus/kernel-manifest.ts';

export interface ReplayModules {
  readonly kernel: WebAssembly.Module;
  readonly stretcher: WebAssembly.Module;
  /** Not the pair the log names: the replay is only approximate. */
  readonly doubt: string | null;
}

/** Compiles the pair; falls back to the present one, and says so. Rejects when the server gives neither. */
export async function fetchModules(base: string, kernelId: string, stretcherId: string): Promise<ReplayModules> {
  const url = new URL('kernels/', base);
  const answer = await fetch(new URL('current.json', url));
  if (!answer.ok) throw new Error(`the server does not give kernels/current.json (${answer.status}): reload the page`);
  const current = (await answer.json()) as KernelManifest;
  const [kernel, stretcher] = await Promise.all([
    compile(new URL(current.kernel.id === kernelId ? current.kernel.file : `kernel-${kernelId}.wasm`, url)),
    compile(
      new URL(current.stretcher.id === stretcherId ? current.stretcher.file : `stretcher-${stretcherId}.wasm`, url),
    ),
  ]);
  if (kernel !== null && stretcher !== null) return { kernel, stretcher, doubt: null };
  const present = await Promise.all([
    compile(new URL(current.kernel.file, url)),
    compile(new URL(current.stretcher.file, url)),
  ]);
  if (present[0] === null || present[1] === null)
    throw new Error('the server does not give its kernel: reload the page');
  const doubt = `The set was played on kernel ${kernelId} and stretcher ${stretcherId}, which this version does not have.`;
  return { kernel: present[0], stretcher: present[1], doubt };
}

/** null when the server has no such module (a page in its place included). */
async function compile(url: URL): Promise<WebAssembly.Module | null> {
  const answer = await fetch(url);
  const bytes = answer.ok ? new Uint8Array(await answer.arrayBuffer()) : new Uint8Array();
  return WebAssembly.validate(bytes) ? WebAssembly.compile(bytes) : null;
}
