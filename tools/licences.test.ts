import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Permissive or weak copyleft; `docs/licences.md` says what each obliges to. */
const ALLOWED = new Set([
  'MIT',
  'Apache-2.0',
  'MIT OR Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'LGPL-3.0-or-later',
  'CC-BY-4.0',
  'Python-2.0',
  'CC0-1.0',
]);

interface Lock {
  packages: Record<string, { license?: string; resolved?: string; dev?: boolean; optional?: boolean }>;
}
const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as Lock;
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

it('every dependency, however deep, has a licence that the audit allows', () => {
  const odd = packages
    .filter(([, p]) => !ALLOWED.has(p.license ?? ''))
    .map(([path, p]) => `${path}: ${p.license ?? 'none'}`);
  expect(odd).toEqual([]);
});

it('every direct dependency is in docs/licences.md', () => {
  const audit = readFileSync(new URL('../docs/licences.md', import.meta.url), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !audit.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});

it('the lock file carries no download address', () => {
  expect(packages.filter(([, p]) => p.resolved !== undefined && /^https?:/.test(p.resolved))).toEqual([]);
});
