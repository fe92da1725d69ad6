/**
 * Audio for evaluation, at the session's rate, by the same decoders and resampler that the app uses.
 * Thread: Node. Holds one piece at a time.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { SESSION_RATE_HZ } from '../../src/control-bus/constants.ts';
import { decodeTrack } from '../../src/media/decode/decode-track.ts';
import { resampledFrames, StereoResampler } from '../../src/media/decode/resample.ts';

export interface Audio {
  readonly rateHz: number;
  readonly frames: number;
  /** Interleaved stereo. */
  readonly stereo: Float32Array;
}

/** Decodes a WAV, FLAC, MP3, OGG or AIFF file. Throws a MediaError that says what is wrong with it. */
export async function decodeFile(path: string): Promise<Audio> {
  let stereo = new Float32Array(0);
  let frames = 0;
  await decodeTrack({
    file: new Blob([readFileSync(path)]),
    fileName: basename(path),
    sessionRateHz: SESSION_RATE_HZ,
    sink: {
      open: async (estimated) => {
        stereo = new Float32Array(estimated * 2);
      },
      write: (interleaved, n) => {
        if ((frames + n) * 2 > stereo.length) {
          const wider = new Float32Array((frames + n) * 3);
          wider.set(stereo);
          stereo = wider;
        }
        stereo.set(interleaved.subarray(0, n * 2), frames * 2);
        frames += n;
      },
      complete: () => undefined,
    },
  });
  return { rateHz: SESSION_RATE_HZ, frames, stereo: stereo.subarray(0, frames * 2) };
}

/** Brings two channels to the session's rate. */
export function toSessionRate(left: Float32Array, right: Float32Array, rateHz: number): Audio {
  const frames = resampledFrames(left.length, rateHz, SESSION_RATE_HZ);
  const stereo = new Float32Array(frames * 2);
  let at = 0;
  const resampler = new StereoResampler(rateHz, SESSION_RATE_HZ);
  const emit = (interleaved: Float32Array, n: number): void => {
    stereo.set(interleaved.subarray(0, Math.min(n * 2, stereo.length - at)), at);
    at += n * 2;
  };
  const STEP = 8192;
  for (let from = 0; from < left.length; from += STEP)
    resampler.process(left, right, from, Math.min(STEP, left.length - from), emit);
  resampler.finish(emit);
  return { rateHz: SESSION_RATE_HZ, frames, stereo };
}

/** The mean of both channels. */
export function monoOf({ stereo, frames }: Audio): Float32Array {
  return Float32Array.from(
    { length: frames },
    (_, n) => ((stereo[2 * n] as number) + (stereo[2 * n + 1] as number)) / 2,
  );
}
