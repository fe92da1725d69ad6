/**
 * One file becomes a track of the library in one pass: hash, tags, then decoding with every stage of analysis listening
 * to the stream. The samples are never held whole, so a two-hour mix takes little more memory than a short track.
 *
 * Thread: import worker (and Node, for formats that do not need the browser).
 */
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { WAVEFORM_MAX_FRAMES } from '../../control-bus/waveform-layout.ts';
import { ByteSource } from '../decode/byte-source.ts';
import { type DecodedTrack, decodeTrack, FILE_MAX_BYTES, type PcmSink } from '../decode/decode-track.ts';
import { mediaError } from '../decode/errors.ts';
import { thumbnailOf } from './cover.ts';
import { type FileMarks, marksOf } from './file-marks.ts';
import type { ImportPhase } from './phases.ts';
import { STAGES, type Stage, type StageMaker, type TrackFindings } from './stages.ts';
import { readTags, type TrackTags } from './tags.ts';

/** Tags with what other DJ software said in them, read. */
export interface ImportedTags extends Omit<TrackTags, 'cover' | 'payloads'> {
  readonly marks: FileMarks | null;
}

/** A track, ready for the library. Plain data: it crosses threads as it is. */
export interface ImportedTrack {
  readonly decoded: DecodedTrack;
  readonly tags: ImportedTags;
  /** A small picture, or null. */
  readonly thumbnail: Blob | null;
  readonly findings: TrackFindings;
}

/** How a file's content stands before it is decoded. */
export type ContentStanding =
  | { readonly kind: 'new' }
  /** The library's track is complete. */
  | { readonly kind: 'known'; readonly trackId: string }
  /** A deck has decoded and analysed it, or is about to: only its tags are wanted. */
  | { readonly kind: 'heard' };

/** What the file says of a track that others have listened to. */
export interface TaggedTrack extends Pick<ImportedTrack, 'tags' | 'thumbnail'> {
  readonly contentId: string;
}

export type TrackOutcome =
  | { readonly kind: 'track'; readonly track: ImportedTrack }
  | { readonly kind: 'tags'; readonly tagged: TaggedTrack }
  | { readonly kind: 'known'; readonly trackId: string };

export interface ImportTrackOptions {
  readonly file: Blob;
  readonly fileName: string;
  readonly signal: AbortSignal;
  /** Awaited between slices of a few milliseconds: lets messages in, and holds the work back while decks play. */
  readonly breathe: () => Promise<void>;
  readonly onPhase: (phase: ImportPhase) => void;
  /** 0 … 1 of the whole, and the track's length as far as it is known. Often; the caller thins it out. */
  readonly onProgress: (share: number, audioSeconds: number) => void;
  /** What is known of this content. */
  readonly standingOf: (contentId: string) => Promise<ContentStanding>;
  readonly stages?: readonly StageMaker[];
}

/** Shares of the whole that hashing and the stages' conclusions take. */
const HASH_SHARE = 0.04;
const CONCLUDE_SHARE = 0.06;
/** A share of the stages is shown this often: their steps are much shorter. */
const STEPS_PER_BREATH = 4;

/** Feeds each slice to all stages. */
class StageSink implements PcmSink {
  readonly stages: Stage[] = [];
  private readonly makers: readonly StageMaker[];

  constructor(makers: readonly StageMaker[]) {
    this.makers = makers;
  }

  async open(estimatedFrames: number): Promise<void> {
    for (const make of this.makers) {
      const stage = make(SESSION_RATE_HZ, estimatedFrames);
      if (stage !== null) this.stages.push(stage);
    }
  }

  write(interleaved: Float32Array, frames: number): void {
    for (const stage of this.stages) stage.push(interleaved, frames);
  }

  complete(): void {}
}

async function hashOf(options: ImportTrackOptions): Promise<string> {
  const { file, fileName } = options;
  if (file.size === 0) throw mediaError('empty', fileName, 'the file is empty.');
  if (file.size > FILE_MAX_BYTES)
    throw mediaError('tooLarge', fileName, `the file is ${(file.size / 1e9).toFixed(1)} GB; that is too large.`);
  const source = await ByteSource.open(file, fileName);
  return source.contentHash(() => checkpoint(options));
}

async function checkpoint({ breathe, signal, fileName }: ImportTrackOptions): Promise<void> {
  await breathe();
  if (signal.aborted) throw mediaError('cancelled', fileName, 'the import was cancelled.');
}

/** Imports one file. Throws MediaError, whatever is wrong with it. */
export async function importTrack(options: ImportTrackOptions): Promise<TrackOutcome> {
  const { file, fileName } = options;
  options.onPhase('reading');
  const contentId = await hashOf(options);
  const standing = await options.standingOf(contentId);
  if (standing.kind === 'known') return standing;
  const { cover, payloads, ...texts } = await readTags(file, fileName);
  const { marks, notice } = marksOf(payloads, fileName);
  const tags: ImportedTags = { ...texts, marks, notice: texts.notice ?? notice };
  const thumbnail = await thumbnailOf(cover);
  await checkpoint(options);
  if (standing.kind === 'heard') return { kind: 'tags', tagged: { contentId, tags, thumbnail } };
  options.onPhase('decoding');
  const sink = new StageSink(options.stages ?? STAGES);
  let audioSeconds = 0;
  const decoded = await decodeTrack({
    file,
    fileName,
    sessionRateHz: SESSION_RATE_HZ,
    sink,
    signal: options.signal,
    pause: options.breathe,
    maxFrames: WAVEFORM_MAX_FRAMES,
    contentId,
    onOpened: ({ estimatedFrames }) => {
      audioSeconds = estimatedFrames / SESSION_RATE_HZ;
      options.onProgress(HASH_SHARE, audioSeconds);
    },
    onProgress: (share) => options.onProgress(HASH_SHARE + share * (1 - HASH_SHARE - CONCLUDE_SHARE), audioSeconds),
  });
  options.onPhase('analysing');
  const findings = await conclude(sink.stages, options, decoded.totalFrames / SESSION_RATE_HZ);
  return { kind: 'track', track: { decoded, tags, thumbnail, findings } };
}

async function conclude(
  stages: readonly Stage[],
  options: ImportTrackOptions,
  audioSeconds: number,
): Promise<TrackFindings> {
  const findings: TrackFindings = { waveform: null, analysis: null };
  let steps = 0;
  for (const [i, stage] of stages.entries())
    for (const share of stage.conclude(findings)) {
      if (steps++ % STEPS_PER_BREATH !== 0) continue;
      options.onProgress(1 - CONCLUDE_SHARE + (CONCLUDE_SHARE * (i + share)) / stages.length, audioSeconds);
      await checkpoint(options);
    }
  return findings;
}
