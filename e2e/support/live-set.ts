/**
 * A random but repeatable set for the app itself: the gestures of the scripted set as a performer's, played in real time
 * through the page's port. Thread: Node makes it; the page plays it.
 */
import type { Page } from '@playwright/test';
import { Clock, type Command, Op } from '../../src/control-bus/commands.ts';
import { ScriptedSet, SET_STEP_FRAMES } from '../../worklets/test-support/scripted-set.ts';

/** One gesture; `atFrame` counts engine frames from the start of the set. */
export type LiveGesture = { readonly atFrame: number } & (
  | { readonly kind: 'load'; readonly track: number; readonly deck: number }
  | { readonly kind: 'send'; readonly fields: Partial<Command> & { op: Op } }
);

/** What the studio does by itself with a load, and what the first step would load again. */
const NOT_OF_A_HAND: ReadonlySet<number> = new Set([Op.sourceLength, Op.setGrid]);

function gestureOf(command: Command, stepFrame: number): LiveGesture | null {
  if (NOT_OF_A_HAND.has(command.op)) return null;
  const atFrame = command.clock === Clock.frame ? command.time : stepFrame;
  const { op, deck, target, a, c, step, flags, clock } = command;
  if (op === Op.load) return { atFrame, kind: 'load', track: target, deck };
  // A hand means "now" or "at the next beat", never a frame; the scheduler stamps moves of the platter.
  const when = clock === Clock.deckBeat ? { clock, step, flags } : { flags, step };
  return { atFrame, kind: 'send', fields: { op, deck, target, a, c, ...when } };
}

/** The gestures of `seconds`, in order. The first step, which loads the decks, is left to the test. */
export function liveSet(seed: number, seconds: number): LiveGesture[] {
  const script = new ScriptedSet(seed);
  script.commandsAt(0);
  const gestures: LiveGesture[] = [];
  for (let frame = SET_STEP_FRAMES; frame < seconds * 48_000; frame += SET_STEP_FRAMES)
    for (const command of script.commandsAt(frame)) {
      const gesture = gestureOf(command, frame);
      if (gesture !== null) gestures.push(gesture);
    }
  return gestures.sort((one, other) => one.atFrame - other.atFrame);
}

/** Plays gestures from now on, each when the engine has come to its frame; resolves when `seconds` of engine time passed. */
export async function playLiveSet(
  page: Page,
  gestures: readonly LiveGesture[],
  trackIds: readonly string[],
  seconds: number,
): Promise<void> {
  await page.evaluate(
    async ([list, ids, lengthFrames]) => {
      const port = globalThis.echelon;
      port.refreshSnapshots();
      const start = port.fast.engineFrame;
      let next = 0;
      for (let frame = 0; frame < lengthFrames; frame = port.fast.engineFrame - start) {
        for (let gesture = list[next]; gesture !== undefined && gesture.atFrame <= frame; gesture = list[++next]) {
          if (gesture.kind === 'load') port.load(ids[gesture.track] ?? '', gesture.deck, true);
          else port.send(gesture.fields, performance.now() - (frame - gesture.atFrame) / 48);
        }
        await new Promise((resolve) => requestAnimationFrame(resolve));
        port.refreshSnapshots();
      }
    },
    [gestures, trackIds, seconds * 48_000] as const,
  );
}
