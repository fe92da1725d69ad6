import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, openHarness } from '../../../tools/browser-harness.ts';
import { PAGE_FILES_CONTRACT } from './contract.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness({ page: 'src/media/pages/opfs.page.ts' });
});
afterAll(() => harness?.close());

test('page files on the origin private file system hold the contract', async () => {
  const results = await harness.page.evaluate<(string | null)[]>('window.harness.runContract()');
  expect(results).toEqual(PAGE_FILES_CONTRACT.map(() => null));
});
