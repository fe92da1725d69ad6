/**
 * Thread: Node. `npm test`: install, find a browser, check, build, unit tests, browser tests; the last line is the sum. Steps that
 * leave a core idle run beside others: the checks two at a time, and the live set, which plays for minutes in real time, beside
 * the unit tests, which take what it leaves: sharing evenly, both took twice as long.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled, fail, ROOT, run, start } from './lib-steps.mjs';

ensureInstalled();
const chromium = ensureChromium();
if (!chromium)
  fail(
    'The browser tests need Chromium or Chrome. Install it (Debian: `sudo apt-get install chromium`) or set ECHELON_CHROMIUM to its path.',
  );

const results = join(ROOT, 'build', 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let passed = 0;
let failed = 0;
const failures = [];

function tally(name, code) {
  if (code === 0) passed++;
  else {
    failed++;
    failures.push(name);
  }
}

/** Runs steps one after the other and shows what each said when it has ended. */
async function check(...steps) {
  for (const [name, command, args] of steps) {
    const { code, text } = await start(command, args);
    console.log(`\n── ${name}\n${text.trimEnd()}`);
    tally(name, code);
  }
}

/** Adds a runner's own counts; a runner that died before it could report counts as one failure. */
function addCounts(name, code, file, count) {
  const report = join(results, file);
  const sum = existsSync(report) ? count(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 0 };
  passed += sum.passed;
  failed += sum.failed;
  if (code !== 0 && sum.failed === 0) failed++;
  if (code === 0 && sum.passed === 0) {
    failed++;
    failures.push(`${name} (ran no test)`);
  }
  if (code !== 0) failures.push(name);
}

const vitestCounts = (r) => ({ passed: r.numPassedTests, failed: r.numFailedTests });
const playwrightCounts = (r) => ({ passed: r.stats.expected + r.stats.flaky, failed: r.stats.unexpected });

/** Arguments and environment of the browser tests whose tags match, or do not. `npm run test:long` plays those tagged @long. */
const browserTests = (choice, tags, file) => ({
  command: 'npx',
  args: ['playwright', 'test', choice, tags, '--reporter=list,json'],
  env: { ECHELON_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: join(results, file) },
});

console.log('\n── build');
const build = run('npx', ['vite', 'build', '--logLevel', 'warn']);
tally('build', build);
const npm = (script, ...rest) => ['npm', ['run', '-s', script, ...rest]];
await Promise.all([
  check(['kernel layout is fresh', ...npm('gen:layout', '--', '--check')], ['types', ...npm('typecheck')]),
  check(['lint', ...npm('lint')], ['layers', ...npm('layers')]),
]);

const liveSet = browserTests('--grep', '@live', 'playwright-live.json');
const live = build === 0 ? start(liveSet.command, liveSet.args, { env: liveSet.env }) : null;
console.log('\n── unit tests');
const unit = await start(
  'npx',
  ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(results, 'vitest.json')}`],
  { show: true, yields: true },
);
addCounts('unit tests', unit.code, 'vitest.json', vitestCounts);
if (live !== null) {
  const { code, text } = await live;
  console.log(`\n── browser tests, live set\n${text.trimEnd()}`);
  addCounts('browser tests, live set', code, 'playwright-live.json', playwrightCounts);
  console.log('\n── browser tests');
  const { command, args, env } = browserTests('--grep-invert', '@live|@long', 'playwright.json');
  addCounts('browser tests', run(command, args, env), 'playwright.json', playwrightCounts);
}

if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
