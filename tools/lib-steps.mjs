// Thread: Node. Shared by `npm start` and `npm test`: plain JavaScript without dependencies, since it runs before they are installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MINIMUM_NODE = 20;

/** Runs a command in the repository with its output shown. Returns the exit code (1 when it could not start). */
export function run(command, args, env = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (result.error) console.error(`${command} could not be started: ${result.error.message}`);
  return result.status ?? 1;
}

/**
 * Starts a command beside others; resolves to its exit code (1 when it could not start) and what it said. `show`: it is said
 * at once, and not returned. `yields`: it takes only what the others leave of the processor.
 */
export function start(command, args, { env = {}, show = false, yields = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    if (yields && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    const said = [];
    const take = (part) => (show ? process.stdout.write(part) : said.push(part));
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: 1, text: `${command} could not be started: ${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, text: Buffer.concat(said).toString() }));
  });
}

/** Ends the process with a message that says what happened and what to do. */
export function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

/** Installs the locked dependencies when they are missing or the lock file changed since the last install. */
export function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < MINIMUM_NODE)
    fail(
      `Echelon needs Node ${MINIMUM_NODE} or later; this is ${process.version}. Install a newer Node and try again.`,
    );
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  const stamp = join(ROOT, 'node_modules', '.echelon-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing dependencies (npm ci) …');
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']) !== 0)
    fail('`npm ci` failed: see its message above. Check the network or the npm registry and run the command again.');
  writeFileSync(stamp, lock);
}

/** Runs a TypeScript file under Node. */
export function runTs(file, args = [], env = {}) {
  return run(process.execPath, ['--import', 'tsx', file, ...args], env);
}
