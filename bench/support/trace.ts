/** A Chromium trace of what happens during one action. Thread: Node. */
import type { Page } from '@playwright/test';

export interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds, as `dur`. */
  readonly ts: number;
  readonly dur?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

const CATEGORIES = ['v8', 'v8.gc', 'disabled-by-default-v8.gc', 'devtools.timeline', 'devtools.timeline.frame'];

/** Collects garbage collections and the timeline of every thread while `action` runs. */
export async function chromiumTrace(page: Page, action: () => Promise<unknown>): Promise<TraceEvent[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser to trace');
  await browser.startTracing(page, { categories: CATEGORIES });
  await action();
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
  return trace.traceEvents;
}
