/**
 * A Chromium without the rights that give its audio thread real-time priority: like a user's browser.
 * Thread: Node.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Real-time priority can only be taken away where `setpriv` is and the user is root: elsewhere nobody has it. */
export const canDropRealTime = (): boolean =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/setpriv');

/** Nobody's user and group: whoever owns nothing here. */
const NOBODY = 65_534;

/**
 * Writes a starter of `executablePath` as a user without those rights into `folder`; returns its path. Needs `canDropRealTime`.
 * Another user, and not only root without capabilities: Chromium takes root's word for it that priorities can be raised again,
 * lowers its renderers to nice 5 while they start, and then cannot. The profile's folder is given to that user.
 */
export function plainUserChromium(executablePath: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const wrapper = join(folder, 'plain-user-chromium');
  const drop = '-sys_nice,-sys_resource';
  const script = `#!/bin/sh
for argument in "$@"; do
  case "$argument" in --user-data-dir=*) profile="\${argument#*=}" ;; esac
done
mkdir -p "$profile" && chown -R ${NOBODY}:${NOBODY} "$profile" || exit 1
cd / && HOME="$profile" XDG_RUNTIME_DIR="$profile" exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups \\
  --bounding-set=${drop} --inh-caps=${drop} '${executablePath}' "$@"
`;
  writeFileSync(wrapper, script, { mode: 0o755 });
  return wrapper;
}
