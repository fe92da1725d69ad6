/**
 * Underruns of the app with four key-locked decks under load, beside a pass-through AudioWorklet under the same load right
 * after it, with and without real-time priority. Ours also counts late callbacks and PCM that was not there in time.
 * `ECHELON_GLITCH_SECONDS=60` makes the full run (20 s a load otherwise); `ECHELON_GLITCH_LOAD=playback` only the loads whose
 * name or latency holds that word, `ECHELON_GLITCH_PRIORITY=without` (or `with`) only that half.
 * Thread: Node; loads and contexts live in the pages.
 */
import type { Browser, Page } from '@playwright/test';
import type { Row } from '../row.ts';
import {
  canDropRealTime,
  demoTracks,
  launchBrowser,
  newPage,
  openApp,
  playDemo,
  secondsFrom,
  serveApp,
} from '../support/app-page.ts';

export const name = 'glitch';

const Load = {
  idle: 'idle',
  blocked: 'main thread blocked 200 of 250 ms',
  garbage: 'GC storm',
  workers: 'cores − 1 busy workers',
  decks: 'loads of another deck',
  imports: 'import of files',
} as const;
type Load = (typeof Load)[keyof typeof Load];
type Latency = 'interactive' | 'playback';

const CASES: readonly (readonly [Load, Latency])[] = [
  [Load.idle, 'interactive'],
  [Load.blocked, 'interactive'],
  [Load.garbage, 'interactive'],
  [Load.garbage, 'playback'],
  [Load.workers, 'interactive'],
  [Load.decks, 'interactive'],
  [Load.imports, 'interactive'],
];

/** What the browser and the engine count since the page opened; all only rise. */
interface Counts {
  readonly underruns: number;
  readonly late: number;
  readonly missing: number;
}

/** Counts of the newest context. Throws where the browser does not count underruns: no number is better than a made-up one. */
function counts(page: Page): Promise<Counts> {
  return page.evaluate(() => {
    const context = globalThis.contextsMade.at(-1) as
      | (AudioContext & { readonly playbackStats?: { readonly underrunEvents: number } })
      | undefined;
    const underruns = context?.playbackStats?.underrunEvents;
    if (underruns === undefined)
      throw new Error('this browser has no AudioContext.playbackStats: use a newer Chromium for the glitch run');
    globalThis.echelon?.refreshSnapshots();
    const telemetry = globalThis.echelon?.telemetry;
    return { underruns, late: telemetry?.lateEvents ?? 0, missing: telemetry?.chunksMissing ?? 0 };
  });
}

/** Starts a load in a page; it lasts as long as the page. */
async function startLoad(page: Page, load: Load): Promise<void> {
  if (load === Load.blocked)
    await page.evaluate(() => {
      setInterval(() => {
        const until = performance.now() + 200;
        while (performance.now() < until);
      }, 250);
    });
  else if (load === Load.garbage)
    await page.evaluate(() => {
      // A tenth of what is made lives for a while, so that the old generation is collected too.
      const kept: object[][] = [];
      setInterval(() => {
        const until = performance.now() + 8;
        let made = 0;
        while (performance.now() < until) {
          const batch = Array.from({ length: 500 }, (_, i) => ({ i, list: [i, i + 1, i + 2] }));
          if (++made % 10 === 0)
            kept[(kept.length < 4000 ? kept.length : Math.floor(performance.now())) % 4000] = batch;
        }
      }, 10);
    });
  else if (load === Load.workers)
    await page.evaluate(() => {
      const url = URL.createObjectURL(new Blob(['for (;;);'], { type: 'text/javascript' }));
      const workers = Array.from({ length: Math.max(1, navigator.hardwareConcurrency - 1) }, () => new Worker(url));
      Object.assign(globalThis, { busyWorkers: workers });
    });
  else if (load === Load.decks)
    await page.evaluate(
      (demos) => {
        let next = 0;
        setInterval(() => {
          const track = demos[next++ % demos.length];
          if (track !== undefined) globalThis.echelon.load(track.id, 3);
        }, 2000);
      },
      await demoTracks(page),
    );
  else if (load === Load.imports) await page.evaluate(importWavs, IMPORTED_FILES);
}

const IMPORTED_FILES = 12;

/** Gives the app files to import, each of two minutes: a click track over noise, no two alike. Runs in the page. */
async function importWavs(count: number): Promise<void> {
  const [rateHz, seconds] = [44_100, 120];
  const bytes = rateHz * seconds * 4;
  const file = (n: number): File => {
    const view = new DataView(new ArrayBuffer(44 + bytes));
    const text = (at: number, word: string): void => {
      for (let i = 0; i < word.length; i++) view.setUint8(at + i, word.charCodeAt(i));
    };
    text(0, 'RIFF');
    view.setUint32(4, 36 + bytes, true);
    text(8, 'WAVEfmt ');
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 2, true);
    view.setUint32(24, rateHz, true);
    view.setUint32(28, rateHz * 4, true);
    view.setUint16(32, 4, true);
    view.setUint16(34, 16, true);
    text(36, 'data');
    view.setUint32(40, bytes, true);
    const samples = new Int16Array(view.buffer, 44);
    const beat = Math.round((rateHz * 60) / (100 + n));
    let noise = 17 + n;
    for (let i = 0; i < samples.length / 2; i++) {
      noise = (noise * 1_103_515_245 + 12_345) & 0x7fffffff;
      const fall = Math.max(0, 1 - (i % beat) / 4000);
      const sample = (noise / 0x40000000 - 1) * (1500 + 16_000 * fall * fall);
      samples[i * 2] = sample;
      samples[i * 2 + 1] = sample;
    }
    return new File([view.buffer], `noise ${n}.wav`, { type: 'audio/wav' });
  };
  await globalThis.echelon.imports.addFiles(Array.from({ length: count }, (_, n) => file(n)));
}

/** Loads that are the app's own doing: beside the pass-through, the app runs silent and does them. */
const ofTheApp = (load: Load): boolean => load === Load.decks || load === Load.imports;

/** Seconds for the context's first moments to pass: the browser updates its counts once a second. */
const SETTLE_SECONDS = 2;

/** Lets the page's own engine clock pass `seconds`: a stretch of the run, not of the test's patience. */
async function pass(page: Page, seconds: number): Promise<void> {
  await page.evaluate((s) => new Promise((resolve) => setTimeout(resolve, s * 1000)), seconds);
}

async function measure(page: Page, loaded: Page, load: Load, seconds: number): Promise<Counts> {
  await pass(page, SETTLE_SECONDS);
  const before = await counts(page);
  await startLoad(loaded, load);
  await pass(page, seconds);
  const after = await counts(page);
  return {
    underruns: after.underruns - before.underruns,
    late: after.late - before.late,
    missing: after.missing - before.missing,
  };
}

/** Four decks with key lock; while decks are loaded, three, and the fourth is what is loaded. */
async function ours(browser: Browser, origin: string, load: Load, latency: Latency, seconds: number): Promise<Counts> {
  const page = await newPage(browser);
  await openApp(page, origin);
  if (latency !== 'interactive') {
    await page.evaluate((setting) => globalThis.echelon.setLatency(setting), latency);
    await page.waitForFunction((setting) => globalThis.echelon.output.get().latency === setting, latency);
  }
  await playDemo(page, 4, load === Load.decks ? 3 : 4);
  const found = await measure(page, page, load, seconds);
  await page.close();
  return found;
}

/** The lightest worklet there is. Loads of decks and imports need the app: it runs beside it, silent, and does them. */
async function passThrough(
  browser: Browser,
  origin: string,
  load: Load,
  latency: Latency,
  seconds: number,
): Promise<Counts> {
  const page = await newPage(browser);
  await page.goto(`${origin}/icon.svg`);
  await page.evaluate(async (latencyHint) => {
    const context = new AudioContext({ latencyHint, sampleRate: 48_000 });
    const code = `registerProcessor('pass', class extends AudioWorkletProcessor {
      process([input], [output]) {
        for (let i = 0; i < output.length; i++) if (input[i]) output[i].set(input[i]);
        return true;
      }
    });`;
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
    const source = new OscillatorNode(context);
    source.connect(new AudioWorkletNode(context, 'pass')).connect(context.destination);
    source.start();
    await context.resume();
  }, latency);
  let loaded = page;
  if (ofTheApp(load)) {
    loaded = await newPage(browser);
    await openApp(loaded, origin);
  }
  const found = await measure(page, loaded, load, seconds);
  if (loaded !== page) await loaded.close();
  await page.close();
  return found;
}

/** Whether real-time priority is taken away: both ways, unless only one is asked for or possible. */
function priorities(): readonly boolean[] {
  const wanted = process.env.ECHELON_GLITCH_PRIORITY;
  if (wanted !== undefined && wanted !== 'with' && wanted !== 'without')
    throw new RangeError(`ECHELON_GLITCH_PRIORITY is "${wanted}": it takes "with" or "without"`);
  if (!canDropRealTime()) return [false];
  return wanted === undefined ? [true, false] : [wanted === 'without'];
}

export async function run(): Promise<Row[]> {
  const seconds = secondsFrom('ECHELON_GLITCH_SECONDS', 20);
  if (!canDropRealTime())
    console.error('glitch: only as this user runs: taking real-time priority away needs Linux, root and setpriv');
  const only = process.env.ECHELON_GLITCH_LOAD;
  const server = await serveApp();
  const rows: Row[] = [];
  try {
    for (const withoutRealTime of priorities())
      for (const [load, latency] of CASES) {
        if (only !== undefined && !`${load}, ${latency}`.includes(only)) continue;
        // A browser of its own for each load: what one leaves behind does not reach the next.
        const browser = await launchBrowser(withoutRealTime);
        try {
          const app = await ours(browser, server.origin, load, latency, seconds);
          const peer = await passThrough(browser, server.origin, load, latency, seconds);
          const priority = canDropRealTime() ? `${withoutRealTime ? 'without' : 'with'} real-time priority` : 'as user';
          const where = `${load}, ${latency}, ${priority}, ${seconds} s`;
          const row = (metric: string, value: number): Row => ({
            suite: name,
            case: where,
            metric,
            value,
            unit: 'events',
          });
          rows.push({
            ...row('underruns', app.underruns),
            peer: 'pass-through worklet',
            peerValue: peer.underruns,
            ...(peer.underruns > 0 ? { ratio: app.underruns / peer.underruns } : {}),
          });
          rows.push(row('late callbacks', app.late), row('PCM missing', app.missing));
        } finally {
          await browser.close();
        }
      }
  } finally {
    await server.close();
  }
  return rows;
}
