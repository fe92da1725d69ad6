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

/** Decodes files again, as the set did. */
export class FileFinder implements TrackFinder {
  private readonly content: ContentSource;
  private readonly sessionRateHz: number;

  constructor(content: ContentSource, sessionRateHz: number) {
    this.content = content;
    this.sessionRateHz = sessionRateHz;
  }

  async load(track: TrackFact, sink: PcmSink): Promise<FoundTrack | string> {
    const contentId = track.fileId.split('+')[0] as string;
    const file = await this.content(contentId);
    if (file === null) return `no file with SHA-256 ${contentId.slice(0, 16)}… was given`;
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
