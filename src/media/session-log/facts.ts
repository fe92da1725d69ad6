/**
 * Records that are rare and read by people too travel as JSON. What comes back from a file is checked field by field.
 * Thread: any off the audio thread.
 */
import * as v from 'valibot';
import type { HostEvent, LogEnd, LoggedRefusal, LogHeader, SourceFact, TrackFact } from './format.ts';

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const nullableText = v.nullable(v.string());

export const HeaderSchema: v.GenericSchema<unknown, LogHeader> = v.object({
  startedAtMs: number,
  app: v.string(),
  kernelId: v.string(),
  kernelAbi: count,
  stretcherId: nullableText,
  stretchPreset: nullableText,
  sessionRateHz: v.pipe(v.number(), v.minValue(8000), v.maxValue(384_000)),
  configs: v.record(v.string(), v.unknown()),
  controls: v.pipe(
    v.array(v.object({ name: v.string(), unit: v.string(), min: number, max: number })),
    v.maxLength(65_536),
  ),
  resumes: nullableText,
});

export const TrackSchema: v.GenericSchema<unknown, TrackFact> = v.object({
  loadToken: number,
  sourceSlot: count,
  fileId: v.string(),
  pcmId: nullableText,
  chunkHashes: v.nullable(v.array(v.string())),
  title: v.string(),
  lengthFrames: count,
});

export const SourceSchema: v.GenericSchema<unknown, SourceFact> = v.object({
  sourceSlot: count,
  loadToken: number,
  what: v.picklist(['opened', 'length', 'complete', 'evicted', 'failed']),
  frames: count,
  engineFrame: number,
});

export const HostSchema: v.GenericSchema<unknown, HostEvent> = v.object({
  what: v.picklist(['deviceChanged', 'deviceLost', 'contextRebuilt', 'gap', 'eventsLost', 'engineFault', 'note']),
  text: v.string(),
  engineFrame: number,
  wallMs: number,
  frames: number,
});

export const RefusalSchema: v.GenericSchema<unknown, LoggedRefusal> = v.object({
  id: count,
  op: count,
  deck: count,
  target: v.pipe(v.number(), v.safeInteger()),
  a: v.nullable(number),
  gesture: count,
  eventTimeMs: number,
  reason: v.looseObject({ kind: v.string() }),
});

export const EndSchema: v.GenericSchema<unknown, LogEnd> = v.object({
  how: v.picklist(['closed', 'recovered']),
  wallMs: number,
  engineFrame: number,
});
