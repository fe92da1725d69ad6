/**
 * A page with storage that outlives its browser: one origin and one profile, the browser started as often as wanted. For
 * tests that kill the browser, and for benchmarks of a cold start.
 *
 * Thread: Node.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, chromiumPath } from '../e2e/support/browser.ts';
import { killBrowser } from '../e2e/support/kill.ts';
import { bundle, serve } from './browser-harness.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HTML = `<!doctype html><title>Echelon harness</title>
<script type="module">import * as harness from "/page.js"; window.harness = harness;</script>`;

export interface RestartablePage {
  /** Starts a browser on the profile and opens the page; its exports are `window.harness`. One at a time. */
  launch(prepare?: (page: Page) => Promise<void>): Promise<Page>;
  /** Ends the browser in an orderly way. */
  quit(): Promise<void>;
  /** Ends it by SIGKILL, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Ends everything and deletes the profile. */
  close(): Promise<void>;
}

/** `pageModule`: from the repository's root. */
export async function restartablePage(pageModule: string): Promise<RestartablePage> {
  const folder = join(ROOT, '.cache', 'harness', pageModule.replace(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  await bundle(pageModule, folder, 'page.js');
  writeFileSync(join(folder, 'index.html'), HTML);
  const server = await serve(folder);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the harness server has no port');
  const profile = mkdtempSync(join(tmpdir(), 'echelon-profile-'));
  let context: BrowserContext | null = null;
  const quit = async (): Promise<void> => {
    await context?.close();
    context = null;
  };
  return {
    async launch(prepare) {
      context = await chromium.launchPersistentContext(profile, {
        executablePath: chromiumPath(),
        args: [...CHROMIUM_ARGS],
      });
      const page = await context.newPage();
      await prepare?.(page);
      await page.goto(`http://127.0.0.1:${address.port}/index.html`);
      await page.waitForFunction('window.harness !== undefined');
      return page;
    },
    quit,
    async kill() {
      const dying = context;
      context = null;
      await killBrowser(profile);
      await dying?.close().catch(() => undefined); // the connection died with the browser
    },
    async close() {
      await quit();
      server.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
