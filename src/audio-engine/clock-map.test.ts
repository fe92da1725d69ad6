import { describe, expect, it } from 'vitest';
import { CLOCK_MAP } from '../control-bus/layouts.ts';
import { createStruct } from '../shmem-ipc/layout.ts';
import { clockMapOf } from './clock-map.ts';

describe('clockMapOf', () => {
  it('places the heard frame behind the rendered one by what the speaker lags', () => {
    const map = createStruct(CLOCK_MAP);
    // Frame 96 000 leaves the engine at context time 3 s; at epoch 5000 ms the speaker is at 2.98 s.
    clockMapOf({ engineFrame: 96_000, contextTimeS: 3 }, 2.98, 5000, 0.02, 48_000, map);
    expect(map.heardFrame).toBeCloseTo(95_040, 6);
    expect(map.latencyFrames).toBeCloseTo(960, 6);
    expect(map.epochMs).toBe(5000);
  });
});
