/**
 * Who makes which statement about a track, and in which version. A version counts up whenever the same audio may give
 * another result: the library then offers to analyse again what an older one made.
 * Thread: any; constants only, apart from the analysis itself so that a list of tracks need not load it.
 */

export const TEMPO_PRODUCER = 'tempo';
export const TEMPO_VERSION = 4;
export const KEY_PRODUCER = 'chroma key';
export const KEY_VERSION = 2;
export const LOUDNESS_PRODUCER = 'BS.1770-4';
export const LOUDNESS_VERSION = 1;
export const ENERGY_PRODUCER = 'energy sum';
export const ENERGY_VERSION = 1;
export const STRUCTURE_PRODUCER = 'bar novelty';
export const STRUCTURE_VERSION = 1;

export interface Producer {
  readonly producer: string;
  readonly version: number;
}

/** By the library's names of what they speak about. */
export const PRODUCERS = {
  grid: { producer: TEMPO_PRODUCER, version: TEMPO_VERSION },
  musicalKey: { producer: KEY_PRODUCER, version: KEY_VERSION },
  loudness: { producer: LOUDNESS_PRODUCER, version: LOUDNESS_VERSION },
  energy: { producer: ENERGY_PRODUCER, version: ENERGY_VERSION },
  structure: { producer: STRUCTURE_PRODUCER, version: STRUCTURE_VERSION },
} as const satisfies { readonly [group: string]: Producer };
