/**
 * Sections and phrases of a record as the interface lists them, and how loud each is against the loudest.
 * Thread: main, at human rate; pure.
 */
import {
  WAVEFORM_COLUMN_BYTES,
  WAVEFORM_LEVELS,
  WaveformView,
  waveformColumnFrames,
} from '../control-bus/waveform-layout.ts';
import { Origin, partsOf, type TrackRecord } from '../media/library/client.ts';
import type { Grid, Markers, PhraseEntry } from '../ui-shell/port.ts';

/** Energy of a stretch of the track: null where there is no waveform yet. */
export type PowerOf = (startFrame: number, endFrame: number) => number | null;

/** In the order of the track: each section, followed by its phrases where it has more than one. */
export function phrasesOf({ structure }: TrackRecord, grid: Grid | null, powerOf: PowerOf): PhraseEntry[] {
  const parts = partsOf(structure, grid);
  const powers = parts.map(({ startFrame, endFrame }) => powerOf(startFrame, endFrame));
  const loudest = Math.max(0, ...powers.map((power, n) => (parts[n]?.level === 'section' ? (power ?? 0) : 0)));
  return parts.map((part, n): PhraseEntry => {
    const power = powers[n] ?? null;
    const energy =
      power === null || loudest <= 0 ? null : Math.min(5, Math.max(1, Math.round(5 * Math.sqrt(power / loudest))));
    return { ...part, energy };
  });
}

const LEVEL = WAVEFORM_LEVELS - 1;
/** Bytes of a column: three peaks, then three RMS values. */
const RMS_AT = 3;

/** Mean power of stretches of a track, in units of the waveform's own; null until the waveform is complete. */
export function powerFrom(waveform: SharedArrayBuffer | null): PowerOf {
  const view = waveform === null ? null : new WaveformView(waveform);
  if (view === null || !view.complete) return () => null;
  const bytes = view.levels[LEVEL];
  const columns = view.columnsAt(LEVEL);
  if (bytes === undefined) return () => null;
  return (startFrame, endFrame) => {
    const from = Math.max(0, Math.floor(startFrame / waveformColumnFrames(LEVEL)));
    const to = Math.min(columns, Math.max(from + 1, Math.floor(endFrame / waveformColumnFrames(LEVEL))));
    let sum = 0;
    for (let column = from; column < to; column++)
      for (let band = RMS_AT; band < WAVEFORM_COLUMN_BYTES; band++) {
        const amplitude = bytes[column * WAVEFORM_COLUMN_BYTES + band] ?? 0;
        sum += amplitude * amplitude;
      }
    return to > from ? sum / (to - from) : null;
  };
}

/** The markers as a hand or another program set them, else where intro and outro are by the sections. */
export function markersOf({ markers, structure }: TrackRecord): Markers {
  const { introStartFrame, introEndFrame, outroStartFrame, outroEndFrame, by } = markers;
  if (by.origin !== Origin.none)
    return {
      introStart: introStartFrame,
      introEnd: introEndFrame,
      outroStart: outroStartFrame,
      outroEnd: outroEndFrame,
      byHand: by.origin === Origin.hand,
    };
  const first = structure.sections[0];
  const last = structure.sections.at(-1);
  const intro = first?.kind === 'intro' ? first : undefined;
  const outro = last?.kind === 'outro' ? last : undefined;
  return {
    introStart: first?.startFrame ?? null,
    introEnd: intro?.endFrame ?? null,
    outroStart: outro?.startFrame ?? null,
    outroEnd: outro?.endFrame ?? null,
    byHand: false,
  };
}
