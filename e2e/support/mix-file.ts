/** A mix too long for memory, written to a file: what sounds tells where in it that is. Thread: Node. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { PAGE_FRAMES, SESSION_RATE_HZ } from '../../src/control-bus/constants.ts';
import { wavHeader } from './files.ts';

/** Frames of a period of the tone that fills a page. */
export const periodOf = (page: number): number => 100 + page;

/** Bytes of such a file. */
export const mixBytes = (seconds: number): number => 44 + seconds * SESSION_RATE_HZ * 2;

/** Writes a 16-bit mono WAV of `seconds`: page n holds a triangle wave whose period is `periodOf(n)` frames. */
export function writeMix(path: string, seconds: number): void {
  const frames = seconds * SESSION_RATE_HZ;
  const file = openSync(path, 'w');
  try {
    writeSync(file, wavHeader(frames, 1));
    const samples = new Int16Array(PAGE_FRAMES);
    for (let first = 0, page = 0; first < frames; first += PAGE_FRAMES, page++) {
      const count = Math.min(PAGE_FRAMES, frames - first);
      const period = periodOf(page);
      for (let i = 0; i < count; i++) {
        const phase = (i % period) / period;
        samples[i] = Math.round((Math.abs(phase - 0.5) * 4 - 1) * 9000);
      }
      writeSync(file, new Uint8Array(samples.buffer, 0, count * 2));
    }
  } finally {
    closeSync(file);
  }
}
