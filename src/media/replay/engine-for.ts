/**
 * A fresh engine for a log, on given modules. Thread: any off the audio thread. Allocates.
 */
import { EngineCore } from '../../../worklets/engine-core.ts';
import { StretchPreset } from '../../ts-shift/instance.ts';
import type { LogHeader } from '../session-log/format.ts';
import { ReplayPcm } from './replay-pcm.ts';

export interface FreshEngine {
  readonly engine: EngineCore;
  readonly pcm: ReplayPcm;
  /** Why this engine may not be the set's; empty when it is. */
  readonly doubts: readonly string[];
}

/** Builds the engine that `header` describes. Throws when the kernel does not fit this shell. */
export function engineFor(
  header: LogHeader,
  modules: { readonly kernel: WebAssembly.Module; readonly stretcher: WebAssembly.Module },
): FreshEngine {
  const pcm = new ReplayPcm();
  const presets: Readonly<Record<string, StretchPreset>> = StretchPreset;
  const preset = header.stretchPreset === null ? undefined : presets[header.stretchPreset];
  const doubts =
    preset === undefined ? [`The set's stretch preset "${header.stretchPreset}" is unknown here; "full" is used.`] : [];
  const engine = new EngineCore({
    ...modules,
    sampleRateHz: header.sessionRateHz,
    preset: preset ?? StretchPreset.full,
    pcm: pcm.store,
  });
  return { engine, pcm, doubts };
}
