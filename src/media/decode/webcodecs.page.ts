/** Page of the browser test for formats that only the platform decodes. Thread: main of a test page. */
import { decodeTrack } from './decode-track.ts';

export interface PeakFound {
  readonly frames: number;
  readonly peakFrame: number;
  readonly decoderId: string;
}

/** Decodes a file and finds its loudest frame at 48 kHz. */
export async function findPeak(base64: string, fileName: string): Promise<PeakFound> {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  let frame = 0;
  let peak = 0;
  let peakFrame = -1;
  const track = await decodeTrack({
    file: new Blob([bytes]),
    fileName,
    sessionRateHz: 48_000,
    sink: {
      open: async () => undefined,
      write: (interleaved, frames) => {
        for (let i = 0; i < frames; i++, frame++) {
          const level = Math.abs(interleaved[i * 2] ?? 0);
          if (level > peak) {
            peak = level;
            peakFrame = frame;
          }
        }
      },
      complete: () => undefined,
    },
  });
  return { frames: track.totalFrames, peakFrame, decoderId: track.decoderId };
}
