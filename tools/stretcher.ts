/**
 * Takes the WebAssembly module out of the npm package signalsmith-stretch, whose one file carries it as base64.
 * Thread: Node.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** SHA-256 of the module in release 1.3.2; `src/ts-shift/instance.ts` knows its exports by their letters. */
export const STRETCHER_SHA256 = '83869197b3c5ebf9fc8c517a1586aef1ecf77404842218d62b9c0e82882d8ca3';

/** The module's bytes. Throws when the installed package holds another module than the one this code was written for. */
export function stretcherBytes(): Uint8Array<ArrayBuffer> {
  const path = createRequire(import.meta.url).resolve('signalsmith-stretch');
  const base64 = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]{1000,})/.exec(readFileSync(path, 'utf8'))?.[1];
  if (base64 === undefined) throw new Error(`no WebAssembly module inside ${path}: is it signalsmith-stretch 1.3.2?`);
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== STRETCHER_SHA256)
    throw new Error(
      `the stretcher inside ${path} has SHA-256 ${hash}, expected ${STRETCHER_SHA256}: install signalsmith-stretch 1.3.2 with npm ci`,
    );
  return bytes;
}
