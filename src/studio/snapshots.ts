/**
 * The interface's copy of the engine's snapshots: read once per animation frame into objects that are reused.
 * Thread: main. `refresh` does not allocate.
 */
import { CONTROLS } from '../control-bus/controls.ts';
import type { EngineMemory } from '../control-bus/engine-host.ts';
import { FAST_STATE, SLOW_STATE, TELEMETRY } from '../control-bus/layouts.ts';
import { createStruct, readStruct } from '../shmem-ipc/layout.ts';
import { SeqlockReader } from '../shmem-ipc/seqlock.ts';

export class Snapshots {
  readonly fast = createStruct(FAST_STATE);
  readonly slow = createStruct(SLOW_STATE);
  readonly telemetry = createStruct(TELEMETRY);
  private readonly fastReader: SeqlockReader;
  private readonly slowReader: SeqlockReader;
  private readonly telemetryReader: SeqlockReader;
  private slowVersion = -1;

  constructor(memory: EngineMemory) {
    this.fastReader = new SeqlockReader(memory.fast, FAST_STATE.byteSize);
    this.slowReader = new SeqlockReader(memory.slow, SLOW_STATE.byteSize);
    this.telemetryReader = new SeqlockReader(memory.telemetry, TELEMETRY.byteSize);
    // Before the engine's first block the controls stand at their defaults, not at zero.
    CONTROLS.forEach((spec, i) => {
      this.slow.controls[i] = spec.default;
    });
  }

  refresh(): void {
    if (this.fastReader.version > 0 && this.fastReader.read())
      readStruct(FAST_STATE, this.fastReader.view, 0, this.fast);
    const version = this.slowReader.version;
    if (version !== this.slowVersion && version > 0 && this.slowReader.read()) {
      readStruct(SLOW_STATE, this.slowReader.view, 0, this.slow);
      this.slowVersion = version;
    }
    if (this.telemetryReader.version > 0 && this.telemetryReader.read())
      readStruct(TELEMETRY, this.telemetryReader.view, 0, this.telemetry);
  }
}
