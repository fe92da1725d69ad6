/**
 * Cues, saved loops, markers and phrases as the interface shows them, and what it asks for. Frames are source frames.
 * Thread: main; types only.
 */
import type { Observable } from '../control-bus/observable.ts';

/** A hot cue that is set. Where it stands is the engine's word; the rest is the library's. */
export interface CueEntry {
  /** 1…8 */
  readonly slot: number;
  readonly frame: number;
  readonly name: string;
  /** '#rrggbb', or null for the pad's own. */
  readonly colour: string | null;
  /** True: a jump to it waits for the beat when the deck is quantised. */
  readonly quantised: boolean;
}

export interface LoopEntry {
  readonly id: string;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly name: string;
  readonly colour: string | null;
  readonly quantised: boolean;
}

/** What a hand can change of a cue or saved loop. */
export interface MarkChange {
  readonly name?: string;
  readonly colour?: string | null;
  readonly quantised?: boolean;
}

export type MarkerName = 'introStart' | 'introEnd' | 'outroStart' | 'outroEnd';
export interface Markers {
  readonly introStart: number | null;
  readonly introEnd: number | null;
  readonly outroStart: number | null;
  readonly outroEnd: number | null;
  /** A hand set them; else they come from the sections. */
  readonly byHand: boolean;
}

/** A section of the track, or a phrase inside one. */
export interface PhrasePart {
  readonly level: 'section' | 'phrase';
  readonly section: 'intro' | 'build' | 'drop' | 'break' | 'body' | 'outro';
  /** 'Drop 2', or 'Drop 2, phrase 1': names its row among all of the track. */
  readonly name: string;
  readonly startFrame: number;
  readonly endFrame: number;
  /** Null without a grid. */
  readonly bars: number | null;
}

/** One of a track that sits in a deck. */
export interface PhraseEntry extends PhrasePart {
  /** 1…5 against the loudest of the track, from its waveform; null until that is drawn. */
  readonly energy: number | null;
}

/** What plays on the cue bus. */
export interface Audition {
  readonly trackId: string;
  /** Source frame it began at; null: somewhere in its middle. */
  readonly fromFrame: number | null;
  /** Where it ends; null: with the track. */
  readonly toFrame: number | null;
}

export interface CuePort {
  editCue(deck: number, slot: number, change: MarkChange): void;
  /** Keeps a loop on pad 1…8, in place of what is there. */
  saveLoop(deck: number, pad: number, startFrame: number, endFrame: number): void;
  editLoop(deck: number, id: string, change: MarkChange): void;
  removeLoop(deck: number, id: string): void;
  /** Null takes the marker away. */
  setMarker(deck: number, marker: MarkerName, frame: number | null): void;
  /** Gives the markers back to the sections. */
  releaseMarkers(deck: number): void;
  /** Plays a stretch of a track on the cue bus, to its last frame; again, from the same frame, stops it. */
  audition(trackId: string, fromFrame: number, toFrame: number): void;
  readonly auditioned: Observable<Audition | null>;
  /** Whether a loaded track waits at its first beat. */
  readonly autoCue: Observable<boolean>;
  setAutoCue(on: boolean): void;
}
