/**
 * What the engine says of the voices that play a source: where they are, where they are about to jump, where their cues
 * lie. Read from its snapshots, so that nobody has to be asked while it plays.
 * Thread: page worker. `refresh` does not allocate; `wishesOf` does.
 */
import { Op } from '../../control-bus/commands.ts';
import { PREVIEW_VOICE, SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { DeckFlag, FAST_STATE, SLOW_STATE } from '../../control-bus/layouts.ts';
import { createStruct, readStruct, type ValueOf } from '../../shmem-ipc/layout.ts';
import { SeqlockReader } from '../../shmem-ipc/seqlock.ts';
import type { PageWishes, PlayHead } from './residency.ts';

type DeckFast = ValueOf<typeof FAST_STATE>['decks'][number];
type DeckSlow = ValueOf<typeof SLOW_STATE>['decks'][number];

/** Pre-listening: the snapshots do not say where that voice is, but it plays at speed 1 from where it was started. */
interface Audition {
  readonly source: number;
  readonly fromFrame: number;
  readonly engineFrame: number;
}

export class EngineView {
  private readonly fast = createStruct(FAST_STATE);
  private readonly slow = createStruct(SLOW_STATE);
  private readonly fastReader: SeqlockReader;
  private readonly slowReader: SeqlockReader;
  private slowVersion = 0;
  private audition: Audition | null = null;

  /** The engine's snapshots (`EngineMemory.fast`, `slow`). */
  constructor(fast: SharedArrayBuffer, slow: SharedArrayBuffer) {
    this.fastReader = new SeqlockReader(fast, FAST_STATE.byteSize);
    this.slowReader = new SeqlockReader(slow, SLOW_STATE.byteSize);
  }

  /** Takes fresh snapshots. False when the engine kept writing over them: what stands here is then older than this call. */
  refresh(): boolean {
    if (!this.fastReader.read()) return false;
    readStruct(FAST_STATE, this.fastReader.view, 0, this.fast);
    const { version } = this.slowReader;
    if (version !== this.slowVersion && this.slowReader.read()) {
      readStruct(SLOW_STATE, this.slowReader.view, 0, this.slow);
      this.slowVersion = version;
    }
    return true;
  }

  get engineFrame(): number {
    return this.fast.engineFrame;
  }

  /** The preview voice is about to play a source from a frame. */
  noteAudition(source: number, fromFrame: number): void {
    this.audition = { source, fromFrame, engineFrame: this.fast.engineFrame };
  }

  /** What the voices on a source need. */
  wishesOf(source: number): PageWishes {
    const heads: PlayHead[] = [];
    const jumps: number[] = [];
    const pins: number[] = [];
    this.slow.decks.forEach((slow, deck) => {
      if (slow.loadToken === 0 || slow.sourceSlot !== source) return;
      const fast = this.fast.decks[deck] as DeckFast;
      heads.push(headOf(fast));
      // Slip, roll and censor return there; without them it is the position.
      if ((fast.flags & DeckFlag.slipping) !== 0) jumps.push(fast.slipPosition);
      jumps.push(...this.announced(deck, slow, fast));
      pins.push(slow.cuePointFrame, ...slow.hotCueFrames.filter((frame) => frame >= 0));
      if (fast.loopOutFrame > fast.loopInFrame) pins.push(fast.loopInFrame, fast.loopOutFrame);
    });
    const { audition } = this;
    if (audition?.source === source) heads.push(this.auditioned(audition));
    return { heads, jumps, pins };
  }

  private auditioned({ fromFrame, engineFrame }: Audition): PlayHead {
    const plays = (this.fast.voicesPlaying & (1 << PREVIEW_VOICE)) !== 0;
    return { frame: plays ? fromFrame + this.fast.engineFrame - engineFrame : fromFrame, rate: 1, loop: null };
  }

  /** Where pending commands of a deck will put it. */
  private announced(deck: number, slow: DeckSlow, fast: DeckFast): number[] {
    const targets: number[] = [];
    for (let i = 0; i < Math.min(this.fast.pendingCount, this.slow.pending.length); i++) {
      const { deck: of, op, target, a } = this.slow.pending[i] as ValueOf<typeof SLOW_STATE>['pending'][number];
      if (of !== deck) continue;
      if (op === Op.seek || op === Op.loopSet) targets.push(a);
      else if (op === Op.hotCueJump) targets.push(slow.hotCueFrames[target] ?? -1);
      else if (op === Op.beatJump && slow.gridTempo > 0)
        targets.push(fast.position + (a * 60 * SESSION_RATE_HZ) / slow.gridTempo);
    }
    return targets.filter((frame) => frame >= 0);
  }
}

function headOf({ position, rate, flags, loopInFrame, loopOutFrame }: DeckFast): PlayHead {
  const inside = (flags & DeckFlag.loopActive) !== 0 && position >= loopInFrame && position < loopOutFrame;
  return { frame: position, rate, loop: inside ? { inFrame: loopInFrame, outFrame: loopOutFrame } : null };
}
