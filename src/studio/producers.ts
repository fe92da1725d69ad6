/**
 * What fills a source: the decoder for files, the score renderer for demo tracks, both behind the loader's one interface.
 * Thread: main; the work happens in their workers.
 */
import type { ProducedTrack, ProduceTarget, SlotGrant, TrackProducer } from '../audio-engine/track-loader.ts';
import { type DecodeClient, type DecodedTrack, JobPriority, type SlotPool } from '../media/decode/client.ts';
import type { DemoClient } from '../media/demo/client.ts';
import type { TrackRecord } from '../media/library/client.ts';
import type { LongTracks } from './long-tracks.ts';

/** Routes the decode client's requests for slots to the load they belong to. */
export class SlotDesk implements SlotPool {
  private readonly targets = new Map<number, ProduceTarget>();
  private readonly allSlabs: () => readonly SharedArrayBuffer[];

  constructor(allSlabs: () => readonly SharedArrayBuffer[]) {
    this.allSlabs = allSlabs;
  }

  get slabs(): readonly SharedArrayBuffer[] {
    return this.allSlabs();
  }

  async takeSlots(source: number, count: number, countInAll: number): Promise<readonly number[] | null> {
    const grant: SlotGrant | null = (await this.targets.get(source)?.requestSlots(count, countInAll)) ?? null;
    return grant?.slots ?? null;
  }

  open(target: ProduceTarget): void {
    this.targets.set(target.source, target);
  }

  close(source: number): void {
    this.targets.delete(source);
  }
}

/** What files are decoded with. */
export interface FileDecoding {
  readonly decoder: DecodeClient;
  readonly desk: SlotDesk;
  readonly long: LongTracks;
}

/** A file, decoded in the decode worker. `onDecoded` learns the identity before the load is told. */
export function fileProducer(
  record: TrackRecord,
  file: () => Promise<Blob>,
  { decoder, desk, long }: FileDecoding,
  onDecoded: (track: DecodedTrack, file: Blob) => Promise<void>,
): TrackProducer {
  const { key, fileName } = record;
  return {
    trackId: key,
    async produce(target: ProduceTarget): Promise<ProducedTrack> {
      const kept = await long.produceKept(record, target);
      if (kept !== null) return kept;
      const blob = await file();
      desk.open(target);
      try {
        const track = await new Promise<DecodedTrack>((resolve, reject) => {
          const job = decoder.decode(
            { file: blob, fileName, source: target.source, priority: JobPriority.deck },
            {
              progress: target.onProgress,
              waveform: (waveform) => long.drawn(target.source, waveform),
              done: resolve,
              failed: ({ fileName: name, reason, remedy }) => reject(new Error(`${name}: ${reason} ${remedy}`)),
            },
          );
          target.signal.addEventListener('abort', () => job.cancel());
        });
        await onDecoded(track, blob);
        return await long.keep(target.source, fileName, {
          totalFrames: track.totalFrames,
          fileId: track.fileId,
          pcmId: track.pcmId,
          chunkHashes: track.pcmChunks,
          notices: track.notices.map((notice) => notice.text),
        });
      } finally {
        desk.close(target.source);
      }
    },
  };
}

/** A demo track, rendered from its score in the demo worker. */
export function demoProducer(trackId: string, demoId: string, demos: DemoClient): TrackProducer {
  return {
    trackId,
    async produce({ source, requestSlots, onProgress, signal }: ProduceTarget): Promise<ProducedTrack> {
      const track = await demos.render({ trackId: demoId, source, requestSlots, onProgress, signal });
      return {
        totalFrames: track.totalFrames,
        fileId: track.fileId,
        pcmId: track.pcmId,
        chunkHashes: track.pcmChunks,
        notices: track.notices,
      };
    },
  };
}
