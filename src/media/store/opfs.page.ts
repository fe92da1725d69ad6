/** Page of the content store's browser test. Thread: main of a test page. */
import { createContentStore } from './client.ts';
import { CONTENT_STORE_CONTRACT, emptyStore } from './contract.ts';

/** Runs every case through the real worker on OPFS; null where it holds, else what broke. */
export async function runContract(): Promise<(string | null)[]> {
  const store = createContentStore();
  const results: (string | null)[] = [];
  for (const { name, run } of CONTENT_STORE_CONTRACT) {
    await emptyStore(store);
    try {
      await run(store);
      results.push(null);
    } catch (error) {
      results.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return results;
}
