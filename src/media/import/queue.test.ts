import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImportPhase, isSettled, isUnderWay } from './phases.ts';
import { type ImportItem, ImportQueue, type ItemRecord, type NewItem } from './queue.ts';

const file = (n: number): NewItem => ({ source: `s${n}`, name: `track ${n}.mp3`, bytes: 1000 + n });
const problem = { code: 'corrupt', reason: 'it is broken.', remedy: 'Copy it again.' };
const taken = (queue: ImportQueue): ImportItem => {
  const item = queue.take();
  if (item === null) throw new Error('nothing to take');
  return item;
};

describe('import queue', () => {
  test('an item goes its way, first come first served', () => {
    const queue = new ImportQueue();
    const [first = 0, second] = queue.add([file(1), file(2)]);
    const item = taken(queue);
    expect(item).toMatchObject({ id: first, phase: 'reading', attempts: 1, share: 0 });
    expect(queue.advance(item.run, first, 'decoding')).toBe(true);
    expect(queue.progress(item.run, first, 0.5, 200)).toBe(true);
    expect(queue.advance(item.run, first, 'reading')).toBe(false);
    expect(queue.get(first)).toMatchObject({ phase: 'decoding', share: 0.5, audioSeconds: 200 });
    expect(queue.settle(item.run, first, { phase: 'done', trackId: 't1' })).toBe(true);
    expect(queue.counts).toMatchObject({ done: 1, queued: 1 });
    expect(taken(queue).id).toBe(second);
  });

  test('events of an attempt that is over change nothing', () => {
    const queue = new ImportQueue();
    const [id = 0] = queue.add([file(1)]);
    const { run } = taken(queue);
    queue.cancel(id);
    expect(queue.settle(run, id, { phase: 'done', trackId: 't' })).toBe(false);
    expect(queue.workerLost(run, id, problem)).toBe(false);
    expect(queue.progress(run, id, 1, 1)).toBe(false);
    expect(queue.retry(id)).toBe(false);
    expect(queue.get(id)?.phase).toBe('cancelled');
  });

  test('a lost worker gives its item a second chance, in front, and no third', () => {
    const queue = new ImportQueue();
    const [id = 0] = queue.add([file(1), file(2)]);
    expect(queue.workerLost(taken(queue).run, id, problem)).toBe(true);
    const again = taken(queue);
    expect(again).toMatchObject({ id, attempts: 2 });
    expect(queue.workerLost(again.run, id, problem)).toBe(true);
    expect(queue.failures()).toMatchObject([{ id, problem }]);
    expect(queue.retryFailed()).toEqual([id]);
    expect(queue.get(id)).toMatchObject({ phase: 'queued', problem: null });
  });

  test('what is given back waits in front and costs no attempt', () => {
    const queue = new ImportQueue();
    const [id = 0] = queue.add([file(1), file(2)]);
    for (let i = 0; i < 5; i++) {
      const item = taken(queue);
      expect(item).toMatchObject({ id, attempts: 1 });
      queue.giveBack(item.run, id);
    }
  });

  test('paused, nothing new starts and what is under way ends', () => {
    const queue = new ImportQueue();
    queue.add([file(1), file(2)]);
    const item = taken(queue);
    queue.pause('the disk is full');
    expect(queue.take()).toBeNull();
    expect(queue.paused).toBe('the disk is full');
    expect(queue.settle(item.run, item.id, { phase: 'duplicate', trackId: 't' })).toBe(true);
    queue.resume();
    expect(queue.take()).not.toBeNull();
  });

  test('after a crash, what was under way waits in its old place; a repeated victim goes last', () => {
    const queue = new ImportQueue();
    queue.add([1, 2, 3, 4].map(file));
    const one = taken(queue);
    const two = taken(queue);
    queue.settle(one.run, one.id, { phase: 'done', trackId: 't1' });
    queue.advance(two.run, two.id, 'storing');
    const restored = ImportQueue.restore(queue.takeChanged());
    expect(restored.items().map(({ phase }) => phase)).toEqual(['done', 'queued', 'queued', 'queued']);
    expect(taken(restored).id).toBe(two.id);
    const third = ImportQueue.restore(restored.items());
    expect([taken(third).id, taken(third).id, taken(third).id]).toEqual([3, 4, two.id]);
    expect(third.take()).toBeNull();
    expect(third.add([file(9)])).toEqual([5]);
  });

  test('settled items can be forgotten', () => {
    const queue = new ImportQueue();
    queue.add([file(1), file(2)]);
    queue.cancel(1);
    expect(queue.clearSettled()).toEqual([1]);
    expect(queue.size).toBe(1);
    expect(queue.takeChanged().map(({ id }) => id)).toEqual([2]);
    expect(queue.counts.cancelled).toBe(0);
  });
});

/** Everything that can happen, with arguments to choose from what is there. */
const happening = fc.record({
  what: fc.constantFrom(
    'add',
    'take',
    'take',
    'advance',
    'progress',
    'done',
    'duplicate',
    'fail',
    'lose',
    'giveBack',
    'cancel',
    'cancelAll',
    'retry',
    'pause',
    'resume',
    'crash',
    'stale',
  ),
  pick: fc.nat(50),
  phase: fc.constantFrom(...Object.values(ImportPhase)),
});

test('any interleaving loses nothing, does nothing twice, keeps its counts, and cancels for good', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 120 }), (happenings) => {
      let queue = new ImportQueue();
      const disk = new Map<number, ItemRecord>();
      let held: ImportItem[] = [];
      const over: ImportItem[] = [];
      const added = new Set<number>();
      const done = new Map<number, number>();
      const cancelled = new Set<number>();
      const drop = (item: ImportItem): void => {
        held = held.filter((other) => other !== item);
        over.push(item);
      };
      for (const { what, pick, phase } of happenings) {
        const item = held[pick % Math.max(1, held.length)];
        if (what === 'add') for (const id of queue.add([file(added.size), file(added.size + 1)])) added.add(id);
        else if (what === 'take') {
          const next = queue.take();
          if (next !== null) {
            expect(done.has(next.id) || cancelled.has(next.id)).toBe(false);
            expect(held.some(({ id }) => id === next.id)).toBe(false);
            held.push(next);
          }
        } else if (what === 'pause') queue.pause('because');
        else if (what === 'resume') queue.resume();
        else if (what === 'cancel') {
          const id = 1 + (pick % Math.max(1, added.size));
          if (queue.cancel(id)) cancelled.add(id);
          held.filter((other) => other.id === id).forEach(drop);
        } else if (what === 'cancelAll' && pick % 10 === 0) {
          for (const { id } of queue.items()) if (queue.cancel(id)) cancelled.add(id);
          held.forEach(drop);
        } else if (what === 'retry') queue.retry(1 + (pick % Math.max(1, added.size)));
        else if (what === 'crash') {
          queue = ImportQueue.restore(disk.values());
          held.forEach(drop);
        } else if (what === 'stale' && over.length > 0) {
          const old = over[pick % over.length] as ImportItem;
          const before = JSON.stringify(queue.items());
          // Attempts are numbered anew in each session; workers do not outlive theirs.
          if (queue.get(old.id)?.run !== old.run) {
            queue.settle(old.run, old.id, { phase: 'done', trackId: 'stale' });
            queue.advance(old.run, old.id, 'storing');
            expect(JSON.stringify(queue.items())).toBe(before);
          }
        } else if (item !== undefined) {
          const { run, id } = item;
          if (what === 'advance') queue.advance(run, id, phase);
          else if (what === 'progress') queue.progress(run, id, pick / 50, 100);
          else if (what === 'done') {
            expect(queue.settle(run, id, { phase: 'done', trackId: 't' })).toBe(true);
            done.set(id, (done.get(id) ?? 0) + 1);
            drop(item);
          } else if (what === 'duplicate') {
            expect(queue.settle(run, id, { phase: 'duplicate', trackId: 't' })).toBe(true);
            drop(item);
          } else if (what === 'fail') {
            expect(queue.settle(run, id, { phase: 'failed', problem })).toBe(true);
            drop(item);
          } else if (what === 'lose') {
            expect(queue.workerLost(run, id, problem)).toBe(true);
            drop(item);
          } else if (what === 'giveBack') {
            expect(queue.giveBack(run, id)).toBe(true);
            drop(item);
          }
        }
        for (const record of queue.takeChanged()) disk.set(record.id, record);

        const items = queue.items();
        expect(new Set(items.map(({ id }) => id))).toEqual(added);
        for (const p of Object.values(ImportPhase))
          expect(queue.counts[p]).toBe(items.filter((i) => i.phase === p).length);
        for (const id of cancelled) expect(queue.get(id)?.phase).toBe('cancelled');
        for (const [id, times] of done) expect([times, queue.get(id)?.phase]).toEqual([1, 'done']);
        expect(
          items
            .filter((i) => isUnderWay(i.phase))
            .map(({ id }) => id)
            .sort(),
        ).toEqual(held.map(({ id }) => id).sort());
        expect([...disk.values()].map(({ id, phase: p }) => [id, p])).toEqual(items.map(({ id, phase: p }) => [id, p]));
      }
      // Let it run to its end: every item settles.
      queue.resume();
      for (const { run, id } of held) queue.settle(run, id, { phase: 'done', trackId: 't' });
      for (let item = queue.take(); item !== null; item = queue.take())
        queue.settle(item.run, item.id, { phase: 'done', trackId: 't' });
      expect(queue.items().every((i) => isSettled(i.phase))).toBe(true);
    }),
    { seed: 11, numRuns: 1500 },
  );
});
