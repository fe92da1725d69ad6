/**
 * What Serato left in the audio files of the library: cues, loops, grids, track colours. They come over under the library's
 * rules, as an import does.
 * Thread: exchange worker (tests run it in Node). Memory: the tags of one file at a time.
 */
import { readTags } from '../import/tags.ts';
import { Origin, type Provenance } from '../library/model.ts';
import type { RemoteLibrary } from '../library/remote.ts';
import { bareTrack, type ExchangeTrack } from './document.ts';
import { ExchangeError } from './errors.ts';
import type { KeyedFile, SeratoReport } from './messages.ts';
import { mergedNotes, type Note, Notes } from './notes.ts';
import { seratoPayloads } from './serato/payloads.ts';
import { fromSeratoTags } from './serato/track-tags.ts';
import { bring } from './take.ts';

/** Null when Serato left nothing in it. Throws `ExchangeError` when what it left is damaged. */
async function trackOf({ name, file }: KeyedFile, warnings: (readonly Note[])[]): Promise<ExchangeTrack | null> {
  const payloads = seratoPayloads((await readTags(file, name)).payloads);
  if (payloads === null) return null;
  const { fields, warnings: found } = fromSeratoTags(payloads, name);
  warnings.push(found);
  return { ...bareTrack(name), ...fields };
}

export async function takeSerato(
  files: readonly KeyedFile[],
  library: RemoteLibrary,
  nowMs: () => number,
): Promise<SeratoReport> {
  const notes = new Notes();
  const warnings: (readonly Note[])[] = [];
  const by: Provenance = { origin: Origin.exchange, producer: 'Serato', version: 1, confidence: null, atMs: nowMs() };
  const pairs: { key: string; track: ExchangeTrack; by: Provenance }[] = [];
  for (const file of files) {
    try {
      const track = await trackOf(file, warnings);
      if (track !== null) pairs.push({ key: file.key, track, by });
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      notes.add(
        'missing',
        'Damaged tags of Serato; the rest of their track is as it was.',
        `${file.name}: ${error.reason}`,
      );
    }
  }
  const { changed, keptByHand } = await bring(pairs, library, notes, () => undefined);
  return { found: pairs.length, changed, keptByHand, notes: mergedNotes([...warnings, notes.list()]) };
}
