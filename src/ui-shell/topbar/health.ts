/** Whether the sound is well, in one word and a cause. Thread: any; pure. */
import type { EnginePhase, OutputState, Telemetry } from '../port.ts';

export type Health =
  | { readonly kind: 'ok' }
  | { readonly kind: 'degraded'; readonly cause: string }
  | { readonly kind: 'lost'; readonly cause: string };

/** Load above which the engine is near its limit. */
export const LOAD_WARNING = 0.7;
/** How long a late callback or a missing chunk counts as news. */
export const RECENT_MS = 10_000;

export interface HealthInputs {
  readonly phase: EnginePhase;
  readonly telemetry: Pick<Telemetry, 'load' | 'fault' | 'eventsLost'>;
  readonly output: OutputState;
  readonly recorderProblem: string | null;
  /** Milliseconds since underruns last grew; infinity when they never did. */
  readonly sinceUnderrunMs: number;
}

/** The worst of what is known, worst first. */
export function healthOf(inputs: HealthInputs): Health {
  const { phase, telemetry, output } = inputs;
  if (phase.kind === 'deviceLost') return { kind: 'lost', cause: phase.what };
  if (phase.kind === 'failed') return { kind: 'lost', cause: phase.what };
  if (telemetry.fault !== 0) return { kind: 'lost', cause: 'The engine stopped: reload the page' };
  if (output.problem !== null) return { kind: 'degraded', cause: output.problem };
  if (inputs.recorderProblem !== null) return { kind: 'degraded', cause: inputs.recorderProblem };
  if (inputs.sinceUnderrunMs < RECENT_MS) return { kind: 'degraded', cause: 'Underruns: try a longer latency' };
  if (telemetry.load > LOAD_WARNING) return { kind: 'degraded', cause: 'Engine near its limit' };
  return { kind: 'ok' };
}
