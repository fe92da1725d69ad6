import { expect, it } from 'vitest';
import { allocationSites } from './allocation-sites.ts';

let kept: unknown = null;
const here = (sites: Map<string, number>): number =>
  [...sites].filter(([url]) => url.includes('allocation-sites.test')).reduce((sum, [, bytes]) => sum + bytes, 0);

it('finds nothing in a loop that makes nothing', () => {
  let sum = 0;
  const sites = allocationSites(() => {
    sum = (sum + 1) | 0;
  }, 20_000);
  expect(here(sites)).toBeLessThan(0.1);
  expect(sum).toBeGreaterThan(0);
});

it('finds an array of four numbers by its size, though it was collected', () => {
  const sites = allocationSites(() => {
    kept = [1.5, 2, 3, 4];
  }, 20_000);
  expect(here(sites)).toBeGreaterThan(40);
  expect(here(sites)).toBeLessThan(120);
  expect(kept).not.toBeNull();
});
