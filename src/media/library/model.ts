/**
 * What the library remembers: tracks in groups of statements, each with who made it. Crates are in `crates.ts`, sets in
 * `history.ts`, and who may change what in `rules.ts`.
 * Thread: any; plain data, stored in IndexedDB and sent between threads as it is.
 */

/**
 * Who made a statement, weakest first. A weaker origin never replaces a stronger one; `hand` is the performer and wins
 * over everything.
 */
export const Origin = {
  none: 'none',
  /** Tags in the file. */
  tags: 'tags',
  analysis: 'analysis',
  /** The score of a demo track: exact. */
  score: 'score',
  /** Taken over from other DJ software, where somebody may have corrected it. */
  exchange: 'exchange',
  hand: 'hand',
} as const;
export type Origin = (typeof Origin)[keyof typeof Origin];

const RANK: { readonly [O in Origin]: number } = { none: 0, tags: 1, analysis: 2, score: 3, exchange: 4, hand: 5 };
export const originRank = (origin: Origin): number => RANK[origin];

export interface Provenance {
  readonly origin: Origin;
  /** Name of the analysis or of the other software; null where a hand or nobody spoke. */
  readonly producer: string | null;
  readonly version: number;
  /** 0…1; null where it means nothing. */
  readonly confidence: number | null;
  /** When it was said, milliseconds since 1970. */
  readonly atMs: number;
}

export const NOBODY: Provenance = { origin: Origin.none, producer: null, version: 0, confidence: null, atMs: 0 };
export const byHand = (atMs: number): Provenance => ({
  origin: Origin.hand,
  producer: null,
  version: 0,
  confidence: null,
  atMs,
});

/** Where the audio is. */
export type Location =
  /** A copy in the content store, under the track's key. */
  | { readonly kind: 'stored' }
  /** The performer's own file. `path` is for display, relative to the folder that was added. */
  | { readonly kind: 'reference'; readonly handle: FileSystemFileHandle; readonly path: string }
  /** Moved, evicted, or never on this machine (restored from a backup). */
  | { readonly kind: 'missing'; readonly path: string }
  /** A demo track, rendered when it is loaded. */
  | { readonly kind: 'rendered' };

export interface Tags {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly genre: string;
  readonly label: string;
  readonly comment: string;
  readonly year: number | null;
  /** 0 (none) … 5. */
  readonly rating: number;
  /** '#rrggbb', or null. */
  readonly colour: string | null;
}
export type TagName = keyof Tags;

export const NO_TAGS: Tags = {
  title: '',
  artist: '',
  album: '',
  genre: '',
  label: '',
  comment: '',
  year: null,
  rating: 0,
  colour: null,
};
export const TAG_NAMES = Object.keys(NO_TAGS) as readonly TagName[];

/** Tags are protected one by one: a hand on the title leaves the genre to the file. */
export interface TagGroup {
  readonly values: Tags;
  readonly byHand: readonly TagName[];
  /** Where the others come from. */
  readonly by: Provenance;
  /** When a hand last changed one. */
  readonly handAtMs: number;
}

/** Beats at constant distance from a downbeat. The frame is a source frame at session rate, and may be fractional. */
export interface ConstantGrid {
  readonly downbeatFrame: number;
  readonly bpm: number;
  readonly beatsPerBar: number;
}
/** From this frame, which is a beat, on. */
export interface TempoSegment {
  readonly startFrame: number;
  readonly bpm: number;
}
export interface GridGroup {
  /** For variable tempo: the first segment's. Null without a believable grid; `reason` then says why. */
  readonly grid: ConstantGrid | null;
  /** Empty for constant tempo; otherwise in time order, the first one at the first downbeat. */
  readonly segments: readonly TempoSegment[];
  readonly reason: string | null;
  readonly by: Provenance;
}

export interface KeyGroup {
  /** '8A', or null when unknown. */
  readonly camelot: string | null;
  /** 'A minor' */
  readonly name: string | null;
  readonly by: Provenance;
}

export interface LoudnessGroup {
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
  readonly by: Provenance;
}

export interface EnergyGroup {
  /** 1…5, or null when unknown. */
  readonly level: number | null;
  readonly by: Provenance;
}

export const SECTION_KINDS = ['intro', 'build', 'drop', 'break', 'outro', 'body'] as const;
export type SectionKind = (typeof SECTION_KINDS)[number];
/** In source frames, so that a corrected grid does not move it. */
export interface Section {
  readonly kind: SectionKind;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly name: string;
}
export interface Phrase {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly bars: number;
}
export interface StructureGroup {
  readonly sections: readonly Section[];
  readonly phrases: readonly Phrase[];
  readonly by: Provenance;
}

export const HOT_CUE_COUNT = 8;
export interface HotCue {
  /** 1…8, each at most once. */
  readonly slot: number;
  readonly frame: number;
  readonly name: string;
  readonly colour: string | null;
  /** True: a jump to it waits for the beat when the deck is quantised. */
  readonly quantised: boolean;
}
export interface SavedLoop {
  readonly id: string;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly name: string;
  readonly colour: string | null;
  readonly quantised: boolean;
}
export interface CueGroup {
  readonly hotCues: readonly HotCue[];
  readonly loops: readonly SavedLoop[];
  readonly by: Provenance;
}

/** Frames, each null where not marked. */
export interface MarkerGroup {
  readonly introStartFrame: number | null;
  readonly introEndFrame: number | null;
  readonly outroStartFrame: number | null;
  readonly outroEndFrame: number | null;
  readonly by: Provenance;
}

export interface TrackRecord {
  /** SHA-256 of the file's bytes, or the id of a demo track ('demo:…'). */
  readonly key: string;
  /** Identity with decoder and resampler, as session logs name it; '' until decoded. */
  readonly fileId: string;
  /** Identity of the decoded audio; null until decoding has ended. */
  readonly pcmId: string | null;
  readonly location: Location;
  readonly fileName: string;
  readonly sizeBytes: number | null;
  /** At session rate; 0 until known. */
  readonly lengthFrames: number;
  readonly addedAtMs: number;
  readonly tags: TagGroup;
  readonly grid: GridGroup;
  readonly musicalKey: KeyGroup;
  readonly loudness: LoudnessGroup;
  readonly energy: EnergyGroup;
  readonly structure: StructureGroup;
  readonly cues: CueGroup;
  readonly markers: MarkerGroup;
  readonly playCount: number;
  readonly lastPlayedAtMs: number | null;
  /** Where the track stood when it was last taken off a deck. */
  readonly lastPositionFrame: number | null;
  /** In the store of covers. */
  readonly coverId: string | null;
  /** Name and reason when the file could not be read. */
  readonly problem: string | null;
}

/** The groups that carry a `by`. */
export const GROUPS = ['grid', 'musicalKey', 'loudness', 'energy', 'structure', 'cues', 'markers'] as const;
export type GroupName = (typeof GROUPS)[number];

export interface CoverRecord {
  /** SHA-256 of the bytes: an album's tracks share one. */
  readonly id: string;
  /** 'image/jpeg' */
  readonly type: string;
  /** A thumbnail, some kilobytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Of the track with this key: a summary of its sound, from which sections are found again on a corrected grid. */
export interface FeatureRecord {
  readonly key: string;
  /** `analysis/feature-summary.ts`: some 27 kB a minute, and the reason why they do not lie in the track's record. */
  readonly bytes: Uint8Array;
}

export interface SettingRecord {
  readonly name: string;
  readonly value: unknown;
  readonly changedAtMs: number;
}

export interface NewTrack {
  readonly key: string;
  readonly fileName: string;
  readonly location: Location;
  readonly addedAtMs: number;
}

/** A track of which only the file is known. */
export function emptyTrack(given: NewTrack): TrackRecord {
  return {
    ...given,
    fileId: '',
    pcmId: null,
    sizeBytes: null,
    lengthFrames: 0,
    tags: { values: NO_TAGS, byHand: [], by: NOBODY, handAtMs: 0 },
    grid: { grid: null, segments: [], reason: null, by: NOBODY },
    musicalKey: { camelot: null, name: null, by: NOBODY },
    loudness: { integratedLufs: null, truePeakDbtp: null, by: NOBODY },
    energy: { level: null, by: NOBODY },
    structure: { sections: [], phrases: [], by: NOBODY },
    cues: { hotCues: [], loops: [], by: NOBODY },
    markers: { introStartFrame: null, introEndFrame: null, outroStartFrame: null, outroEndFrame: null, by: NOBODY },
    playCount: 0,
    lastPlayedAtMs: null,
    lastPositionFrame: null,
    coverId: null,
    problem: null,
  };
}
