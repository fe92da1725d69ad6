import { expect, type Page, test } from '@playwright/test';
import { openApp } from './support/app.ts';

/** Rows of the track list that lie wholly inside it. */
function wholeRows(page: Page): Promise<number> {
  return page.locator('.grid-body').evaluate((body) => {
    const view = body.getBoundingClientRect();
    return [...body.querySelectorAll('[role="row"]')].filter((row) => {
      const box = row.getBoundingClientRect();
      return box.top >= view.top - 0.5 && box.bottom <= view.bottom + 0.5;
    }).length;
  });
}

/** What runs out of its own box or out of the page: class names. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const { innerWidth, innerHeight } = globalThis;
    for (const panel of document.querySelectorAll('.topbar, .deck, .strip, .master, .crossfader, .actions, .toolbar')) {
      const view = panel.getBoundingClientRect();
      if (view.right > innerWidth + 0.5 || view.bottom > innerHeight + 0.5) found.push(panel.className);
      for (const part of panel.querySelectorAll('button, [role="slider"], b, .label')) {
        const box = part.getBoundingClientRect();
        if (box.width === 0 || part.closest('.speech, .fader-rail') !== null) continue;
        if (box.right > view.right + 1 || box.left < view.left - 1 || box.bottom > view.bottom + 1)
          found.push(`${panel.className} › ${part.getAttribute('aria-label') ?? part.className}`);
      }
    }
    return found;
  });
}

for (const [width, height] of [
  [1024, 768],
  [1440, 900],
  [1920, 1080],
] as const)
  test(`four whole rows of the library are seen at ${width} × ${height}, and nothing runs out of its panel`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await openApp(page);
    await expect(page.locator('.row:not(.is-head)').first()).toBeVisible();
    expect(await wholeRows(page)).toBeGreaterThanOrEqual(4);
    expect(await overflowing(page)).toEqual([]);
    const rest = await page.evaluate(() => {
      const { scrollHeight, clientHeight } = document.documentElement;
      return scrollHeight - clientHeight;
    });
    expect(rest, 'pixels the page would scroll').toBe(0);
  });

test('in the two-deck layout the list is ordered by a choice instead of its heads', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await openApp(page);
  const tempos = (): Promise<number[]> =>
    page.locator('.row:not(.is-head) .cell-bpm').evaluateAll((cells) => cells.map((cell) => Number(cell.textContent)));
  await page.getByRole('combobox', { name: 'Order of the list' }).selectOption({ label: 'By BPM' });
  const up = await tempos();
  expect(up).toEqual(up.toSorted((a, b) => a - b));
  await page.getByRole('button', { name: 'Reverse the order of the list' }).click();
  expect(await tempos()).toEqual(up.toReversed());
  await expect(page.getByRole('columnheader', { name: 'BPM' })).toHaveAttribute('aria-sort', 'descending');
});
