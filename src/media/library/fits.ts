/**
 * "Fits now": tracks that mix with what a deck plays, and why.
 * Thread: library worker; pure. Tempo is what the deck plays at, with key lock: keys stay as they are.
 */
import { camelotName, type KeyMove, keyMove, wheelIndex } from './camelot.ts';
import type { TrackIndex } from './track-index.ts';

export interface DeckState {
  /** As heard, pitch included; null without a grid. */
  readonly bpm: number | null;
  /** As heard, key shift included, in any spelling; null when unknown. */
  readonly key: string | null;
  /** 1…5, or null. */
  readonly energy: number | null;
  /** Not offered again: what is on decks already. */
  readonly exceptKeys: readonly string[];
}

export interface FitOptions {
  /** How far the tempo may be off, as a share: 0.06. */
  readonly tempoRange: number;
}
export const FIT_DEFAULTS: FitOptions = { tempoRange: 0.06 };

export interface Fit {
  readonly slot: number;
  /** 0…1, best first. */
  readonly score: number;
  /** By how much the track must be sped up (> 1) or slowed down to beat with the deck. */
  readonly tempoRatio: number;
  /** 0.5: two of the deck's beats to one of the track's; 2: the other way round. */
  readonly beats: 0.5 | 1 | 2;
  readonly move: KeyMove | null;
  /** 'Same key, 8A. 1.2 % faster.' */
  readonly reason: string;
}

/** What is said of a track that fits. */
export type FitInfo = Omit<Fit, 'slot'>;

const MOVE_SCORE: { readonly [M in KeyMove]: number } = {
  same: 1,
  relative: 0.9,
  up: 0.85,
  down: 0.85,
  diagonal: 0.65,
  boost: 0.6,
  semitone: 0.5,
};
const MOVE_WORDS: { readonly [M in KeyMove]: string } = {
  same: 'Same key',
  relative: 'Relative key',
  up: 'One step up the wheel',
  down: 'One step down the wheel',
  diagonal: 'Diagonal step',
  boost: 'Energy boost, two steps up',
  semitone: 'Energy boost, a semitone up',
};
/** An unknown key neither recommends nor excludes. */
const UNKNOWN_SCORE = 0.4;
const BEATS = [1, 0.5, 2] as const;

interface TempoFit {
  readonly ratio: number;
  readonly beats: 0.5 | 1 | 2;
}

/** The smallest change of tempo that makes the beats meet; null when none is within range. */
export function tempoFit(deckBpm: number, trackBpm: number, range: number): TempoFit | null {
  let best: TempoFit | null = null;
  for (const beats of BEATS) {
    const ratio = (deckBpm * beats) / trackBpm;
    const closer = best === null || Math.abs(ratio - 1) < Math.abs(best.ratio - 1);
    if (Math.abs(ratio - 1) <= range && closer) best = { ratio, beats };
  }
  return best;
}

function tempoWords({ ratio, beats }: TempoFit): string {
  const percent = Math.abs(ratio - 1) * 100;
  const change = percent < 0.05 ? 'same tempo' : `${percent.toFixed(1)} % ${ratio > 1 ? 'faster' : 'slower'}`;
  return beats === 1 ? change : `${change} at ${beats === 0.5 ? 'half' : 'double'} time`;
}

/** Tracks that fit, best first. Tracks without tempo are left out when the deck has one; so are clashing keys. */
export function fitsNow(
  index: TrackIndex,
  deck: DeckState,
  test: (slot: number) => boolean,
  { tempoRange }: FitOptions = FIT_DEFAULTS,
): Fit[] {
  const deckKey = wheelIndex(deck.key ?? '');
  const bpms = index.numbers('bpm');
  const energies = index.numbers('energy');
  const except = new Set(deck.exceptKeys);
  const fits: Fit[] = [];
  for (let slot = 0; slot < index.slotCount; slot++) {
    const row = index.rows[slot];
    if (row == null || except.has(row.key) || row.problem !== null || !test(slot)) continue;
    const bpm = bpms[slot] as number;
    const tempo = deck.bpm === null ? null : Number.isNaN(bpm) ? undefined : tempoFit(deck.bpm, bpm, tempoRange);
    if (tempo === undefined || (tempo === null && deck.bpm !== null)) continue;
    const trackKey = index.keys[slot] ?? -1;
    const move = keyMove(deckKey, trackKey);
    if (move === null && deckKey >= 0 && trackKey >= 0) continue;
    const keyScore = move === null ? UNKNOWN_SCORE : MOVE_SCORE[move];
    const tempoScore =
      tempo === null
        ? UNKNOWN_SCORE
        : (1 - Math.abs(tempo.ratio - 1) / (tempoRange * 1.25)) * (tempo.beats === 1 ? 1 : 0.7);
    const energy = energies[slot] as number;
    const energyScore =
      deck.energy === null || Number.isNaN(energy) ? 0.5 : 1 - Math.min(4, Math.abs(energy - deck.energy)) / 4;
    const keyWords =
      trackKey < 0
        ? 'Key unknown'
        : move === null
          ? camelotName(trackKey)
          : `${MOVE_WORDS[move]}, ${move === 'same' ? camelotName(trackKey) : `${camelotName(deckKey)} to ${camelotName(trackKey)}`}`;
    fits.push({
      slot,
      score: keyScore * 0.5 + tempoScore * 0.4 + energyScore * 0.1,
      tempoRatio: tempo?.ratio ?? 1,
      beats: tempo?.beats ?? 1,
      move,
      reason: tempo === null ? `${keyWords}.` : `${keyWords}. ${capital(tempoWords(tempo))}.`,
    });
  }
  return fits.sort((a, b) => b.score - a.score || a.slot - b.slot);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
