/**
 * A Chromium without the rights that give its audio thread real-time priority: as any user's browser runs.
 * Thread: Node.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Real-time priority can only be taken away where `setpriv` is and the user is root: elsewhere nobody has it. */
export const canDropRealTime = (): boolean =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/setpriv');

/** Writes a starter of `executablePath` without those rights into `folder`; returns its path. Needs `canDropRealTime`. */
export function plainUserChromium(executablePath: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const wrapper = join(folder, 'plain-user-chromium');
  const drop = '-sys_nice,-sys_resource';
  const line = `exec setpriv --bounding-set=${drop} --inh-caps=${drop} '${executablePath}' "$@"`;
  writeFileSync(wrapper, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return wrapper;
}
