/**
 * Why a file could not be loaded, in words for the performer: which file, what is the matter, what to do next.
 * Thread: any. `MediaProblem` is plain data, so it crosses threads as it is.
 */

export const MediaErrorCode = {
  /** No bytes at all. */
  empty: 'empty',
  /** The file ends before its first audio. */
  truncated: 'truncated',
  /** The content contradicts itself. */
  corrupt: 'corrupt',
  /** Protected by a key. */
  encrypted: 'encrypted',
  /** A container without an audio track. */
  noAudio: 'noAudio',
  /** Longer than any track may be. */
  tooLong: 'tooLong',
  /** More bytes than any track within the length limit needs. */
  tooLarge: 'tooLarge',
  /** Recognised, but nothing here decodes it. */
  unsupported: 'unsupported',
  /** Not a known audio file. */
  unrecognised: 'unrecognised',
  /** The system refused to read it. */
  unreadable: 'unreadable',
  /** Only a browser decodes this format; elsewhere it replays from frozen PCM. */
  needsBrowser: 'needsBrowser',
  /** No room left in the PCM pool. */
  noMemory: 'noMemory',
  /** A track that plays from disk found no room there. */
  noDisk: 'noDisk',
  /** The performer, or a newer load, called it off. */
  cancelled: 'cancelled',
  /** The decoder broke or stopped answering. */
  decoderFailed: 'decoderFailed',
} as const;
export type MediaErrorCode = (typeof MediaErrorCode)[keyof typeof MediaErrorCode];

/** Plain data of a failure. `reason` and `remedy` are sentences. */
export interface MediaProblem {
  code: MediaErrorCode;
  fileName: string;
  reason: string;
  remedy: string;
}

/** A failure of one file. Its message names file, reason and remedy. */
export class MediaError extends Error implements MediaProblem {
  readonly code: MediaErrorCode;
  readonly fileName: string;
  readonly reason: string;
  readonly remedy: string;

  constructor(problem: MediaProblem, cause?: unknown) {
    super(describeProblem(problem), cause === undefined ? {} : { cause });
    this.name = 'MediaError';
    this.code = problem.code;
    this.fileName = problem.fileName;
    this.reason = problem.reason;
    this.remedy = problem.remedy;
  }

  toProblem(): MediaProblem {
    return { code: this.code, fileName: this.fileName, reason: this.reason, remedy: this.remedy };
  }
}

/** One line for the performer. */
export function describeProblem(problem: MediaProblem): string {
  return `${problem.fileName}: ${problem.reason} ${problem.remedy}`;
}

const REMEDIES: { readonly [C in MediaErrorCode]: string } = {
  empty: 'Copy it again from where it came.',
  truncated: 'Copy or download it again.',
  corrupt: 'Play it elsewhere to check it, then export it again as WAV, FLAC or MP3.',
  encrypted: 'Use a copy without protection, such as a purchased download or your own rip.',
  noAudio: 'Choose a file with sound in it.',
  tooLong: 'Cut it into shorter pieces.',
  tooLarge: 'Cut it into shorter pieces, or save it as FLAC.',
  unsupported: 'Convert it to WAV, FLAC or MP3.',
  unrecognised: 'Choose an MP3, FLAC, WAV, AIFF, Ogg, Opus or M4A file.',
  unreadable: 'Check that the disk is connected and the file is still there, then add it again.',
  needsBrowser: 'Export frozen PCM of this track from the browser and replay with that.',
  noMemory: 'Eject a track you no longer need, then load again.',
  noDisk: 'Free disk space, then load it again.',
  cancelled: 'Load it again when you want it.',
  decoderFailed: 'Load it again; if it fails again, export it as WAV or FLAC.',
};

/** Makes the error for `code`; `remedy` defaults to the usual advice. */
export function mediaError(
  code: MediaErrorCode,
  fileName: string,
  reason: string,
  options: { remedy?: string; cause?: unknown } = {},
): MediaError {
  return new MediaError({ code, fileName, reason, remedy: options.remedy ?? REMEDIES[code] }, options.cause);
}

/** Something the performer should know about a track that loads all the same. */
export interface MediaNotice {
  kind: 'truncated' | 'damaged' | 'channels';
  fileName: string;
  text: string;
}
