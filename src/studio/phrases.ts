/**
 * Sections and phrases of a record as the interface lists them, and how loud each is against the loudest.
 * Thread: main, at human rate; pure.
 */
import { SESSION_RATE_HZ } from '../control-bus/constants.ts';
import {
  WAVEFORM_COLUMN_BYTES,
  WAVEFORM_LEVELS,
  WaveformView,
  waveformColumnFrames,
} from '../control-bus/waveform-layout.ts';
import { Origin, type Section, type TrackRecord } from '../media/library/client.ts';
import type { Grid, Markers, PhraseEntry } from '../ui-shell/port.ts';

/** A phrase belongs to the section that holds its middle. */
const holds = (section: Section, frame: number): boolean => frame >= section.startFrame && frame < section.endFrame;

const titled = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1);

/** 'Intro', 'Drop 1', 'Drop 2': numbered where there are several. Names of the performer's own stay. */
function sectionNames(sections: readonly Section[]): string[] {
  const taken = new Map<string, number>();
  return sections.map(({ kind, name }) => {
    const word = name === '' ? titled(kind) : name;
    const same = sections.filter((other) => (other.name === '' ? titled(other.kind) : other.name) === word).length;
    const n = (taken.get(word) ?? 0) + 1;
    taken.set(word, n);
    return same > 1 ? `${word} ${n}` : word;
  });
}

/** Energy of a stretch of the track: null where there is no waveform yet. */
export type PowerOf = (startFrame: number, endFrame: number) => number | null;

/** In the order of the track: each section, followed by its phrases where it has more than one. */
export function phrasesOf({ structure }: TrackRecord, grid: Grid | null, powerOf: PowerOf): PhraseEntry[] {
  const { sections, phrases } = structure;
  const names = sectionNames(sections);
  const framesPerBar = grid === null ? null : (60 * SESSION_RATE_HZ * grid.beatsPerBar) / grid.bpm;
  const powers = sections.map(({ startFrame, endFrame }) => powerOf(startFrame, endFrame));
  const loudest = Math.max(0, ...powers.map((power) => power ?? 0));
  const energyOf = (power: number | null): number | null =>
    power === null || loudest <= 0 ? null : Math.min(5, Math.max(1, Math.round(5 * Math.sqrt(power / loudest))));
  const barsIn = (startFrame: number, endFrame: number): number | null =>
    framesPerBar === null ? null : Math.round(((endFrame - startFrame) / framesPerBar) * 10) / 10;
  return sections.flatMap((section, i): PhraseEntry[] => {
    const { kind, startFrame, endFrame } = section;
    const name = names[i] ?? titled(kind);
    const inside = phrases.filter((phrase) => holds(section, (phrase.startFrame + phrase.endFrame) / 2));
    const entry: PhraseEntry = {
      level: 'section',
      section: kind,
      name,
      startFrame,
      endFrame,
      bars: barsIn(startFrame, endFrame),
      energy: energyOf(powers[i] ?? null),
    };
    if (inside.length < 2) return [entry];
    return [
      entry,
      ...inside.map(
        (phrase, n): PhraseEntry => ({
          level: 'phrase',
          section: kind,
          name: `${name}, phrase ${n + 1}`,
          startFrame: phrase.startFrame,
          endFrame: phrase.endFrame,
          bars: phrase.bars,
          energy: energyOf(powerOf(phrase.startFrame, phrase.endFrame)),
        }),
      ),
    ];
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
