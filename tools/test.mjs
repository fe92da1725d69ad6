// Thread: Node. `npm test`: install, find a browser, check, build, unit tests, browser tests; the last line is the sum.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled, fail, ROOT, run } from './lib-steps.mjs';

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

function check(name, command, args) {
  console.log(`\n── ${name}`);
  if (run(command, args) === 0) passed++;
  else {
    failed++;
    failures.push(name);
  }
}

/** Adds a runner's own counts; a runner that died before it could report counts as one failure. */
function suite(name, command, args, env, file, count) {
  console.log(`\n── ${name}`);
  const code = run(command, args, env);
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

const build = run('npx', ['vite', 'build', '--logLevel', 'warn']);
if (build === 0) passed++;
else {
  failed++;
  failures.push('build');
}
check('kernel layout is fresh', 'npm', ['run', '-s', 'gen:layout', '--', '--check']);
check('types', 'npm', ['run', '-s', 'typecheck']);
check('lint', 'npm', ['run', '-s', 'lint']);
check('layers', 'npm', ['run', '-s', 'layers']);
suite(
  'unit tests',
  'npx',
  ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(results, 'vitest.json')}`],
  {},
  'vitest.json',
  (r) => ({ passed: r.numPassedTests, failed: r.numFailedTests }),
);
if (build === 0)
  suite(
    'browser tests',
    'npx',
    ['playwright', 'test', '--reporter=list,json'],
    { ECHELON_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: join(results, 'playwright.json') },
    'playwright.json',
    (r) => ({ passed: r.stats.expected + r.stats.flaky, failed: r.stats.unexpected }),
  );

if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
