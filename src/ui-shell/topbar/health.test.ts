import { expect, it } from 'vitest';
import { healthOf } from './health.ts';

const WELL = {
  phase: { kind: 'running' },
  telemetry: { load: 0.07, fault: 0, eventsLost: 0 },
  output: {
    devices: [],
    deviceId: '',
    maxChannels: 2,
    cue: 'off',
    latency: 'interactive',
    baseLatencyS: 0,
    outputLatencyS: 0,
    problem: null,
  },
  recorderProblem: null,
  sinceUnderrunMs: Number.POSITIVE_INFINITY,
} as const;

it('is well when nothing is wrong', () => {
  expect(healthOf(WELL)).toEqual({ kind: 'ok' });
});
it('tells the worst first, with its cause', () => {
  const gone = { kind: 'deviceLost', what: 'The device is gone', remedy: '' } as const;
  expect(healthOf({ ...WELL, phase: gone, sinceUnderrunMs: 0 })).toEqual({ kind: 'lost', cause: 'The device is gone' });
  expect(healthOf({ ...WELL, telemetry: { ...WELL.telemetry, fault: 3 } }).kind).toBe('lost');
});
it('degrades on underruns, load, recorder and routing', () => {
  expect(healthOf({ ...WELL, sinceUnderrunMs: 500 }).kind).toBe('degraded');
  expect(healthOf({ ...WELL, telemetry: { ...WELL.telemetry, load: 0.9 } }).kind).toBe('degraded');
  expect(healthOf({ ...WELL, recorderProblem: 'Disk full' })).toEqual({ kind: 'degraded', cause: 'Disk full' });
  expect(healthOf({ ...WELL, output: { ...WELL.output, problem: 'No outputs 3 and 4' } }).kind).toBe('degraded');
});
