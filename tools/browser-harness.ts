/**
 * A Chromium page for benchmarks and hash tests that need no app: bundles one page module and the engine's worklet, serves
 * them with the isolation headers on a free local port, and opens the page.
 *
 * Thread: Node.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { basename, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { buildKernel } from './build-kernel.ts';
import { ensureChromium } from './chromium.mjs';
import { canDropRealTime, plainUserChromium } from './plain-user.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TYPES: { readonly [ending: string]: string } = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

export interface Harness {
  readonly page: Page;
  readonly kernelUrl: string;
  readonly stretcherUrl: string;
  readonly workletUrl: string;
  close(): Promise<void>;
}

export interface HarnessOptions {
  /** Module to bundle, from the repository's root; its exports become `window.harness`. */
  readonly page: string;
  /** Further browser arguments. */
  readonly args?: readonly string[];
  /** Run the browser without the rights that give its audio thread real-time priority, like a user's browser. */
  readonly withoutRealTime?: boolean;
}

/** Bundles an entry to one ES module. */
export async function bundle(entry: string, folder: string, name: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'es2022',
      lib: { entry: join(ROOT, entry), formats: ['es'], fileName: () => name },
    },
  });
}

/** Serves a folder with the isolation headers on a free local port. */
export function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/'));
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    try {
      const body = readFileSync(join(folder, path));
      response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Opens the page. Throws when no Chromium can be had: a browser test never skips silently. */
export async function openHarness(options: HarnessOptions): Promise<Harness> {
  const executablePath = ensureChromium();
  if (executablePath === null)
    throw new Error('no Chromium or Chrome on this machine: install one, or set ECHELON_CHROMIUM to its path');
  const folder = join(ROOT, '.cache', 'harness', options.page.replace(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const manifest = await buildKernel();
  // Copies: a later build may clear the development files away while the page is still open.
  const place = (file: string): string => {
    const name = basename(file);
    copyFileSync(join(ROOT, 'public', 'kernels', file), join(folder, name));
    return `/${name}`;
  };
  const kernelUrl = place(manifest.kernel.file);
  const stretcherUrl = place(manifest.stretcher.file);
  await bundle(options.page, folder, 'page.js');
  await bundle('worklets/engine.worklet.ts', folder, 'worklet.js');
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>Echelon harness</title><script type="module">import * as harness from "/page.js"; window.harness = harness;</script>',
  );
  const server = await serve(folder);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the harness server has no port');
  const browser = await launch(executablePath, options);
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(`http://127.0.0.1:${address.port}/index.html`);
  await page.waitForFunction('window.harness !== undefined');
  return {
    page,
    kernelUrl,
    stretcherUrl,
    workletUrl: '/worklet.js',
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

const ARGS = [
  '--disable-gpu',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--js-flags=--expose-gc',
];

async function launch(executablePath: string, options: HarnessOptions): Promise<Browser> {
  const root = process.getuid?.() === 0;
  const args = [...ARGS, ...(root ? ['--no-sandbox'] : []), ...(options.args ?? [])];
  if (options.withoutRealTime !== true || !canDropRealTime()) return chromium.launch({ executablePath, args });
  const wrapper = plainUserChromium(executablePath, join(ROOT, '.cache', 'harness'));
  return chromium.launch({ executablePath: wrapper, args });
}
