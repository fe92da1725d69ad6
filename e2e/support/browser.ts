/** Which Chromium the browser tests and benchmarks use, and how it is started. Thread: Node. */
import { findChromium } from '../../tools/chromium.mjs';

/** Path of the system's Chromium. Throws with what to do when there is none: browser tests never skip. */
export function chromiumPath(): string {
  const path = findChromium();
  if (path === null)
    throw new Error(
      'No Chromium or Chrome was found. Install one (Debian: `apt-get install chromium`) or set ECHELON_CHROMIUM to its path.',
    );
  return path;
}

const isRoot = process.getuid?.() === 0;

export const CHROMIUM_ARGS: readonly string[] = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--no-first-run',
];
