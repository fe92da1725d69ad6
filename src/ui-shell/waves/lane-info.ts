/** What stands at the right of a lane: how far it is to what comes next. Thread: any; pure. */
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { beatLength, UNKNOWN } from '../format.ts';
import type { DeckFast, Section } from '../port.ts';
import type { DeckView } from '../state/signals.ts';

export interface LaneInfo {
  readonly figure: string;
  readonly words: string;
}

const NOTHING: LaneInfo = { figure: UNKNOWN, words: '' };

/** Bars to the end of a running loop, to the next section, or to the end of the track. */
export function laneInfo(
  fast: Pick<DeckFast, 'beat' | 'position' | 'flags' | 'loopOutFrame' | 'loopInFrame'>,
  deck: DeckView,
  sections: readonly Section[],
): LaneInfo {
  if ((fast.flags & DeckFlag.loaded) === 0) return NOTHING;
  if ((fast.flags & DeckFlag.hasGrid) === 0 || deck.gridTempo <= 0) return { figure: UNKNOWN, words: 'no grid' };
  const bars = (beats: number): string => Math.max(0, beats / deck.gridBeatsPerBar).toFixed(1);
  const beatsIn = (frames: number): number => (frames / SESSION_RATE_HZ) * (deck.gridTempo / 60);
  if ((fast.flags & DeckFlag.loopActive) !== 0) {
    const length = beatsIn(fast.loopOutFrame - fast.loopInFrame);
    const rounded = Math.round(length * 32) / 32;
    return {
      figure: bars(beatsIn(fast.loopOutFrame - fast.position)),
      words: `loop of ${beatLength(rounded >= 1 ? Math.round(rounded * 10) / 10 : rounded)}`,
    };
  }
  const next = sections.find((section) => section.startBeat > fast.beat + 1e-3);
  if (next !== undefined) return { figure: bars(next.startBeat - fast.beat), words: `to ${next.kind}` };
  return { figure: bars(beatsIn(deck.sourceFrames - fast.position)), words: 'to end' };
}
