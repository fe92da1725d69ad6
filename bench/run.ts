/**
 * Benchmarks: `npm run bench` runs every suite and prints a table; `npm run bench -- kernel replay --json FILE` runs those
 * and also writes `{machine, commit, rows}`. Trust the ratios: each is taken in one run on one machine.
 * Thread: Node.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Row, Suite } from './row.ts';

const SUITES = fileURLToPath(new URL('./suites/', import.meta.url));

/** Suites are the files directly in `bench/suites/` with a plain name; `x.page.ts` and `x.worker.ts` belong to `x.ts`. */
const suiteNames = (): string[] =>
  readdirSync(SUITES)
    .filter((file) => /^[a-z-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -3));

const machine = (): object => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.version,
});

function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
  return (
    git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain', '-uno') === '' ? '' : ' and local changes')
  );
}

const figure = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toPrecision(Math.abs(value) < 1 ? 2 : 4);

function print(rows: readonly Row[]): void {
  const lines = rows.map((row) => [
    row.suite,
    row.case,
    row.metric,
    `${figure(row.value)} ${row.unit}`,
    row.peer === undefined ? '' : `${row.peer}: ${figure(row.peerValue ?? Number.NaN)} ${row.unit}`,
    row.ratio === undefined ? '' : `× ${figure(row.ratio)}`,
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...lines.map((line) => (line[column] ?? '').length)));
  for (const line of lines)
    console.log(
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

async function main(args: readonly string[]): Promise<void> {
  const jsonAt = args.indexOf('--json');
  const file = jsonAt < 0 ? undefined : args[jsonAt + 1];
  if (jsonAt >= 0 && file === undefined) throw new Error('--json needs a file name');
  const known = suiteNames();
  const wanted = args.filter((_, i) => jsonAt < 0 || (i !== jsonAt && i !== jsonAt + 1));
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`there is no benchmark suite "${unknown}"; there are: ${known.join(', ')}`);
  const rows: Row[] = [];
  for (const name of wanted.length > 0 ? wanted : known) {
    const suite = (await import(pathToFileURL(join(SUITES, `${name}.ts`)).href)) as Suite;
    const measured = await suite.run();
    print(measured);
    rows.push(...measured);
  }
  if (file !== undefined)
    writeFileSync(file, `${JSON.stringify({ machine: machine(), commit: commit(), rows }, null, 2)}\n`);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
