/**
 * The built app for benchmarks: serves `dist/` (built first when it is not there) on a port of its own and opens it in a
 * Chromium with a fresh profile, with or without the rights that give its audio thread real-time priority.
 * Thread: Node.
 */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { HOST, serve } from '../../bridge/static-server.ts';
import { CHROMIUM_ARGS, chromiumPath } from '../../e2e/support/browser.ts';
import { Op } from '../../src/control-bus/commands.ts';
import { DeckFlag } from '../../src/control-bus/layouts.ts';
import type { StudioPort } from '../../src/ui-shell/port.ts';
import { canDropRealTime, plainUserChromium } from '../../tools/plain-user.ts';

export { canDropRealTime };

declare global {
  var echelon: StudioPort;
  /** Every AudioContext the page constructed, oldest first. */
  var contextsMade: AudioContext[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Longest wait for a demo track to be rendered whole: on a busy machine it takes a while. */
const DECODE_MS = 180_000;

export interface AppServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** A port nobody listens on now. */
function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, HOST, () => {
      const address = probe.address();
      if (address === null || typeof address === 'string') reject(new Error('the system gave no free port'));
      else probe.close(() => resolve(address.port));
    });
  });
}

/** Serves the built app. The origin is a new one, so nothing stored by the performer's own is touched. */
export async function serveApp(): Promise<AppServer> {
  const dist = join(ROOT, 'dist');
  if (!existsSync(join(dist, 'index.html'))) await build({ root: ROOT, logLevel: 'warn' });
  const port = await freePort();
  const server: Server = await serve(dist, port);
  return {
    origin: `http://${HOST}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A Chromium with a fresh profile. `withoutRealTime`: without the rights, like a user's browser. */
export function launchBrowser(withoutRealTime = false): Promise<Browser> {
  const executablePath = chromiumPath();
  const args = [...CHROMIUM_ARGS, '--disable-gpu'];
  if (!withoutRealTime || !canDropRealTime()) return chromium.launch({ executablePath, args });
  const wrapper = plainUserChromium(executablePath, join(ROOT, '.cache', 'bench'));
  return chromium.launch({ executablePath: wrapper, args });
}

/** A page that keeps every AudioContext it makes in `contextsMade`, and says on stderr what goes wrong on it. */
export async function newPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  // The loader of these files wraps functions in a helper that a page does not have.
  await page.addInitScript({ content: 'globalThis.__name = (target) => target;' });
  await page.addInitScript(() => {
    const Native = globalThis.AudioContext;
    globalThis.contextsMade = [];
    globalThis.AudioContext = class extends Native {
      constructor(options?: AudioContextOptions) {
        super(options);
        globalThis.contextsMade.push(this);
      }
    };
  });
  return page;
}

/** Opens the app and waits until its engine renders. */
export async function openApp(page: Page, origin: string): Promise<void> {
  await page.goto(origin);
  await page.waitForFunction(() => {
    if (globalThis.echelon?.phase.get().kind !== 'running') return false;
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.fast.engineFrame > 0;
  });
}

/** The demo tracks in the library's order, as soon as they are there. */
export async function demoTracks(page: Page): Promise<{ id: string; title: string }[]> {
  const find = (): Promise<{ id: string; title: string }[]> =>
    page.evaluate(async () => {
      const list = await globalThis.echelon.library.list();
      const query = { text: 'has:demo', order: null, crateId: null, fitsDeck: null };
      const reply = await list.search(query, 0, 100);
      await list.close();
      return (reply?.rows ?? []).flatMap((row) => (row === null ? [] : [{ id: row.track.id, title: row.track.title }]));
    });
  for (;;) {
    const demos = await find();
    if (demos.length > 0) return demos;
  }
}

/** Loads demo track n into deck n for the first `decks` decks and plays the first `playing` of them; key lock is on at rest. */
export async function playDemo(page: Page, decks: number, playing = decks): Promise<void> {
  const demos = await demoTracks(page);
  for (let deck = 0; deck < decks; deck++) {
    const track = demos[deck];
    if (track === undefined) throw new Error(`there is no demo track ${deck}`);
    await page.evaluate(([id, n]) => globalThis.echelon.load(id, n), [track.id, deck] as const);
    await page.waitForFunction(
      ([n, bit]) => {
        globalThis.echelon.refreshSnapshots();
        const whole = globalThis.echelon.deckTracks[n]?.get()?.decoded === 1;
        return whole && ((globalThis.echelon.fast.decks[n]?.flags ?? 0) & bit) !== 0;
      },
      [deck, DeckFlag.loaded] as const,
      { timeout: DECODE_MS },
    );
  }
  await page.evaluate(
    ([count, op]) => {
      for (let deck = 0; deck < count; deck++) globalThis.echelon.send({ op, deck });
    },
    [playing, Op.play] as const,
  );
}

/** Whole seconds from the environment, or `otherwise`. Throws when what is there is no positive number. */
export function secondsFrom(variable: string, otherwise: number): number {
  const text = process.env[variable];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`${variable} is "${text}": give it a number above 0`);
  return value;
}

/** Median of at least one number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
