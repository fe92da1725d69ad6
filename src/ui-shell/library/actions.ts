/** What can be done with tracks and crates, each with what is said and how it is taken back. Thread: main. */
import type { Desk } from '../state/desk.ts';
import type { MenuItem } from './Menu.tsx';
import type { CrateEdit, CrateEntry, TrackEntry, Undo } from './types.ts';

/** Crates offered in a menu; the others are reached by dragging. */
const OFFERED = 8;

const named = (tracks: readonly TrackEntry[]): string => tracks.map(({ title }) => title).join(', ');

/** Does it, says it, offers the way back. */
async function withUndo(desk: Desk, doing: Promise<Undo>, what: string, why: string): Promise<void> {
  const undo = await doing;
  desk.messages.done(what, why, () => desk.attempt(undo(), 'Undo'));
}

const edit = (desk: Desk, change: CrateEdit, what: string, why: string): void =>
  desk.attempt(withUndo(desk, desk.studio.library.editCrates(change), what, why), what);

const crateOf = (desk: Desk, id: string): CrateEntry | undefined =>
  desk.studio.library.crates.get().find((crate) => crate.id === id);

/** Puts a track into a crate; `index`: before that place, or moved there when it is in it already. */
export function addToCrate(desk: Desk, id: string, trackId: string, index: number | null): void {
  const crate = crateOf(desk, id);
  if (crate === undefined || crate.query !== null) return;
  const { library } = desk.studio;
  const add = async (): Promise<Undo> => {
    const trackKeys = [trackId];
    const undo = await library.editCrates({ kind: 'addTracks', id, trackKeys, index });
    if (index === null) return undo;
    const undoMove = await library.editCrates({ kind: 'moveTracks', id, trackKeys, index });
    return async () => {
      await undoMove();
      await undo();
    };
  };
  desk.attempt(withUndo(desk, add(), `In ${crate.name}`, 'The track stays in the library as well.'), crate.name);
}

export function crateItems(desk: Desk, tracks: readonly TrackEntry[]): MenuItem[] {
  const lists = desk.studio.library.crates.get().filter(({ query }) => query === null);
  return lists.slice(0, OFFERED).map(({ id, name }) => ({
    label: `Add to ${name}`,
    act: () => {
      for (const { id: trackId } of tracks) addToCrate(desk, id, trackId, null);
    },
  }));
}

export function removeFromCrate(desk: Desk, id: string, tracks: readonly TrackEntry[]): void {
  const trackKeys = tracks.map((track) => track.id);
  const name = crateOf(desk, id)?.name ?? 'the crate';
  edit(desk, { kind: 'removeTracks', id, trackKeys }, `Taken out of ${name}`, named(tracks));
}

export function removeFromLibrary(desk: Desk, tracks: readonly TrackEntry[]): void {
  const removing = desk.studio.library.remove(tracks.map(({ id }) => id));
  desk.attempt(withUndo(desk, removing, 'Removed from the library', named(tracks)), named(tracks));
}

export function analyseAgain(desk: Desk, track: TrackEntry): void {
  desk.attempt(desk.studio.imports.analyseAgain([track.id]), track.title);
}

export function removeCrate(desk: Desk, crate: CrateEntry): void {
  const place = desk.library.place();
  if (place.kind === 'crate' && place.id === crate.id) desk.library.setPlace({ kind: 'all' });
  edit(desk, { kind: 'remove', id: crate.id }, `Crate ${crate.name} deleted`, 'Its tracks stay in the library.');
}

export function renameCrate(desk: Desk, crate: CrateEntry, name: string): void {
  if (name !== '' && name !== crate.name)
    edit(desk, { kind: 'rename', id: crate.id, name }, `Crate is now ${name}`, `It was ${crate.name}.`);
}

/** Makes a crate and resolves with its id; `query` makes it a smart one. */
export async function createCrate(desk: Desk, name: string, parentId: string | null, query?: string): Promise<string> {
  const id = crypto.randomUUID();
  await desk.studio.library.editCrates({
    kind: 'create',
    id,
    name,
    parentId,
    ...(query === undefined ? {} : { query }),
  });
  return id;
}

/** Moves a crate among its siblings, or into another one. */
export function moveCrate(desk: Desk, id: string, parentId: string | null, index: number): void {
  const name = crateOf(desk, id)?.name ?? 'Crate';
  const inside = parentId === null ? undefined : crateOf(desk, parentId)?.name;
  const why = inside === undefined ? '' : `It is in ${inside} now.`;
  edit(desk, { kind: 'move', id, parentId, index }, `${name} moved`, why);
}
