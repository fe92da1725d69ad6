import { expect, it } from 'vitest';
import { Clock, CommandFlag, EventType, makeCommand, Op } from '../../../src/control-bus/commands.ts';
import { deckControlIndex } from '../../../src/control-bus/controls.ts';
import { fillSource, loadEngine } from '../../../tools/load-engine.ts';

const BLOCKS_TO_WAIT = 80;
const FIRST_ID = 100;

// A boundary that fell between the last frame of one block and the first of the next was missed, one time in 128, and the
// command then waited for ever.
it('no boundary is lost between two blocks, at a speed that lands on no whole frame', async () => {
  const engine = await loadEngine();
  const frames = 48_000 * 240;
  fillSource(engine.pcm, 0, new Float32Array(frames * 2).fill(0.1));
  const push = (fields: Parameters<typeof makeCommand>[0]): void => engine.pushCommand(makeCommand(fields));
  push({ op: Op.sourceLength, target: 0, a: frames });
  push({ op: Op.load, deck: 0, target: 0, a: 1 });
  push({ op: Op.setGrid, deck: 0, a: 0, b: 120, c: 4 });
  push({ op: Op.setControl, target: deckControlIndex(0, 'keylock'), a: 0 });
  push({ op: Op.setControl, target: deckControlIndex(0, 'tempo'), a: 0.4637 });
  push({ op: Op.play, deck: 0 });
  engine.renderBlock();
  const executed = new Set<number>();
  const lost: string[] = [];
  for (let k = 0; k < 500; k++) {
    const id = FIRST_ID + k;
    const beat = engine.readFast().decks[0]?.beat ?? 0;
    const wanted =
      k % 2 === 0
        ? { clock: Clock.deckBeat, flags: CommandFlag.nextBoundary, step: 0.25 }
        : { clock: Clock.deckBeat, time: beat + 0.05 + ((k * 0.618) % 1) * 0.2 };
    push({ op: Op.setCuePoint, deck: 0, a: 5, id, ...wanted });
    for (let block = 0; block < BLOCKS_TO_WAIT; block++) {
      engine.renderBlock();
      for (const event of engine.readEvents()) if (event.type === EventType.executed) executed.add(event.id);
    }
    if (!executed.has(id)) lost.push(`${k % 2 === 0 ? 'next quarter' : 'absolute beat'} ${k}`);
  }
  expect(lost).toEqual([]);
});
