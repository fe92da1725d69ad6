/**
 * Where imported tracks go: the library's records, each statement with its origin, so that what a hand, a score or other
 * software said stays.
 * Thread: main, at human rate.
 */
import { AnalysisAge, ageOf, analysedBy } from '../library/analysed-by.ts';
import type { LibraryClient, TrackChange, TrackEdit } from '../library/client.ts';
import { type Location, Origin, type TrackRecord } from '../library/model.ts';
import { findingsOf } from '../library/rules.ts';
import type { ContentStore } from '../store/client.ts';
import { type AudioPlace, type ImportLibrary, type NewTags, type NewTrack, SourceError } from './ports.ts';
import type { FileReferences } from './references.ts';
import type { TrackFindings } from './stages.ts';
import { tagChanges } from './tag-changes.ts';

export interface IntoLibraryOptions {
  readonly library: Pick<LibraryClient, 'record' | 'apply'>;
  readonly store: Pick<ContentStore, 'has' | 'get'>;
  readonly handleOf: FileReferences['handleOf'];
  readonly readHandle: FileReferences['readHandle'];
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

function analysisChanges({ analysis }: TrackFindings, atMs: number): TrackChange[] {
  return analysis === null ? [] : [{ kind: 'findings', findings: findingsOf(analysis, atMs) }];
}

const featuresOf = ({ analysis }: TrackFindings): Pick<TrackEdit, 'features'> =>
  analysis?.features === undefined ? {} : { features: analysis.features };

/** A track of which only the file was known until its import: it was put into the library to be played at once. */
const waitsForImport = ({ tags }: TrackRecord): boolean => tags.by.origin === Origin.none;

/** A deck has decoded and analysed it before its import came to it. */
const isHeard = (record: TrackRecord | null): record is TrackRecord =>
  record !== null &&
  waitsForImport(record) &&
  record.pcmId !== null &&
  ageOf(analysedBy(record)) === AnalysisAge.current;

/** The library behind an import. A file that it holds already is a duplicate, unless its audio has gone since. */
export function createImportLibrary({
  library,
  store,
  handleOf,
  readHandle,
  nowMs,
}: IntoLibraryOptions): ImportLibrary {
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
  /** Where the file lies, and its picture. */
  const fileEdit = async (
    key: string,
    { fileName, thumbnail, audio }: NewTrack | NewTags,
    atMs: number,
  ): Promise<TrackEdit> => {
    const location = await placeOf(audio);
    const create = { fileName, location, addedAtMs: atMs };
    const edit: TrackEdit = { key, create, changes: [{ kind: 'location', location }] };
    if (thumbnail === null) return edit;
    return { ...edit, cover: { type: thumbnail.type, bytes: new Uint8Array(await thumbnail.arrayBuffer()) } };
  };
  return {
    async standingOf(contentId) {
      const record = await library.record(contentId);
      if (await isComplete(record)) return { kind: 'known', trackId: contentId };
      return { kind: isHeard(record) ? 'heard' : 'new' };
    },
    async add(track: NewTrack) {
      const { decoded, tags, findings } = track;
      const key = decoded.contentId;
      if (await isComplete(await library.record(key))) return { kind: 'duplicate', trackId: key };
      const { fileId, pcmId, totalFrames: lengthFrames } = decoded;
      const identified = { kind: 'identified', fileId, pcmId, lengthFrames, sizeBytes: track.sizeBytes } as const;
      const atMs = nowMs();
      const edit = await fileEdit(key, track, atMs);
      const changes: TrackChange[] = [...edit.changes, identified, ...tagChanges(tags, lengthFrames, atMs)];
      changes.push(...analysisChanges(findings, atMs));
      await library.apply([{ ...edit, changes, ...featuresOf(findings) }]);
      return { kind: 'added', trackId: key };
    },
    async addTags(tagged) {
      const { contentId: key, tags } = tagged;
      const record = await library.record(key);
      if (!isHeard(record)) return false;
      const atMs = nowMs();
      const edit = await fileEdit(key, tagged, atMs);
      const changes = [...edit.changes, ...tagChanges(tags, record.lengthFrames, atMs)];
      await library.apply([{ ...edit, changes }]);
      return true;
    },
    async open(key) {
      const record = await library.record(key);
      if (record === null) throw new SourceError('gone', 'It is no longer in the library.');
      const { location, fileName } = record;
      if (location.kind === 'stored') return store.get(key);
      if (location.kind === 'reference') return readHandle(location.handle, location.path);
      throw new SourceError('moved', `${fileName} is not on this machine.`);
    },
    async renew(key, { decoded, findings }) {
      const { fileId, pcmId, totalFrames: lengthFrames } = decoded;
      await library.apply([
        {
          key,
          changes: [
            { kind: 'identified', fileId, pcmId, lengthFrames, sizeBytes: null },
            ...analysisChanges(findings, nowMs()),
          ],
          ...featuresOf(findings),
        },
      ]);
    },
  };
}
