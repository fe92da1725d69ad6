import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { deckControlIndex } from '../src/control-bus/controls.ts';
import { Finger, spokenControls, spokenTree } from './support/access.ts';
import { deckFast, demoTitles, expectNoTroubles, Flag, loadTrack, openApp, play, untilFlag } from './support/app.ts';

/** Role and name of every control in the order of the tree; a new control adds its line. */
const BOOTH = join(import.meta.dirname, 'booth-controls.txt');

test.describe('screen reader', () => {
  test('every control of the booth has a role and a name that carries its deck', async ({ page }) => {
    const troubles = await openApp(page);
    const controls = await spokenControls(page);
    expect(controls.filter(({ name }) => name === '')).toEqual([]);
    const lines = controls
      .filter(({ name }) => !/^(Load|Pre-listen|Rating of) /.test(name))
      .map((c) => `${c.role}: ${c.name}`);
    expect(lines).toEqual(readFileSync(BOOTH, 'utf8').trimEnd().split('\n'));
    expect(new Set(lines).size, 'no two controls are called the same').toBe(lines.length);
    expectNoTroubles(troubles);
  });

  test('panels, messages and the two-deck layout have no unnamed control either', async ({ page }) => {
    await openApp(page);
    for (const panel of ['Settings', 'Recordings', 'Keyboard map', 'Exchange']) {
      await page.getByRole('button', { name: panel, exact: true }).click();
      await expect(page.getByRole('region', { name: panel })).toBeVisible();
      expect((await spokenControls(page)).filter(({ name }) => name === '')).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.setViewportSize({ width: 1024, height: 768 });
    expect((await spokenControls(page)).filter(({ name }) => name === '')).toEqual([]);
  });

  test('landmarks are there by name, and pictures say what they show', async ({ page }) => {
    await openApp(page);
    const tree = await spokenTree(page);
    const has = (role: string, name: string): boolean => tree.some((node) => node.role === role && node.name === name);
    expect(has('banner', '') || tree.some(({ role }) => role === 'banner')).toBe(true);
    for (const name of ['Waveforms', 'Actions', 'Library']) expect(has('region', name), name).toBe(true);
    expect(has('main', 'Decks and mixer')).toBe(true);
    expect(has('grid', 'Tracks')).toBe(true);
    expect(tree.filter(({ role, name }) => (role === 'image' || role === 'img') && name === '')).toEqual([]);
  });
});

test.describe('forced colours', () => {
  test.beforeEach(async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active' });
  });

  const face = (key: Locator): Promise<{ background: string; colour: string; border: string }> =>
    key.evaluate((element) => {
      const style = getComputedStyle(element);
      return {
        background: style.backgroundColor,
        colour: style.color,
        border: `${style.borderTopStyle} ${style.borderTopWidth}`,
      };
    });

  test('what is on differs from what is off, every key has an edge, marks stay as letters', async ({ page }) => {
    await openApp(page);
    const off = await face(page.getByRole('button', { name: 'Slip, deck A' }));
    const on = await face(page.getByRole('button', { name: 'Key lock, deck A' }));
    expect(on.background).not.toBe(off.background);
    expect(on.background).not.toBe(on.colour);
    const edges = await page.locator('.key:visible').evaluateAll((keys) =>
      keys
        .filter((key) => {
          const style = getComputedStyle(key);
          return style.borderTopStyle === 'none' || Number.parseFloat(style.borderTopWidth) < 1;
        })
        .map((key) => key.getAttribute('aria-label')),
    );
    expect(edges).toEqual([]);
    for (const letter of ['A', 'B', 'C', 'D']) {
      const mark = page.locator('.mark', { hasText: letter }).first();
      const { background, colour } = await face(mark);
      expect(background).not.toBe(colour);
      await expect(mark).toHaveCSS('clip-path', 'none');
    }
    const ground = await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    for (const part of ['.record-dot', '.energy i.is-on', '.fader-cap', '.fader > .tick'])
      await expect(page.locator(part).first(), part).not.toHaveCSS('background-color', ground);
    const rail = await page
      .locator('.fader')
      .first()
      .evaluate((fader) => getComputedStyle(fader, '::before').backgroundColor);
    expect(rail).not.toBe(ground);
    await expect(page.locator('.row.is-selected')).toHaveCSS('outline-style', 'solid');
  });

  test('waveforms, platters and meters keep the ground they were drawn for', async ({ page }) => {
    await openApp(page);
    const [first = ''] = await demoTitles(page);
    await loadTrack(page, first, 'A');
    await play(page, 'A').click();
    await untilFlag(page, 'A', Flag.playing, true);
    const grounds = await page.evaluate(() =>
      ['.lane', '.overview', '.platter', '.meter'].map((selector) => {
        const element = document.querySelector(selector);
        if (element === null) return `${selector} is not there`;
        const style = getComputedStyle(element);
        return style.forcedColorAdjust === 'none' ? '' : `${selector} takes the system's colours under its own drawing`;
      }),
    );
    expect(grounds.filter((line) => line !== '')).toEqual([]);
  });
});

test.describe('touch', () => {
  test.use({ hasTouch: true, viewport: { width: 1024, height: 768 } });

  const middle = async (target: Locator): Promise<{ x: number; y: number }> => {
    const box = await target.boundingBox();
    if (box === null) throw new Error('it is not to be seen');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const control = (page: Page, index: number): Promise<number> =>
    page.evaluate((i) => {
      globalThis.echelon.refreshSnapshots();
      return globalThis.echelon.slow.controls[i] ?? Number.NaN;
    }, index);

  test('a finger moves fader, knob and crossfader, presses a pad and scratches', async ({ page }) => {
    const troubles = await openApp(page);
    const finger = await Finger.over(page);
    const [first = ''] = await demoTitles(page);
    await loadTrack(page, first, 'A');

    const fader = page.getByRole('slider', { name: 'Level, deck A' });
    const level = deckControlIndex(0, 'level');
    const before = await control(page, level);
    const at = await middle(fader);
    await finger.drag(at, { x: at.x, y: at.y + 60 });
    await expect.poll(() => control(page, level)).toBeLessThan(before - 0.1);

    const low = page.getByRole('slider', { name: 'Low, deck A' });
    const knob = await middle(low);
    await finger.drag(knob, { x: knob.x, y: knob.y + 40 });
    await expect.poll(() => control(page, deckControlIndex(0, 'eq.low'))).toBeLessThan(-1);

    const cross = page.getByRole('slider', { name: 'Crossfader' });
    const crossAt = await middle(cross);
    await finger.drag(crossAt, { x: crossAt.x - 50, y: crossAt.y });
    await expect(cross).toHaveAttribute('aria-valuetext', /percent left/);

    await finger.tap(await middle(page.getByRole('button', { name: 'Set hot cue 1, deck A' })));
    await page.waitForFunction(() => {
      globalThis.echelon.refreshSnapshots();
      return (globalThis.echelon.slow.decks[0]?.hotCueFrames[0] ?? -1) >= 0;
    });

    await finger.tap(await middle(play(page, 'A')));
    await untilFlag(page, 'A', Flag.playing, true);
    const { position } = await deckFast(page, 'A');
    expect(position).toBeGreaterThanOrEqual(0);
    const platter = await middle(page.getByRole('img', { name: 'Platter, deck A' }));
    const scratched = page.waitForFunction((bit) => {
      globalThis.echelon.refreshSnapshots();
      return ((globalThis.echelon.fast.decks[0]?.flags ?? 0) & bit) !== 0;
    }, Flag.scratching);
    await finger.drag({ x: platter.x + 25, y: platter.y }, { x: platter.x, y: platter.y + 25 }, 60);
    await scratched;
    await untilFlag(page, 'A', Flag.scratching, false);
    expect(await page.evaluate(() => scrollX + scrollY)).toBe(0);
    expectNoTroubles(troubles);
  });

  test('everything a finger can press is at least 44 px in both directions', async ({ page }) => {
    await openApp(page);
    const small = await page.locator('button:visible, [role="slider"]:visible, select:visible').evaluateAll((all) =>
      all.flatMap((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width >= 43.5 && height >= 43.5
          ? []
          : [`${element.getAttribute('aria-label')}: ${Math.round(width)} × ${Math.round(height)}`];
      }),
    );
    expect(small).toEqual([]);
  });
});
