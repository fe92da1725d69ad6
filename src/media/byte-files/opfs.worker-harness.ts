// Thread: a dedicated worker of the OPFS test page (entry).
import { BYTE_FILES_CONTRACT } from './contract.ts';
import { openOpfsFiles } from './opfs.ts';

/** Runs the contract, each case in a folder of its own; posts one line for each, null when it held. */
async function run(): Promise<(string | null)[]> {
  const results: (string | null)[] = [];
  for (const [i, { run: check }] of BYTE_FILES_CONTRACT.entries()) {
    try {
      await check(await openOpfsFiles(`contract-${i}`));
      results.push(null);
    } catch (error) {
      results.push(String(error));
    }
  }
  return results;
}

run().then((results) => postMessage(results));
