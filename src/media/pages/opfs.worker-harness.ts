// Thread: a dedicated worker of the page files' browser test (entry).
import { openOpfsFiles } from '../byte-files/opfs.ts';
import { PAGE_FILES_CONTRACT } from './contract.ts';

/** Runs the contract, each case in a folder of its own; posts one line for each, null when it held. */
async function run(): Promise<(string | null)[]> {
  const results: (string | null)[] = [];
  for (const [i, { run: check }] of PAGE_FILES_CONTRACT.entries()) {
    try {
      await check(await openOpfsFiles(`pages-contract-${i}`));
      results.push(null);
    } catch (error) {
      results.push(String(error));
    }
  }
  return results;
}

run().then((results) => postMessage(results));
