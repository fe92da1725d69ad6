/** Thread: Node. Browser tests against the built app on its own origin, in a real Chromium without sound card. */
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, chromiumPath } from './e2e/support/browser.ts';

const PORT = 4173;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'build/playwright',
  // One at a time: each test plays sound, and two cores are two cores.
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: chromiumPath(), args: [...CHROMIUM_ARGS] },
    // Filming and copying the page takes a sixth of a test's time, and from the sound what a gig does not take.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: 'node --import tsx bridge/main.ts',
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
