/**
 * Which pages of a long track ought to be in memory, most urgent first: what is played, where it is about to jump, what
 * comes next, what a hand may jump to at any moment, and then as much around that as there is room for.
 * Thread: any; pure.
 */
import { PAGE_FRAMES } from '../../control-bus/constants.ts';

/** A voice on its way through the track. */
export interface PlayHead {
  /** Source frame heard now. */
  readonly frame: number;
  /** Source frames per engine frame, signed; 0 at rest. */
  readonly rate: number;
  /** The loop it plays in. */
  readonly loop: { readonly inFrame: number; readonly outFrame: number } | null;
}

export interface PageWishes {
  readonly heads: readonly PlayHead[];
  /** Source frames of jumps that are announced. */
  readonly jumps: readonly number[];
  /** Source frames that a hand may jump to at any moment: cues, loops, the start; most important first. */
  readonly pins: readonly number[];
}

/** Key lock feeds its stretcher up to 11 520 frames ahead of what is heard, and primes it with 5760 from before. */
const BEHIND_FRAMES = 8192;
const AHEAD_FRAMES = 16_384;
/** What a pinned place can play before its next page has to be there. */
const PIN_FRAMES = 48_000;
/** Pages ahead that come before pins: 5.5 s at speed 1, half a second in a spin-back. */
const NEAR_PAGES = 2;
const FAR_PAGES = 8;
const BACK_PAGES = 4;

export const pageOf = (frame: number): number => Math.floor(frame / PAGE_FRAMES);

/** The next `count` pages a head comes to, in that order; the loop is gone through again and again. */
function pagesAlong({ frame, rate, loop }: PlayHead, count: number): number[] {
  const step = rate < 0 ? -1 : 1;
  const first = loop === null ? Number.NEGATIVE_INFINITY : pageOf(loop.inFrame);
  const last = loop === null ? Number.POSITIVE_INFINITY : pageOf(loop.outFrame - 1);
  const pages: number[] = [];
  let page = pageOf(frame);
  for (let i = 0; i < count; i++) {
    if (step > 0) page = page === last ? first : page + 1;
    else page = page === first ? last : page - 1;
    pages.push(page);
  }
  return pages;
}

/** The `limit` most urgent of `pageCount` pages. */
export function wantedPages({ heads, jumps, pins }: PageWishes, pageCount: number, limit: number): Set<number> {
  const wanted = new Set<number>();
  const add = (page: number): void => {
    if (page >= 0 && page < pageCount && wanted.size < limit) wanted.add(page);
  };
  const span = (frame: number, before: number, after: number): void => {
    for (let page = pageOf(frame - before); page <= pageOf(frame + after); page++) add(page);
  };
  const place = (frame: number, after: number): void => {
    add(pageOf(frame));
    span(frame, BEHIND_FRAMES, after);
  };
  for (const { frame } of heads) place(frame, AHEAD_FRAMES);
  for (const frame of jumps) place(frame, AHEAD_FRAMES);
  for (const { loop } of heads)
    if (loop !== null) {
      place(loop.inFrame, AHEAD_FRAMES);
      place(loop.outFrame, AHEAD_FRAMES);
    }
  const near = heads.map((head) => pagesAlong(head, NEAR_PAGES));
  for (let i = 0; i < NEAR_PAGES; i++) for (const pages of near) add(pages[i] as number);
  for (const frame of pins) place(frame, PIN_FRAMES);
  const looped = heads.map((head) => pagesAlong(head, FAR_PAGES));
  const onwards = heads.map((head) => pagesAlong({ ...head, loop: null }, FAR_PAGES));
  const back = heads.map((head) => pagesAlong({ ...head, rate: head.rate < 0 ? 1 : -1, loop: null }, BACK_PAGES));
  for (let i = 0; i < FAR_PAGES; i++)
    for (const pages of [...looped, ...onwards, ...back]) if (i < pages.length) add(pages[i] as number);
  return wanted;
}

/** Pages from a page to the nearest head. */
export function distanceTo(page: number, heads: readonly PlayHead[]): number {
  return heads.reduce((least, { frame }) => Math.min(least, Math.abs(pageOf(frame) - page)), Number.POSITIVE_INFINITY);
}
