/**
 * Processor time of a page's process over one action: what the work cost, whatever else the machine was doing meanwhile.
 * Thread: Node.
 */
import type { Page } from '@playwright/test';

interface ProcessInfo {
  readonly processInfo: readonly { readonly type: string; readonly cpuTime: number }[];
}

/** Seconds of processor time that all renderer processes of the page's browser spent on `action`. */
export async function rendererSeconds(page: Page, action: () => Promise<unknown>): Promise<number> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser to ask');
  const session = await browser.newBrowserCDPSession();
  const spent = async (): Promise<number> => {
    const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as ProcessInfo;
    return processInfo.filter((p) => p.type === 'renderer').reduce((sum, p) => sum + p.cpuTime, 0);
  };
  const before = await spent();
  await action();
  const seconds = (await spent()) - before;
  await session.detach();
  return seconds;
}
