import { describe, expect, test } from 'vitest';
import { askToPersist, storageState } from './storage.ts';

const GIB = 2 ** 30;

describe('storage', () => {
  test('says what the browser promises and how much room there is', async () => {
    const estimate = async (): Promise<{ usage: number; quota: number }> => ({ usage: GIB, quota: 10 * GIB });
    expect(await storageState({ persisted: async () => true, estimate })).toMatchObject({
      persistence: 'granted',
      usedBytes: GIB,
      words: expect.stringMatching(/^1\.0 GiB of 10\.0 GiB used\. .*keeps it/),
    });
    expect(await askToPersist({ persist: async () => false, estimate })).toMatchObject({
      persistence: 'refused',
      words: expect.stringContaining('keep a backup'),
    });
  });

  test('a browser that knows nothing of it, or fails, is no error', async () => {
    const fails = async (): Promise<never> => Promise.reject(new Error('no'));
    for (const storage of [undefined, {}, { persisted: fails, persist: fails, estimate: fails }])
      for (const ask of [storageState, askToPersist])
        expect(await ask(storage)).toMatchObject({ persistence: 'unsupported', usedBytes: null, quotaBytes: null });
  });
});
