import { describe, expect, test } from 'vitest';
import { BYTE_FILES_CONTRACT } from './contract.ts';
import { MemoryFiles } from './memory.ts';

describe('byte files in memory', () => {
  for (const { name, run } of BYTE_FILES_CONTRACT) test(name, () => run(new MemoryFiles()));

  test('a full disk is told and leaves what was written', async () => {
    const files = new MemoryFiles(4);
    const file = await files.open('a', true);
    file.write(Uint8Array.of(1, 2, 3), 0);
    expect(() => file.write(Uint8Array.of(4, 5), 3)).toThrow(expect.objectContaining({ code: 'full' }));
    expect(file.size()).toBe(3);
    expect(await files.freeBytes()).toBe(1);
  });
});
