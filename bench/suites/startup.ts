/**
 * Cold start: from navigation to the first sound of the first demo track, with an empty profile each time, and from a load
 * to a playable deck. The hand is a script, so no human time is in it. Targets: 3 s and 2 s.
 * Thread: Node; the measured part runs in the page.
 */
import type { Page } from '@playwright/test';
import { Op } from '../../src/control-bus/commands.ts';
import { DeckFlag } from '../../src/control-bus/layouts.ts';
import type { Row } from '../row.ts';
import { demoTracks, launchBrowser, median, newPage, openApp, serveApp } from '../support/app-page.ts';

export const name = 'startup';
const RUNS = 5;
const FIRST_SOUND_S = 3;
const PLAYABLE_S = 2;

/** Seconds after navigation started. */
interface Start {
  /** The engine runs and the tracks are listed; the load is asked for at once. */
  readonly running: number;
  readonly playable: number;
  readonly sound: number;
}

async function coldStart(page: Page, origin: string): Promise<Start> {
  await page.goto(origin, { waitUntil: 'commit' });
  return page.evaluate(
    async ([play, loaded]) => {
      // Not animation frames: they can stand still while the page is being built.
      const until = (done: () => boolean): Promise<number> =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port2.onmessage = () => {
            globalThis.echelon?.refreshSnapshots();
            if (done()) resolve(performance.now() / 1000);
            else setTimeout(() => port1.postMessage(null), 1);
          };
          port1.postMessage(null);
        });
      // Running: with sound, and a row of the library on screen.
      const running = await until(
        () =>
          globalThis.echelon?.phase.get().kind === 'running' &&
          document.querySelector('.library [data-row="0"] .load-key') !== null,
      );
      const port = globalThis.echelon;
      const list = await port.library.list();
      const found = await list.search({ text: 'has:demo', order: null, crateId: null, fitsDeck: null }, 0, 1);
      const track = found?.rows[0]?.track;
      if (track === undefined) throw new Error('there is no demo track');
      port.load(track.id, 0);
      const playable = await until(() => ((port.fast.decks[0]?.flags ?? 0) & loaded) !== 0);
      port.send({ op: play, deck: 0 });
      const sound = await until(() => port.fast.master.peakL > 0);
      return { running, playable, sound };
    },
    [Op.play, DeckFlag.loaded] as const,
  );
}

/** Seconds from load to playable of every demo track, into decks in turn that nobody hears, each track for the first time. */
async function loadTimes(page: Page): Promise<number[]> {
  const ids = (await demoTracks(page)).map(({ id }) => id);
  const times: number[] = [];
  for (const [i, id] of ids.entries())
    times.push(
      await page.evaluate(
        async ([trackId, deck, flag]) => {
          const port = globalThis.echelon;
          const flags = (): number => {
            port.refreshSnapshots();
            return port.fast.decks[deck]?.flags ?? 0;
          };
          const from = performance.now();
          port.load(trackId, deck);
          while (port.deckTracks[deck]?.get()?.track.id !== trackId || (flags() & flag) === 0)
            await new Promise((resolve) => setTimeout(resolve, 1));
          return (performance.now() - from) / 1000;
        },
        [id, i % 4, DeckFlag.loaded] as const,
      ),
    );
  return times;
}

export async function run(): Promise<Row[]> {
  const server = await serveApp();
  const starts: Start[] = [];
  let loads: number[] = [];
  try {
    for (let i = 0; i < RUNS; i++) {
      const browser = await launchBrowser();
      try {
        starts.push(await coldStart(await newPage(browser), server.origin));
      } finally {
        await browser.close();
      }
    }
    const browser = await launchBrowser();
    try {
      const page = await newPage(browser);
      await openApp(page, server.origin);
      loads = await loadTimes(page);
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
  const row = (where: string, metric: string, value: number, limit?: number): Row => ({
    suite: name,
    case: where,
    metric,
    value,
    unit: 's',
    ...(limit === undefined ? {} : { peer: 'target', peerValue: limit, ratio: value / limit }),
  });
  const cold = `cold start, median of ${RUNS}`;
  const each = (read: (start: Start) => number): number => median(starts.map(read));
  return [
    row(
      cold,
      'navigation to first sound',
      each((s) => s.sound),
      FIRST_SOUND_S,
    ),
    row(
      cold,
      'navigation to running engine',
      each((s) => s.running),
    ),
    row(
      cold,
      'load to playable, first demo track',
      each((s) => s.playable - s.running),
      PLAYABLE_S,
    ),
    row(cold, 'slowest navigation to first sound', Math.max(...starts.map((s) => s.sound))),
    row(`${loads.length} demo tracks, first load`, 'load to playable, median', median(loads), PLAYABLE_S),
    row(`${loads.length} demo tracks, first load`, 'load to playable, slowest', Math.max(...loads), PLAYABLE_S),
  ];
}
