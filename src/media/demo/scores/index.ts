/** All scores, by id. Heavy with notes: only the demo worker and tools import this. Thread: demo worker, Node. */
import type { Score } from '../score/types.ts';
import { cinnamonHour } from './cinnamon-hour.ts';
import { glassMeridian } from './glass-meridian.ts';
import { lowFerry } from './low-ferry.ts';
import { skylarkCircuit } from './skylark-circuit.ts';
import { slowWindow } from './slow-window.ts';
import { sodiumLights } from './sodium-lights.ts';
import { underpassBloom } from './underpass-bloom.ts';
import { velvetLaundrette } from './velvet-laundrette.ts';

export const SCORES: readonly Score[] = [
  lowFerry,
  cinnamonHour,
  velvetLaundrette,
  slowWindow,
  sodiumLights,
  glassMeridian,
  underpassBloom,
  skylarkCircuit,
];

/** Throws RangeError when there is no such score. */
export function scoreOf(id: string): Score {
  const score = SCORES.find((s) => s.id === id);
  if (!score) throw new RangeError(`there is no demo track called "${id}"`);
  return score;
}
