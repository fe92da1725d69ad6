/**
 * Demo tracks as records of the library: known from their scores, and put in once. One that the performer removed stays
 * away.
 * Thread: main; pure.
 */
import { SESSION_RATE_HZ } from '../control-bus/constants.ts';
import { DEMO_TRACKS, type DemoTrack } from '../media/demo/catalogue.ts';
import { Origin, type Provenance, type StructureGroup, type TrackEdit } from '../media/library/client.ts';

const DEMO = 'demo:';
export const DEMOS_SETTING = 'demos put in';
/** Marks a rendering that was put in with its phrases: libraries filled before have the sections only. */
const WITH_PHRASES = '+phrases';

export const demoOf = (key: string): DemoTrack | undefined =>
  key.startsWith(DEMO) ? DEMO_TRACKS.find(({ id }) => id === key.slice(DEMO.length)) : undefined;

/** Identities of the renderings that the library has been given; anything else is as good as nothing. */
export function alreadyPutIn(setting: unknown): readonly string[] {
  return Array.isArray(setting) ? setting.filter((id) => typeof id === 'string') : [];
}

function structureOf(
  { bpm, beatsPerBar, downbeatFrame, sections, phrases }: DemoTrack,
  by: Provenance,
): StructureGroup {
  const frameOf = (beat: number): number => downbeatFrame + (beat * 60 * SESSION_RATE_HZ) / bpm;
  return {
    sections: sections.map(({ kind, startBeat, beats }) => ({
      kind,
      startFrame: frameOf(startBeat),
      endFrame: frameOf(startBeat + beats),
      name: '',
    })),
    phrases: phrases.map(({ startBeat, bars }) => ({
      startFrame: frameOf(startBeat),
      endFrame: frameOf(startBeat + bars * beatsPerBar),
      bars,
    })),
    by,
  };
}

/** What makes the records of demo tracks that were not put in before, in the catalogue's order. */
export function demoEdits(known: readonly string[], nowMs: number): TrackEdit[] {
  const by: Provenance = { origin: Origin.score, producer: 'score', version: 1, confidence: 1, atMs: nowMs };
  return DEMO_TRACKS.flatMap((demo, n): TrackEdit[] => {
    if (known.includes(demo.fileId + WITH_PHRASES)) return [];
    const key = `${DEMO}${demo.id}`;
    const structure = structureOf(demo, by);
    // Without `create`, so that a removed one stays away.
    if (known.includes(demo.fileId)) return [{ key, changes: [{ kind: 'findings', findings: { structure } }] }];
    const { downbeatFrame, bpm, beatsPerBar, energy } = demo;
    return [
      {
        key,
        // A stamp each, so that the order of adding is the catalogue's.
        create: { fileName: demo.title, location: { kind: 'rendered' }, addedAtMs: nowMs + n },
        changes: [
          {
            kind: 'identified',
            fileId: demo.fileId,
            pcmId: demo.pcmId,
            lengthFrames: demo.totalFrames,
            sizeBytes: null,
          },
          { kind: 'tags', tags: { title: demo.title, artist: demo.artist, genre: demo.style }, by },
          {
            kind: 'findings',
            findings: {
              grid: { grid: { downbeatFrame, bpm, beatsPerBar }, segments: [], reason: null, by },
              musicalKey: { camelot: demo.key, name: demo.keyName, by },
              energy: { level: energy, by },
              structure,
            },
          },
        ],
      },
    ];
  });
}

export const demoFileIds = (): string[] => DEMO_TRACKS.flatMap(({ fileId }) => [fileId, fileId + WITH_PHRASES]);
