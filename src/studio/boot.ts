/** Boots the studio, with or without an interface, and gives its port. Thread: main. */
import type { StudioPort } from '../ui-shell/port.ts';
import { createCore } from './core.ts';
import { Studio } from './studio.ts';
import { portOf } from './studio-port.ts';

export interface RunningStudio {
  readonly port: StudioPort;
  stop(): Promise<void>;
}

/** Boots the studio. Rejects with a sentence when the engine's parts cannot be fetched; sound states come by `phase`. */
export async function bootStudio(): Promise<RunningStudio> {
  const studio = new Studio(await createCore());
  await studio.start();
  return { port: portOf(studio), stop: () => studio.stop() };
}
