/** What one pad shows and does, as data. Thread: main; types only. */
import type { Op } from '../../control-bus/commands.ts';

export interface PadSpec {
  /** Accessible name without the deck. */
  readonly name: string;
  /** Upper line, then lower line. */
  readonly figure: string;
  readonly caption: string;
  /** Token of the hue bar, or null. */
  readonly hue?: string | null;
  /** A pad without content: its number is quiet. */
  readonly empty?: boolean;
  readonly lit?: boolean;
  readonly pressed?: boolean;
  readonly disabled?: string | null;
  readonly press: (timeMs: number, event: Event) => void;
  readonly release?: (timeMs: number) => void;
  /** What a right-click opens. */
  readonly secondary?: (event: Event) => void;
  /** What Delete does. */
  readonly remove?: () => void;
  readonly ops?: readonly Op[];
  readonly target?: number;
}
