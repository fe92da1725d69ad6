/**
 * What drums do in the average bar: their strength at every quarter of a beat, folded over all bars in which they play.
 *
 * Thread: analysis worker. Everything here allocates.
 */
import { arePlaying, type Drums, shifted, strengthAt } from './drums.ts';
import { median } from './grid-fit.ts';

/** Places in a beat. */
export const QUARTERS = 4;

export interface BarProfile {
  readonly beatsPerBar: number;
  /** QUARTERS × beatsPerBar mean strengths, from the first pulse on; 1 is a usual hit. */
  readonly kick: Float64Array;
  readonly snare: Float64Array;
  readonly high: Float64Array;
  /** Mean of snare and hat at the eighths between the quarters. */
  readonly fine: number;
}

/** Folds drums over bars of `beatsPerBar` pulses (fractional hops of the onset curves). */
export function foldBars(drums: Drums, pulses: readonly number[], beatsPerBar: number): BarProfile {
  const places = QUARTERS * beatsPerBar;
  const period = median(pulses.slice(1).map((p, i) => p - (pulses[i] as number)));
  // Windows of neighbouring places must not overlap.
  const reach = Math.max(1, Math.min(2, Math.floor(period / 10)));
  const profile = {
    beatsPerBar,
    kick: new Float64Array(places),
    snare: new Float64Array(places),
    high: new Float64Array(places),
  };
  const counts = new Float64Array(beatsPerBar).fill(1e-9);
  let [fine, fineCount] = [0, 1e-9];
  const quarters = Array.from({ length: QUARTERS }, (_, q) => shifted(pulses, q / QUARTERS));
  const eighths = Array.from({ length: QUARTERS }, (_, q) => shifted(pulses, (q + 0.5) / QUARTERS));
  pulses.forEach((pulse, i) => {
    if (!arePlaying(drums, pulse)) return;
    const beat = i % beatsPerBar;
    counts[beat] = (counts[beat] as number) + 1;
    for (let q = 0; q < QUARTERS; q++) {
      const hop = quarters[q]?.[i] as number;
      const at = beat * QUARTERS + q;
      profile.kick[at] = (profile.kick[at] as number) + strengthAt(drums.kick, hop, reach);
      profile.snare[at] = (profile.snare[at] as number) + strengthAt(drums.snare, hop, reach);
      profile.high[at] = (profile.high[at] as number) + strengthAt(drums.high, hop, reach);
      const between = eighths[q]?.[i] as number;
      fine += Math.max(strengthAt(drums.high, between, 0), strengthAt(drums.snare, between, 0));
      fineCount++;
    }
  });
  for (let at = 0; at < places; at++) {
    const count = counts[Math.floor(at / QUARTERS)] as number;
    profile.kick[at] = (profile.kick[at] as number) / count;
    profile.snare[at] = (profile.snare[at] as number) / count;
    profile.high[at] = (profile.high[at] as number) / count;
  }
  return { ...profile, fine: fine / fineCount };
}
