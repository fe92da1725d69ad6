/** Whether the audience hears a deck, for the end-of-track warning. The scheduler's own test decides refusals. Thread: main; pure. */
import { DeckFlag } from '../../control-bus/layouts.ts';

export interface AudibleInputs {
  readonly flags: number;
  /** Short-term loudness of the channel. */
  readonly lufs: number;
  /** Channel fader travel 0…1. */
  readonly level: number;
  /** 0 left, 1 thru, 2 right. */
  readonly side: number;
  /** −1…1. */
  readonly crossfader: number;
  readonly reversed: boolean;
}

/** True when the deck plays, has a signal, and neither fader nor crossfader closes it. */
export function isAudible(inputs: AudibleInputs): boolean {
  const { flags, lufs, level, side, crossfader, reversed } = inputs;
  if ((flags & DeckFlag.playing) === 0 || !(lufs > -60) || level < 0.001) return false;
  const at = reversed ? -crossfader : crossfader;
  if (side === 0) return at < 0.98;
  if (side === 2) return at > -0.98;
  return true;
}
