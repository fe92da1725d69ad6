import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PAGE_FRAMES } from '../../control-bus/constants.ts';
import { type PageWishes, type PlayHead, pageOf, wantedPages } from './residency.ts';

const PAGES = 2600;
const at = (page: number, rate = 1): PlayHead => ({ frame: (page + 0.5) * PAGE_FRAMES, rate, loop: null });
const wanted = (wishes: Partial<PageWishes>, limit = 56): number[] => [
  ...wantedPages({ heads: [], jumps: [], pins: [], ...wishes }, PAGES, limit),
];

test('what plays comes first, then what comes next, in the direction of play', () => {
  expect(wanted({ heads: [at(100)] }).slice(0, 3)).toEqual([100, 101, 102]);
  expect(wanted({ heads: [at(100, -1)] }).slice(0, 3)).toEqual([100, 99, 98]);
  expect(wanted({ heads: [at(100), at(7, -2)] }).slice(0, 4)).toEqual([100, 7, 101, 6]);
});

test('an announced jump comes before what is next, a pin after it', () => {
  const frame = 2000.5 * PAGE_FRAMES;
  expect(wanted({ heads: [at(100)], jumps: [frame] }).slice(0, 3)).toEqual([100, 2000, 101]);
  expect(wanted({ heads: [at(100)], pins: [frame] }).slice(0, 4)).toEqual([100, 101, 102, 2000]);
});

test('a place near the edge of its page brings the page beside it', () => {
  expect(wanted({ pins: [50 * PAGE_FRAMES] })).toEqual([50, 49]);
  expect(wanted({ pins: [51 * PAGE_FRAMES - 10] })).toEqual([50, 51]);
});

test('in a loop the start is wanted before what lies behind the end', () => {
  const loop = { inFrame: 90 * PAGE_FRAMES + 20_000, outFrame: 94 * PAGE_FRAMES - 20_000 };
  const pages = wanted({ heads: [{ frame: 93.5 * PAGE_FRAMES, rate: 1, loop }] });
  expect(pages.slice(0, 4)).toEqual([93, 90, 91, 94].filter((page) => pages.slice(0, 4).includes(page)));
  expect(pages.indexOf(90)).toBeLessThan(pages.indexOf(95));
  expect(pages.indexOf(91)).toBeLessThan(pages.indexOf(95));
});

test('never more than the limit, never a page that is not on disk, every playing place always among them', () => {
  const frame = fc.double({ min: 0, max: PAGES * PAGE_FRAMES - 1, noNaN: true });
  const head = fc.record({
    frame,
    rate: fc.double({ min: -8, max: 8, noNaN: true }),
    loop: fc.option(
      fc.tuple(frame, frame).map(([a, b]) => ({ inFrame: Math.min(a, b), outFrame: Math.max(a, b) + 100 })),
    ),
  });
  fc.assert(
    fc.property(
      fc.array(head, { maxLength: 5 }),
      fc.array(frame, { maxLength: 8 }),
      fc.array(frame, { maxLength: 60 }),
      fc.integer({ min: 1, max: PAGES }),
      (heads, jumps, pins, count) => {
        const pages = wantedPages({ heads, jumps, pins }, count, 56);
        expect(pages.size).toBeLessThanOrEqual(56);
        for (const page of pages) expect(page >= 0 && page < count && Number.isInteger(page)).toBe(true);
        for (const { frame: heard } of heads) if (pageOf(heard) < count) expect(pages.has(pageOf(heard))).toBe(true);
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});
