/** The app in a browser test: boots it, names its parts, reads the engine's snapshots through the port. Thread: Node. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { DeckFast, StudioPort, TrackEntry } from '../../src/ui-shell/port.ts';

declare global {
  var echelon: StudioPort;
}

export type DeckLetter = 'A' | 'B' | 'C' | 'D';
const indexOf = (deck: DeckLetter): number => 'ABCD'.indexOf(deck);

/** Sums of what went wrong on the page; every test ends by looking at them. */
export interface PageTroubles {
  readonly errors: string[];
}

export function watchTroubles(page: Page): PageTroubles {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { errors };
}

/** Opens the app and waits until the engine runs. */
export async function openApp(page: Page, path = '/'): Promise<PageTroubles> {
  const troubles = watchTroubles(page);
  await page.goto(path);
  await page.waitForFunction(() => globalThis.echelon?.phase.get().kind === 'running');
  await page.waitForFunction(() => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.fast.engineFrame > 0;
  });
  // The demo tracks are put in at the first start.
  await page.getByRole('grid', { name: 'Tracks' }).locator('[data-row="0"]').waitFor();
  return troubles;
}

/** The deck's frame-rate snapshot now. */
export function deckFast(page: Page, deck: DeckLetter): Promise<DeckFast> {
  return page.evaluate((i) => {
    globalThis.echelon.refreshSnapshots();
    const state = globalThis.echelon.fast.decks[i];
    if (state === undefined) throw new Error(`there is no deck ${i}`);
    return state;
  }, indexOf(deck));
}

/** Bits of `DeckFast.flags` that tests look at (`DeckFlag`). */
export const Flag = { playing: 1, loopActive: 2, scratching: 32, stretched: 64, hasGrid: 512, loaded: 1024 } as const;

/** Waits until a deck's flag stands as wanted. */
export async function untilFlag(page: Page, deck: DeckLetter, flag: number, on: boolean): Promise<void> {
  await page.waitForFunction(
    ([i, bit, wanted]) => {
      globalThis.echelon.refreshSnapshots();
      return (((globalThis.echelon.fast.decks[i as number]?.flags ?? 0) & (bit as number)) !== 0) === wanted;
    },
    [indexOf(deck), flag, on] as const,
  );
}

/** Waits until the deck plays past a source frame. */
export async function untilPosition(page: Page, deck: DeckLetter, frame: number): Promise<void> {
  await page.waitForFunction(
    ([i, at]) => {
      globalThis.echelon.refreshSnapshots();
      return (globalThis.echelon.fast.decks[i as number]?.position ?? 0) >= (at as number);
    },
    [indexOf(deck), frame] as const,
  );
}

/** The list shows what is on screen only: finds a track by its title, whatever was searched before. */
export async function findTrack(page: Page, title: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search tracks' }).fill(`title:"${title}"`);
  await page.getByRole('button', { name: `Load ${title} to deck A` }).waitFor();
}

/** Loads a track of the list by its row's key and waits for the engine to have it. */
export async function loadTrack(page: Page, title: string, deck: DeckLetter): Promise<void> {
  await findTrack(page, title);
  await page.getByRole('button', { name: `Load ${title} to deck ${deck}` }).click();
  await untilFlag(page, deck, Flag.loaded, true);
}

export const play = (page: Page, deck: DeckLetter): Locator =>
  page.getByRole('button', { name: `Play, deck ${deck}`, exact: true });

/** What the library finds for a query, in its own order; at most `count` rows. */
export function searchTracks(page: Page, text: string, count = 100): Promise<TrackEntry[]> {
  return page.evaluate(
    async ([query, rows]) => {
      const list = await globalThis.echelon.library.list();
      try {
        const reply = await list.search({ text: query, order: null, crateId: null, fitsDeck: null }, 0, rows);
        return (reply?.rows ?? []).flatMap((row) => row?.track ?? []);
      } finally {
        await list.close();
      }
    },
    [text, count] as const,
  );
}

/** The titles of the demo tracks, in the list's order. */
export async function demoTitles(page: Page): Promise<string[]> {
  return (await searchTracks(page, 'has:demo')).map(({ title }) => title);
}

/** Peak of the master bus over the next frames, linear; polls until `seconds` of engine time have passed. */
export async function masterPeak(page: Page, seconds: number): Promise<number> {
  return page.evaluate(async (s) => {
    const port = globalThis.echelon;
    port.refreshSnapshots();
    const until = port.fast.engineFrame + s * 48_000;
    let peak = 0;
    while (port.fast.engineFrame < until) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      port.refreshSnapshots();
      peak = Math.max(peak, port.fast.master.peakL, port.fast.master.peakR);
    }
    return peak;
  }, seconds);
}

/** No error reached the page or its console. */
export function expectNoTroubles(troubles: PageTroubles): void {
  expect(troubles.errors).toEqual([]);
}
