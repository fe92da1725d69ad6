/** Audio files made on the spot. Thread: Node; pure. */

const RATE_HZ = 48_000;

/** The head of a 16-bit WAV with `dataBytes` of interleaved samples behind it. */
export function wavHead(dataBytes: number, rateHz: number, channels: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + dataBytes, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rateHz, 24);
  head.writeUInt32LE(rateHz * channels * 2, 28);
  head.writeUInt16LE(channels * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(dataBytes, 40);
  return head;
}

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
  return Buffer.concat([wavHead(data.length, RATE_HZ, 2), data]);
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
