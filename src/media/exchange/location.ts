/**
 * Where a track lies, as text. Other programs write file URLs, Windows paths or POSIX paths; the document has one form:
 * decoded, with forward slashes where the form is surely a path. What is none of these stays as it is. Nothing here
 * resolves `..` or touches a disk. Thread: any.
 */

const FILE_URL = /^file:\/\/([^/]*)(\/[\s\S]*)$/i;
const SHORT_FILE_URL = /^file:(\/(?!\/)[\s\S]*)$/i;
const DRIVE = /^[A-Za-z]:(?=[\\/]|$)/;

/** Percent escapes decoded where they are UTF-8, and kept as they are where not. */
function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

function fromUrlPath(host: string, path: string): string {
  const decoded = decodePercent(path);
  return host === '' || host.toLowerCase() === 'localhost' ? decoded : `//${host}${decoded}`;
}

/** The one form of a location: `/Users/a/b.mp3`, `C:/Music/b.mp3`, `//server/share/b.mp3`, or opaque text. */
export function canonicalLocation(text: string): string {
  const whole = text.toWellFormed();
  const url = FILE_URL.exec(whole);
  const short = url === null ? SHORT_FILE_URL.exec(whole) : null;
  const decoded =
    url !== null
      ? fromUrlPath(url[1] as string, url[2] as string)
      : short !== null
        ? fromUrlPath('', short[1] as string)
        : whole;
  // `/C:/Music` is what URLs make of a drive.
  const path = decoded.startsWith('/') && DRIVE.test(decoded.slice(1)) ? decoded.slice(1) : decoded;
  return DRIVE.test(path) || path.startsWith('\\\\') ? path.replaceAll('\\', '/') : path;
}

export function isAbsolute(location: string): boolean {
  return location.startsWith('/') || DRIVE.test(location);
}

/** A file URL of an absolute location in canonical form; other text as it is. */
export function fileUrl(location: string): string {
  if (!isAbsolute(location)) return location;
  const drive = DRIVE.exec(location)?.[0] ?? '';
  const rest = location.slice(drive.length);
  const path = rest.split('/').map(encodeURIComponent).join('/');
  return `file://localhost${drive === '' ? '' : `/${drive}`}${path}`;
}

/** The parts of a path of any platform, without the empty ones. */
export function pathSegments(location: string): string[] {
  return location.split(/[\\/]/).filter((segment) => segment !== '' && segment !== '.');
}

export function fileNameOf(location: string): string {
  return pathSegments(location).at(-1) ?? location;
}
