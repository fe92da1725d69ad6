/**
 * Draw time of the waveform painter in a worker in Chromium, beside a peer that blits pre-rendered tiles with
 * `drawImage`, in the same run. Thread: Node; `waveform.worker.ts` runs in the browser.
 */

import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';

export interface Row {
  suite: string;
  case: string;
  metric: string;
  value: number;
  unit: string;
  peer?: string;
  peerValue?: number;
  ratio?: number;
}

/** Milliseconds a frame, as the worker measured them. */
export interface DrawTimes {
  readonly case: string;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly tilesMedianMs: number;
}

export const name = 'waveform';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = `<!doctype html><script type="module">
const worker = new Worker('/bench/suites/waveform.worker.ts', { type: 'module' });
window.times = new Promise((resolve, reject) => {
  worker.onmessage = (event) => resolve(event.data);
  worker.onerror = (event) => reject(new Error(event.message));
});
</script>`;

/** Serves the repository with the isolation headers and an empty page that starts the worker. */
async function serve(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = await createServer({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    appType: 'custom',
    optimizeDeps: { noDiscovery: true },
    server: {
      host: '127.0.0.1',
      port: 0,
      headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
    },
    plugins: [
      {
        name: 'bench-page',
        configureServer: ({ middlewares }) => {
          middlewares.use('/bench-page', (_request, response) => {
            response.setHeader('Content-Type', 'text/html');
            response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
            response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
            response.end(PAGE);
          });
        },
      },
    ],
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (address === null || address === undefined || typeof address === 'string')
    throw new Error('the benchmark server has no port');
  return { url: `http://127.0.0.1:${address.port}/bench-page`, close: () => server.close() };
}

/** Runs the suite: draw times of four lanes, and of the peer. */
export async function run(): Promise<Row[]> {
  const server = await serve();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    const times = await page.evaluate<DrawTimes[]>('window.times');
    return times.flatMap((t) => [
      {
        suite: name,
        case: t.case,
        metric: 'draw of four lanes, median',
        value: t.medianMs,
        unit: 'ms/frame',
        peer: 'tiles by drawImage',
        peerValue: t.tilesMedianMs,
        ratio: t.medianMs / t.tilesMedianMs,
      },
      { suite: name, case: t.case, metric: 'draw of four lanes, p99', value: t.p99Ms, unit: 'ms/frame' },
    ]);
  } finally {
    await browser.close();
    await server.close();
  }
}
