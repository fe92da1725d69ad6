import { expect, it } from 'vitest';
import { writeBatch } from './database.ts';
import { Library } from './library.ts';
import { memoryDatabase } from './memory-database.ts';

it('carries a library for a session', async () => {
  const database = memoryDatabase();
  const library = await Library.open(database, { nowMs: () => 1, onEvent: () => undefined });
  library.isWriter = true;
  const create = { fileName: 'a.flac', location: { kind: 'stored' }, addedAtMs: 1 } as const;
  await library.apply([{ key: 'a', create, changes: [{ kind: 'handTags', tags: { rating: 4 } }] }]);
  expect((await library.get('a'))?.tags.values.rating).toBe(4);
  await library.editCrates({ kind: 'create', id: 'c', name: 'Tonight', parentId: null });
  expect(library.crates.get('c')?.name).toBe('Tonight');
  const [removed] = await library.remove(['a']);
  expect(removed?.key).toBe('a');
  await writeBatch(database, { put: { settings: [{ name: 's', value: 1, changedAtMs: 1 }] } }, 'relaxed', 'Saving');
  expect(await library.settings()).toHaveLength(1);
});
