// Thread: Node. Finds a Chromium or Chrome for the browser tests, or installs Debian's; never skips silently.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './lib-steps.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FIXED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a browser on this machine, or null. `ECHELON_CHROMIUM` overrides the search. */
export function findChromium() {
  const wanted = process.env.ECHELON_CHROMIUM;
  if (wanted) return existsSync(wanted) ? wanted : null;
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':');
  for (const name of NAMES)
    for (const folder of folders) if (folder && existsSync(join(folder, name))) return join(folder, name);
  return FIXED.find((path) => existsSync(path)) ?? null;
}

/** As `findChromium`, and as root on Debian it installs the package. Null when there is none after that. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('No Chromium here: installing Debian’s package …');
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-qq'], quiet);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
  }
  return findChromium();
}
