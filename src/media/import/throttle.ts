/**
 * How much of the machine an import may take. Decks that play come first, always: with them on, an import gives way until
 * nothing of it can be heard.
 * Thread: any; pure.
 */
import { Danger } from '../../control-bus/sound-danger.ts';

export interface MachineLoad {
  /** Logical cores; what the browser tells, or 2 where it tells nothing. */
  readonly cores: number;
  readonly decksPlaying: number;
  /** Share of its time that the audio thread is busy, 0 … 1. */
  readonly engineLoad: number;
  /** How near sound is to missing a deadline. */
  readonly danger: Danger;
}

export interface ImportAllowance {
  /** Workers that may hold a file. At least 1: a worker that may not work keeps its place. */
  readonly workers: number;
  /** Share of the time that each of them may work, 0 … 1. 0: they stand still. */
  readonly duty: number;
}

/** Each worker may take some 400 MB: more of them help little and cost memory. */
export const WORKERS_MAX = 6;
/** From this load of the audio thread on, a small machine has nothing to give. */
const LOAD_HIGH = 0.5;
const LOAD_RAISED = 0.35;

/** What an import may take at this moment. */
export function allowanceFor({ cores, decksPlaying, engineLoad, danger }: MachineLoad): ImportAllowance {
  const whole = Number.isFinite(cores) ? Math.max(1, Math.floor(cores)) : 2;
  // One core belongs to the audio thread, whether it needs it now or in a second.
  const spare = Math.min(WORKERS_MAX, Math.max(1, whole - 1));
  const late = danger >= Danger.late;
  const load = Number.isFinite(engineLoad) ? engineLoad : 1;
  if (decksPlaying <= 0) return whole === 1 ? { workers: 1, duty: 0.5 } : { workers: spare, duty: 1 };
  if (whole <= 2) {
    // Waveforms, decoder and interface live on the core that is left.
    if (late || load >= LOAD_HIGH || whole === 1) return { workers: 1, duty: 0 };
    return { workers: 1, duty: load >= LOAD_RAISED || danger >= Danger.near ? 0.1 : 0.25 };
  }
  // A further core for decoder, waveforms and interface.
  const beside = Math.max(1, spare - 1);
  if (late) return { workers: 1, duty: 0.25 };
  if (load >= LOAD_HIGH) return { workers: Math.max(1, Math.floor(beside / 2)), duty: 0.5 };
  return { workers: beside, duty: whole <= 3 ? 0.5 : 1 };
}
