/** Title and artist from a file name, for files without tags. Thread: any; pure. */

const EXTENSION = /\.[a-z0-9]{1,5}$/i;
const TRACK_NUMBER = /^\d{1,3}[\s._-]+(?=\D)/;

export interface NameParts {
  readonly title: string;
  readonly artist: string;
}

/** 'Artist - Title.mp3' → both; anything else is the title. Never empty. */
export function partsOfFileName(fileName: string): NameParts {
  const bare = fileName.replace(EXTENSION, '').replace(/_/g, ' ').trim();
  const named = bare.replace(TRACK_NUMBER, '').trim() || bare;
  const dash = named.split(/\s+[-–—]\s+/);
  if (dash.length >= 2 && dash[0]) return { artist: dash[0].trim(), title: dash.slice(1).join(' – ').trim() };
  return { artist: '', title: named === '' ? fileName : named };
}
