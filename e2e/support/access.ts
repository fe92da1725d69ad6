/** The accessibility tree as Chromium hands it to a screen reader, and touches as a screen makes them. Thread: Node. */
import type { CDPSession, Page } from '@playwright/test';

export interface Spoken {
  readonly role: string;
  readonly name: string;
}

/** Roles of what a hand can operate. */
const OPERABLE: ReadonlySet<string> = new Set([
  'button',
  'checkbox',
  'combobox',
  'link',
  'menuitem',
  'radio',
  'searchbox',
  'slider',
  'spinbutton',
  'switch',
  'tab',
  'textbox',
  'ToggleButton',
]);

/** Every node of the page's accessibility tree that is not ignored, in the tree's order. */
export async function spokenTree(page: Page): Promise<Spoken[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes
    .filter((node) => !node.ignored)
    .map(({ role, name }) => ({ role: String(role?.value ?? ''), name: String(name?.value ?? '').trim() }));
}

/** The controls among them. */
export async function spokenControls(page: Page): Promise<Spoken[]> {
  return (await spokenTree(page)).filter(({ role }) => OPERABLE.has(role));
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One finger on the screen. */
export class Finger {
  private readonly session: CDPSession;

  private constructor(session: CDPSession) {
    this.session = session;
  }

  static async over(page: Page): Promise<Finger> {
    return new Finger(await page.context().newCDPSession(page));
  }

  private send(type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Point[]): Promise<unknown> {
    return this.session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(({ x, y }) => ({ x, y })) });
  }

  /** Down at one place, over to another in steps, up. */
  async drag(from: Point, to: Point, steps = 12): Promise<void> {
    await this.send('touchStart', [from]);
    for (let i = 1; i <= steps; i++)
      await this.send('touchMove', [
        { x: from.x + ((to.x - from.x) * i) / steps, y: from.y + ((to.y - from.y) * i) / steps },
      ]);
    await this.send('touchEnd', []);
  }

  async tap(at: Point): Promise<void> {
    await this.send('touchStart', [at]);
    await this.send('touchEnd', []);
  }
}
