/** A folder of music in the page's own file system, and the browser's dialogue that chooses it. Thread: Node. */
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { id3, pictureFrame, textFrame } from '../../src/media/import/test-tags.ts';
import { asTransfer, clickWav, type DroppedFile } from './files.ts';

const CLICKS = new URL('../../src/media/decode/fixtures/click-bare.mp3', import.meta.url);

/** A square of one colour as PNG. */
function squarePng(side: number, rgb: readonly [number, number, number]): Uint8Array<ArrayBuffer> {
  const rows = Buffer.alloc((side * 3 + 1) * side);
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) rows.set(rgb, y * (side * 3 + 1) + 1 + x * 3);
  const crcOf = (bytes: Buffer): number => {
    let crc = 0xffffffff;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return (crc ^ 0xffffffff) >>> 0;
  };
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crcOf(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return new Uint8Array(
    Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]),
  );
}

/** A short MP3 with title, artist, album and a cover of one colour. */
export function taggedMp3(title: string, colour: readonly [number, number, number]): Buffer {
  const tag = id3([
    textFrame('TIT2', title),
    textFrame('TPE1', 'Odell Marsh'),
    textFrame('TALB', 'Ferries'),
    pictureFrame('image/png', 3, squarePng(64, colour)),
  ]);
  return Buffer.concat([tag, readFileSync(CLICKS)]);
}

export const wav = (name: string, seconds: number, bpm: number): DroppedFile => ({
  name,
  mimeType: 'audio/wav',
  buffer: clickWav(seconds, bpm),
});

/**
 * Writes a folder where the page can reach it, and lets the folder dialogue answer with it. `copies`: of each file so
 * many, each with a last byte of its own and a number behind its name.
 */
export async function offerFolder(page: Page, name: string, files: readonly DroppedFile[], copies = 1): Promise<void> {
  await page.evaluate(
    async ([folderName, list, count]) => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle(folderName, { create: true });
      for (const file of list) {
        const bytes = Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0));
        for (let copy = 0; copy < count; copy++) {
          const fileName = copy === 0 ? file.name : file.name.replace('.', ` ${copy}.`);
          const stream = await (await folder.getFileHandle(fileName, { create: true })).createWritable();
          await stream.write(copy === 0 ? bytes : new Blob([bytes, Uint8Array.of(copy)]));
          await stream.close();
        }
      }
      Object.assign(globalThis, { showDirectoryPicker: async () => folder });
    },
    [name, asTransfer(files), copies] as const,
  );
}

export async function addFolder(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add music' }).click();
  await page.getByRole('menuitem', { name: 'Folder …' }).click();
}
