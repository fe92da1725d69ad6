/**
 * Where imported tracks go: the library's records, each statement with its origin, so that what a hand, a score or other
 * software said stays.
 * Thread: main, at human rate.
 */
import { keyCamelot, keyLongName, parseKey } from '../exchange/keys.ts';
import type { LibraryClient } from '../library/client.ts';
import {
  type KeyGroup,
  type Location,
  NOBODY,
  Origin,
  type Provenance,
  type Tags,
  type TrackRecord,
} from '../library/model.ts';
import { type Findings, findingsOf } from '../library/rules.ts';
import type { ContentStore } from '../store/client.ts';
import type { ImportedTrack } from './import-track.ts';
import type { AudioPlace, ImportLibrary, NewTrack } from './ports.ts';
import type { FileReferences } from './references.ts';

export interface IntoLibraryOptions {
  readonly library: Pick<LibraryClient, 'record' | 'apply'>;
  readonly store: Pick<ContentStore, 'has'>;
  readonly handleOf: FileReferences['handleOf'];
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** Version of what is taken from tags: a later one may take more. */
const TAGS_VERSION = 1;
const STARS = 5;

/** Texts that say something, and numbers that are there: what a file does not tell leaves what is known alone. */
function tagsOf(tags: ImportedTrack['tags']): Partial<Tags> {
  const { title, artist, album, label, year, rating } = tags;
  const genre = tags.genres.join(', ');
  const comment = tags.comments.join(' ');
  return {
    title,
    ...(artist === '' ? {} : { artist }),
    ...(album === '' ? {} : { album }),
    ...(genre === '' ? {} : { genre }),
    ...(label === '' ? {} : { label }),
    ...(comment === '' ? {} : { comment }),
    ...(year === null ? {} : { year }),
    ...(rating === null ? {} : { rating: Math.round(rating * STARS) }),
  };
}

function keyOfTags(text: string, by: Provenance): KeyGroup | null {
  const key = parseKey(text);
  return key === null ? null : { camelot: keyCamelot(key), name: keyLongName(key), by };
}

/** What the file says of the music, below what was heard in it. */
function findingsOfTags(tags: ImportedTrack['tags'], by: Provenance): Findings {
  const musicalKey = keyOfTags(tags.key, by);
  return musicalKey === null ? {} : { musicalKey };
}

/** A track of which only the file was known until its import: it was put into the library to be played at once. */
const waitsForImport = ({ tags }: TrackRecord): boolean => tags.by.origin === Origin.none;

/** The library behind an import. A file that it holds already is a duplicate, unless its audio has gone since. */
export function createImportLibrary({ library, store, handleOf, nowMs }: IntoLibraryOptions): ImportLibrary {
  const hasAudio = async ({ key, location }: TrackRecord): Promise<boolean> => {
    if (location.kind === 'stored') return store.has(key);
    if (location.kind !== 'reference') return location.kind === 'rendered';
    return location.handle.getFile().then(
      () => true,
      // A locked folder is still there; anything else is not.
      (error: unknown) => error instanceof Error && error.name === 'NotAllowedError',
    );
  };
  const isComplete = async (record: TrackRecord | null): Promise<boolean> =>
    record !== null && !waitsForImport(record) && (await hasAudio(record));
  const placeOf = async (audio: AudioPlace): Promise<Location> =>
    audio.kind === 'stored' ? { kind: 'stored' } : { kind: 'reference', ...(await handleOf(audio.source)) };
  return {
    async findContent(contentId) {
      const record = await library.record(contentId);
      return (await isComplete(record)) ? contentId : null;
    },
    async add(track: NewTrack) {
      const { decoded, tags, thumbnail, findings, fileName, sizeBytes, audio } = track;
      const key = decoded.contentId;
      if (await isComplete(await library.record(key))) return { kind: 'duplicate', trackId: key };
      const location = await placeOf(audio);
      const atMs = nowMs();
      const by: Provenance = { ...NOBODY, origin: Origin.tags, producer: tags.titleFrom, version: TAGS_VERSION, atMs };
      const { fileId, pcmId, totalFrames: lengthFrames } = decoded;
      const cover =
        thumbnail === null
          ? {}
          : { cover: { type: thumbnail.type, bytes: new Uint8Array(await thumbnail.arrayBuffer()) } };
      await library.apply([
        {
          key,
          create: { fileName, location, addedAtMs: atMs },
          changes: [
            { kind: 'location', location },
            { kind: 'identified', fileId, pcmId, lengthFrames, sizeBytes },
            { kind: 'tags', tags: tagsOf(tags), by },
            { kind: 'findings', findings: findingsOfTags(tags, by) },
            ...(findings.analysis === null
              ? []
              : [{ kind: 'findings' as const, findings: findingsOf(findings.analysis, atMs) }]),
          ],
          ...cover,
        },
      ]);
      return { kind: 'added', trackId: key };
    },
  };
}
