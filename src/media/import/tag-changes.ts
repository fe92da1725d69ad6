/**
 * What a file says of itself, as changes of the library's record: texts, key, and the marks of other DJ software. All of it
 * has the origin `tags`, below an analysis and far below a hand.
 * Thread: main, at human rate; pure.
 */
import { keyCamelot, keyLongName, parseKey } from '../exchange/keys.ts';
import { colourText, takenCues } from '../exchange/library/cues.ts';
import { gridOf } from '../exchange/library/grid.ts';
import { Notes } from '../exchange/notes.ts';
import type { TrackChange } from '../library/changes.ts';
import { type KeyGroup, NOBODY, Origin, type Provenance, type Tags } from '../library/model.ts';
import type { Findings } from '../library/rules.ts';
import type { FileMarks } from './file-marks.ts';
import type { ImportedTags } from './import-track.ts';

/** Version of what is taken from tags: a later one may take more. */
const TAGS_VERSION = 2;
const STARS = 5;

/** Texts that say something, and numbers that are there: what a file does not tell leaves what is known alone. */
function tagsOf(tags: ImportedTags): Partial<Tags> {
  const { title, artist, album, label, year, rating, marks } = tags;
  const genre = tags.genres.join(', ');
  const comment = tags.comments.join(' ');
  const colour = colourText(marks?.colour ?? null);
  return {
    title,
    ...(artist === '' ? {} : { artist }),
    ...(album === '' ? {} : { album }),
    ...(genre === '' ? {} : { genre }),
    ...(label === '' ? {} : { label }),
    ...(comment === '' ? {} : { comment }),
    ...(year === null ? {} : { year }),
    ...(rating === null ? {} : { rating: Math.round(rating * STARS) }),
    ...(colour === null ? {} : { colour }),
  };
}

function keyOfTags(text: string, by: Provenance): KeyGroup | null {
  const key = parseKey(text);
  return key === null ? null : { camelot: keyCamelot(key), name: keyLongName(key), by };
}

function marksOfTags(
  { producer, grid, cues }: FileMarks,
  by: Provenance,
  lengthFrames: number,
  name: string,
): Findings {
  // What does not fit is told by the exchange panel, which reads the same tags when it is asked to.
  const notes = new Notes();
  const made = { ...by, producer };
  const beats = gridOf(grid, made, notes, name);
  const taken = takenCues(cues, lengthFrames, notes, name);
  return {
    ...(beats === null ? {} : { grid: beats }),
    ...(taken.cues === null ? {} : { cues: { ...taken.cues, by: made } }),
    ...(taken.markers === null ? {} : { markers: { ...taken.markers, by: made } }),
  };
}

/** `lengthFrames`: of the track, at session rate; what lies beyond is left out. */
export function tagChanges(tags: ImportedTags, lengthFrames: number, atMs: number): TrackChange[] {
  const by: Provenance = { ...NOBODY, origin: Origin.tags, producer: tags.titleFrom, version: TAGS_VERSION, atMs };
  const musicalKey = keyOfTags(tags.key, by);
  const marks = tags.marks === null ? {} : marksOfTags(tags.marks, by, lengthFrames, tags.title);
  return [
    { kind: 'tags', tags: tagsOf(tags), by },
    { kind: 'findings', findings: { ...marks, ...(musicalKey === null ? {} : { musicalKey }) } },
  ];
}
