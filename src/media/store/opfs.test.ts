import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, openHarness } from '../../../tools/browser-harness.ts';
import { CONTENT_STORE_CONTRACT } from './contract.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness({ page: 'src/media/store/opfs.page.ts' });
});
afterAll(() => harness?.close());

test('the content store on the origin private file system holds the contract', async () => {
  const results = await harness.page.evaluate<(string | null)[]>('window.harness.runContract()');
  expect(results).toEqual(CONTENT_STORE_CONTRACT.map(() => null));
});
