/**
 * What Serato keeps of a track in the tags of its audio file, as part of a document's track and back. Only payloads are
 * read and made here; finding them in a file and putting them into one is the business of whoever has the file.
 * Serato counts pads for cues and pads for loops apart, so a cue and a loop may have the same index.
 * Thread: any off the audio thread.
 */
import { type Cue, type ExchangeTrack, trackLabel } from '../document.ts';
import { ExchangeError } from '../errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { type Loss, Notes, type Warning } from '../notes.ts';
import { gainDb, isTempo, nanoseconds } from '../numbers.ts';
import { decodeAutotags, encodeAutotags } from './autotags.ts';
import { decodeBeatGrid, encodeBeatGrid, gridFromSerato, gridToSerato } from './beatgrid.ts';
import { LOOP_COLOUR, NO_TRACK_COLOUR, padColour, shownColour, storedColour } from './colours.ts';
import {
  CUE_SLOTS,
  decodeMarkers,
  encodeMarkers,
  LOOP_SLOTS,
  MARKER_MAX_MS,
  type Marker,
  type Markers,
  MarkerType,
} from './markers.ts';
import { decodeMarkers2, encodeMarkers2, type Marker2 } from './markers2.ts';

/** Payloads of the GEOB tags by what they are; null where the file has none. */
export interface SeratoPayloads {
  /** `Serato Markers_` */
  readonly markers: Uint8Array | null;
  /** `Serato Markers2` */
  readonly markers2: Uint8Array | null;
  /** `Serato BeatGrid` */
  readonly beatGrid: Uint8Array | null;
  /** `Serato Autotags` */
  readonly autotags: Uint8Array | null;
}

export type SeratoFields = Pick<ExchangeTrack, 'bpm' | 'gainDb' | 'colour' | 'grid' | 'cues'>;

const SERATO_TAGS = 'Serato tags';
/** Real payloads have a few kilobytes. */
const PAYLOAD_MAX_BYTES = 2 ** 20;
const PADS = 8;
const POSITION_MAX_MS = 1e9;

const secondsOf = (ms: number): number => nanoseconds(ms / 1000);

function fromMarkers2(markers: readonly Marker2[], warnings: Notes, track: string): Cue[] {
  const cues: Cue[] = [];
  for (const marker of markers) {
    if (marker.kind === 'cue' && marker.positionMs <= POSITION_MAX_MS) {
      const { index, positionMs, colour, name } = marker;
      const positionS = secondsOf(positionMs);
      cues.push({ kind: 'hotCue', index, positionS, lengthS: null, name, colour: shownColour(colour) });
    } else if (marker.kind === 'loop' && marker.endMs > marker.startMs && marker.endMs <= POSITION_MAX_MS) {
      const { index, startMs, endMs, name } = marker;
      const lengthS = secondsOf(endMs - startMs);
      cues.push({ kind: 'loop', index, positionS: secondsOf(startMs), lengthS, name, colour: null });
    } else if (marker.kind === 'cue' || marker.kind === 'loop') {
      warnings.add('missing', 'Cues without a sensible position.', track);
    } else if (marker.kind === 'other') {
      warnings.add('missing', 'Entries of Serato that are not taken over, such as flips.', `${track}: ${marker.type}`);
    }
  }
  return cues;
}

/** The older tag has no names; where it has a slot, it decides what is there. */
function merged(newer: readonly Cue[], markers: Markers): Cue[] {
  const cues = markers.entries.slice(0, CUE_SLOTS);
  const loops = markers.entries.slice(CUE_SLOTS);
  const names = new Map(newer.map(({ kind, index, name }) => [`${kind} ${index}`, name]));
  const nameOf = (kind: Cue['kind'], index: number): string => names.get(`${kind} ${index}`) ?? '';
  const older: Cue[] = [];
  cues.forEach(({ startMs, colour, type }, index) => {
    if (startMs === null || type !== MarkerType.cue) return;
    const name = nameOf('hotCue', index);
    const positionS = secondsOf(startMs);
    older.push({ kind: 'hotCue', index, positionS, lengthS: null, name, colour: shownColour(colour) });
  });
  loops.forEach(({ startMs, endMs, type }, index) => {
    if (startMs === null || endMs === null || endMs <= startMs || type !== MarkerType.loop) return;
    const name = nameOf('loop', index);
    const lengthS = secondsOf(endMs - startMs);
    older.push({ kind: 'loop', index, positionS: secondsOf(startMs), lengthS, name, colour: null });
  });
  const beyond = newer.filter(({ kind, index }) => (index ?? 0) >= (kind === 'loop' ? loops.length : cues.length));
  const byKind = (kind: Cue['kind']): Cue[] => [...older, ...beyond].filter((cue) => cue.kind === kind);
  return [...byKind('hotCue'), ...byKind('loop')];
}

/** Reads what is there. `track` names it in messages. Throws `ExchangeError` at the first damaged payload. */
export function fromSeratoTags(
  payloads: SeratoPayloads,
  track: string,
  limits: Limits = DEFAULT_LIMITS,
): { fields: SeratoFields; warnings: readonly Warning[] } {
  const warnings = new Notes();
  for (const payload of Object.values(payloads) as (Uint8Array | null)[]) {
    if (payload === null || payload.length <= PAYLOAD_MAX_BYTES) continue;
    const reason = `A tag has ${payload.length} bytes; at most ${PAYLOAD_MAX_BYTES} are read.`;
    throw new ExchangeError('tooLarge', SERATO_TAGS, null, reason);
  }
  const markers2 = payloads.markers2 === null ? [] : decodeMarkers2(payloads.markers2);
  const markers = payloads.markers === null ? null : decodeMarkers(payloads.markers);
  const newer = fromMarkers2(markers2, warnings, track);
  const grid = payloads.beatGrid === null ? [] : gridFromSerato(decodeBeatGrid(payloads.beatGrid), warnings, track);
  const tags = payloads.autotags === null ? null : decodeAutotags(payloads.autotags);
  const stored = markers?.trackColour ?? markers2.find((marker) => marker.kind === 'trackColour')?.colour;
  const gains = tags === null ? [] : [tags.autoGainDb, tags.gainDb].map(gainDb).filter((gain) => gain !== null);
  const cues = markers === null ? newer : merged(newer, markers);
  if (cues.length + grid.length > limits.marksPerTrack) {
    const reason = `The track has more than ${limits.marksPerTrack} cues and tempo markers.`;
    throw new ExchangeError('tooMany', SERATO_TAGS, null, reason);
  }
  const fields: SeratoFields = {
    bpm: tags?.bpm != null && isTempo(tags.bpm) ? tags.bpm : null,
    gainDb: gains.length === 0 ? null : Math.round(gains.reduce((sum, gain) => sum + gain, 0) * 1000) / 1000,
    colour: stored === undefined || stored === NO_TRACK_COLOUR ? null : stored,
    grid,
    cues,
  };
  return { fields, warnings: warnings.list() };
}

/** One cue of each pad and one loop of each, in milliseconds. */
type Placed = Extract<Marker2, { kind: 'cue' | 'loop' }>;

function placed(track: ExchangeTrack, losses: Notes): Placed[] {
  const label = trackLabel(track);
  const taken = new Set<string>();
  const ms = (seconds: number): number => {
    const value = Math.max(0, Math.round(seconds * 1000));
    if (secondsOf(value) !== seconds) losses.add('rounded', 'Cues and loops are kept to the millisecond.', label);
    return value;
  };
  const place = (kind: 'hotCue' | 'loop', index: number): boolean => {
    const slot = `${kind} ${index}`;
    if (taken.has(slot) || index >= (kind === 'loop' ? LOOP_SLOTS : PADS)) {
      losses.add('missing', 'Serato has eight cues and nine loops.', label);
      return false;
    }
    taken.add(slot);
    return true;
  };
  const out: Placed[] = [];
  for (const cue of track.cues) {
    const { kind, index, positionS, lengthS, colour } = cue;
    const name = cue.name.replaceAll('\u0000', '').toWellFormed();
    if (name !== cue.name) losses.add('changed', 'Characters that Serato cannot hold in names.', label);
    if (kind === 'hotCue' && index !== null) {
      if (!place(kind, index)) continue;
      if (colour === null) losses.add('changed', 'Cues without a colour get that of their pad.', label);
      const stored = colour === null ? padColour(index) : storedColour(colour);
      if (colour !== null && shownColour(stored) !== colour) {
        losses.add('changed', 'Some colours are shown otherwise by Serato.', label);
      }
      out.push({ kind: 'cue', index, positionMs: ms(positionS), colour: stored, name });
    } else if (kind === 'loop' && lengthS !== null) {
      let free = index ?? 0;
      while (index === null && taken.has(`loop ${free}`)) free++;
      if (index === null) losses.add('changed', 'Loops on no pad get one.', label);
      if (!place('loop', free)) continue;
      if (colour !== null) losses.add('missing', 'Serato has no colours for loops.', label);
      const startMs = ms(positionS);
      const endMs = startMs + Math.max(1, ms(lengthS));
      out.push({ kind: 'loop', index: free, startMs, endMs, colour: LOOP_COLOUR, locked: false, name });
    } else losses.add('missing', 'Serato has cues on pads and loops only.', label);
  }
  return out.sort((a, b) => (a.kind === b.kind ? a.index - b.index : a.kind === 'cue' ? -1 : 1));
}

function olderMarkers(marks: readonly Placed[], trackColour: number): Markers | null {
  const entries: Marker[] = [];
  for (let i = 0; i < CUE_SLOTS; i++) {
    const cue = marks.find((mark) => mark.kind === 'cue' && mark.index === i);
    const startMs = cue?.kind === 'cue' ? cue.positionMs : null;
    const type = startMs === null ? MarkerType.none : MarkerType.cue;
    entries.push({ startMs, endMs: null, colour: cue?.colour ?? 0, type, locked: false });
  }
  for (let i = 0; i < LOOP_SLOTS; i++) {
    const loop = marks.find((mark) => mark.kind === 'loop' && mark.index === i);
    const [startMs, endMs] = loop?.kind === 'loop' ? [loop.startMs, loop.endMs] : [null, null];
    entries.push({ startMs, endMs, colour: loop?.colour ?? 0, type: MarkerType.loop, locked: false });
  }
  const fits = entries.every(({ startMs, endMs }) => Math.max(startMs ?? 0, endMs ?? 0) <= MARKER_MAX_MS);
  return fits ? { entries, trackColour } : null;
}

/** The payloads for a track. A payload is null when Serato should rather analyse, or cannot hold it. */
export function toSeratoTags(track: ExchangeTrack): { payloads: SeratoPayloads; losses: readonly Loss[] } {
  const losses = new Notes();
  const label = trackLabel(track);
  const marks = placed(track, losses);
  const trackColour = track.colour ?? NO_TRACK_COLOUR;
  const older = olderMarkers(marks, trackColour);
  const { bpm, gainDb: gain } = track;
  if (bpm !== null && Number(bpm.toFixed(2)) !== bpm) losses.add('rounded', 'Tempi are kept to two digits.', label);
  if (gain !== null && Number(gain.toFixed(3)) !== gain) losses.add('rounded', 'Gains are kept to 0.001 dB.', label);
  const newer: Marker2[] = [
    { kind: 'trackColour', colour: trackColour },
    ...marks,
    { kind: 'gridLock', locked: false },
  ];
  const payloads: SeratoPayloads = {
    markers: older === null ? null : encodeMarkers(older),
    markers2: encodeMarkers2(newer),
    beatGrid: track.grid.length === 0 ? null : encodeBeatGrid(gridToSerato(track.grid, losses, label)),
    autotags: bpm === null && gain === null ? null : encodeAutotags({ bpm, autoGainDb: gain, gainDb: 0 }),
  };
  return { payloads, losses: losses.list() };
}
