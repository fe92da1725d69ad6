/**
 * Traktor's form of a path: a volume, a folder with `/:` between its parts, and a file name, in which a colon is written
 * as `//`. On macOS the volume is named even for the boot disk, whose name is not known here.
 * Thread: any.
 */
import { canonicalLocation } from './location.ts';

export interface TraktorPath {
  readonly volume: string;
  readonly dir: string;
  readonly file: string;
}

const BOOT_VOLUME = 'Macintosh HD';
/** Folders at the top of a Mac's boot disk. */
const BOOT_FOLDERS = ['Users', 'Applications', 'Library', 'System', 'private', 'opt', 'Volumes'];
const DRIVE = /^[A-Za-z]:$/;

const escapeColons = (text: string): string => text.replaceAll(':', '//');
const toDir = (folder: string): string => folder.split('/').map(escapeColons).join('/:');
/** Both tokens have two characters and start with a slash, so reading from the left is unambiguous. */
const fromDir = (dir: string): string => dir.replace(/\/\/|\/:/g, (token) => (token === '//' ? ':' : '/'));
const startsAtBoot = (folder: string): boolean => BOOT_FOLDERS.includes(folder.split('/')[1] ?? '');

export function toTraktorPath(location: string): TraktorPath {
  const nameAt = location.lastIndexOf('/') + 1;
  const file = escapeColons(location.slice(nameAt));
  const folder = location.slice(0, nameAt);
  const drive = /^[A-Za-z]:(?=\/)/.exec(folder)?.[0];
  if (drive !== undefined) return { volume: drive, dir: toDir(folder.slice(2)), file };
  const external = /^\/Volumes\/([^/]+)(\/.*)$/s.exec(folder);
  if (external !== null && !DRIVE.test(external[1] as string) && !startsAtBoot(external[2] as string)) {
    return { volume: external[1] as string, dir: toDir(external[2] as string), file };
  }
  return { volume: startsAtBoot(folder) ? BOOT_VOLUME : '', dir: toDir(folder), file };
}

export function fromTraktorPath({ volume, dir, file }: TraktorPath): string {
  const folder = fromDir(dir);
  const path = folder + fromDir(file);
  if (DRIVE.test(volume)) return canonicalLocation(volume + path);
  if (volume === '' || startsAtBoot(folder) || !folder.startsWith('/')) return canonicalLocation(path);
  return canonicalLocation(`/Volumes/${volume}${path}`);
}

/** How playlists name a track. */
export const traktorKeyOf = ({ volume, dir, file }: TraktorPath): string => volume + dir + file;
