/** A mix of hours as a file on disk, whose loudness tells which minute is heard. Thread: Node. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { wavHead } from './files.ts';

/** As low as it goes: the file is small, and the deck plays it at the session's rate all the same. */
const RATE_HZ = 8000;
const TONE_HZ = 220;
const LEVELS_DB = [-6, -12, -18, -24] as const;

/** Peak of the tone in a minute, in decibels of full scale. */
export const levelDbOf = (minute: number): number => LEVELS_DB[minute % LEVELS_DB.length] as number;

/** Writes a mono WAV of `minutes`; each minute has a level of its own among its neighbours. */
export function writeMix(path: string, minutes: number): void {
  const frames = 60 * RATE_HZ;
  const file = openSync(path, 'w');
  try {
    writeSync(file, wavHead(minutes * frames * 2, RATE_HZ, 1));
    for (let minute = 0; minute < minutes; minute++) {
      const data = Buffer.alloc(frames * 2);
      const peak = 32_768 * 10 ** (levelDbOf(minute) / 20);
      for (let i = 0; i < frames; i++)
        data.writeInt16LE(Math.round(peak * Math.sin((2 * Math.PI * TONE_HZ * i) / RATE_HZ)), i * 2);
      writeSync(file, data);
    }
  } finally {
    closeSync(file);
  }
}
