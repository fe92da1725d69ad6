/**
 * Where a replay's audio comes from: files found by their content, demo tracks rendered from their scores.
 * Thread: any worker, Node. Allocates.
 */
import { createSHA256 } from 'hash-wasm';
import { formatFor } from '../../control-bus/pcm.ts';
import { decodeTrack } from '../decode/decode-track.ts';
import { MediaError } from '../decode/errors.ts';
import { PcmHasher } from '../decode/identity.ts';
import type { TrackFact } from '../session-log/format.ts';
import type { FoundTrack, PcmSink, TrackFinder } from './replay-types.ts';

/** What file ids of demo tracks begin with. */
export const DEMO_PREFIX = 'demo:';

export interface NamedBlob {
  readonly name: string;
  readonly blob: Blob;
}

/** Gives the file whose bytes have this SHA-256 (hex), or null. */
export type ContentSource = (contentId: string) => Promise<NamedBlob | null>;

/** A `ContentSource` over files at hand; each is hashed once, when the first track is asked for. */
export function contentOf(files: readonly NamedBlob[]): ContentSource {
  let index: Promise<Map<string, NamedBlob>> | undefined;
  return async (contentId) => {
    index ??= hashAll(files);
    return (await index).get(contentId) ?? null;
  };
}

/** Files that may be a track with this title under other bytes. */
export type LikeSource = (title: string) => readonly NamedBlob[];

const plain = (name: string): string =>
  name
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replaceAll('_', ' ')
    .toLowerCase();

/** A `LikeSource` over files at hand: those whose name holds the title. */
export function likeIn(files: readonly NamedBlob[]): LikeSource {
  return (title) => files.filter(({ name }) => title !== '' && plain(name).includes(title.toLowerCase()));
}

async function hashAll(files: readonly NamedBlob[]): Promise<Map<string, NamedBlob>> {
  const index = new Map<string, NamedBlob>();
  for (const file of files) {
    const hash = await createSHA256();
    const reader = file.blob.stream().getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) hash.update(part.value);
    index.set(hash.digest('hex'), file);
  }
  return index;
}

/**
 * Decodes files again, as the set did. A file is known by the hash of its bytes; when none has it, one whose name holds
 * the title is decoded in its place, so that `verifyTrack` can say where its samples begin to differ, if they do.
 */
export class FileFinder implements TrackFinder {
  private readonly content: ContentSource;
  private readonly like: LikeSource;
  private readonly sessionRateHz: number;

  constructor(content: ContentSource, sessionRateHz: number, like: LikeSource = () => []) {
    this.content = content;
    this.sessionRateHz = sessionRateHz;
    this.like = like;
  }

  async load(track: TrackFact, sink: PcmSink): Promise<FoundTrack | string> {
    const contentId = track.fileId.split('+')[0] as string;
    const file = await this.content(contentId);
    if (file !== null) return this.decode(file, sink);
    // Without the samples' identity nobody could tell whether a stand-in is the track.
    if (track.pcmId !== null) {
      for (const other of this.like(track.title)) {
        const found = await this.decode(other, sink);
        if (typeof found !== 'string') return { ...found, standIn: other.name };
      }
    }
    return `no file with SHA-256 ${contentId.slice(0, 16)}… was given`;
  }

  private async decode(file: NamedBlob, sink: PcmSink): Promise<FoundTrack | string> {
    try {
      const { pcmId, pcmChunks } = await decodeTrack({
        file: file.blob,
        fileName: file.name,
        sessionRateHz: this.sessionRateHz,
        sink,
      });
      return { pcmId, chunks: pcmChunks };
    } catch (error) {
      if (error instanceof MediaError) return error.message;
      throw error;
    }
  }
}

/** Renders the demo track with this file id into the sink; false when there is none. */
export type DemoRenderer = (fileId: string, sink: PcmSink) => Promise<boolean>;

/** Demo tracks, rendered again. */
export class DemoFinder implements TrackFinder {
  private readonly render: DemoRenderer;

  constructor(render: DemoRenderer) {
    this.render = render;
  }

  async load(track: TrackFact, sink: PcmSink): Promise<FoundTrack | string> {
    let hasher: PcmHasher | undefined;
    const hashing: PcmSink = {
      open(frames) {
        hasher = new PcmHasher(formatFor(frames));
        return sink.open(frames);
      },
      async write(interleaved, frames) {
        hasher?.update(interleaved, frames);
        await sink.write(interleaved, frames);
        await hasher?.settle();
      },
      complete: (frames) => sink.complete(frames),
    };
    const rendered = await this.render(track.fileId, hashing);
    if (!rendered || hasher === undefined) return `there is no demo track "${track.fileId}"`;
    return hasher.finish();
  }
}

/** Demo tracks from one finder, everything else from the other. */
export function findIn(demos: TrackFinder, files: TrackFinder): TrackFinder {
  return {
    load: (track, sink) => (track.fileId.startsWith(DEMO_PREFIX) ? demos : files).load(track, sink),
  };
}
