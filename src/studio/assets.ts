/**
 * Fetches and compiles what the engine is built from. Compilation happens here, never in the worklet.
 * Thread: main, at start.
 */

import workletUrl from '../../worklets/engine.worklet.ts?worker&url';
import type { EngineAssets } from '../audio-engine/engine-host.ts';
import type { KernelManifest } from '../control-bus/kernel-manifest.ts';

const FOLDER = '/kernels/';

export interface LoadedAssets extends EngineAssets {
  readonly manifest: KernelManifest;
}

async function fetchOk(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}; rebuild the app with \`npm start\``);
  return response;
}

async function compile(file: string): Promise<WebAssembly.Module> {
  return WebAssembly.compileStreaming(fetchOk(`${FOLDER}${file}`));
}

/** Rejects with a sentence that names the file when one is missing or broken. */
export async function loadAssets(): Promise<LoadedAssets> {
  const manifest = (await (await fetchOk(`${FOLDER}current.json`)).json()) as KernelManifest;
  const [kernel, stretcher] = await Promise.all([compile(manifest.kernel.file), compile(manifest.stretcher.file)]);
  return { manifest, kernel, stretcher, workletUrl };
}
