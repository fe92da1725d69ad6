/** Audio files made on the spot. Thread: Node; pure. */

const RATE_HZ = 48_000;

/** A 16-bit WAV of clicks on every beat over a soft tone, so that a tempo can be found in it. */
export function clickWav(seconds: number, bpm: number): Buffer {
  const frames = Math.round(seconds * RATE_HZ);
  const data = Buffer.alloc(frames * 4);
  const beat = (60 / bpm) * RATE_HZ;
  for (let i = 0; i < frames; i++) {
    const sinceBeat = i % beat;
    const bar = Math.floor(i / beat) % 4 === 0;
    const thump = Math.sin(sinceBeat * (bar ? 0.009 : 0.012)) * Math.exp(-sinceBeat / 2400) * 0.8;
    const tone = Math.sin((2 * Math.PI * 220 * i) / RATE_HZ) * 0.1;
    const sample = Math.round((thump + tone) * 30_000);
    data.writeInt16LE(sample, i * 4);
    data.writeInt16LE(sample, i * 4 + 2);
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(RATE_HZ, 24);
  header.writeUInt32LE(RATE_HZ * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

export interface DroppedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** What the page's drop handler receives: a DataTransfer with these files. */
export function asTransfer(files: readonly DroppedFile[]): { name: string; type: string; base64: string }[] {
  return files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, base64: buffer.toString('base64') }));
}
