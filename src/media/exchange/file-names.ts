/**
 * Names of lists as names of files that every system accepts, each of them once. Thread: any.
 */

/** What Windows, macOS or a shell would stumble over. */
const UNFIT = /[\p{Cc}"*/:<>?\\|]/gu;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const NAME_CHARS = 100;

/** `name` without what file systems refuse; never empty, never `.` or `..`. */
export function fitFileName(name: string): string {
  const fit = name
    .toWellFormed()
    .replace(UNFIT, '_')
    .slice(0, NAME_CHARS)
    .toWellFormed()
    .replace(/^\.+|[. ]+$/g, '_');
  return fit === '' || RESERVED.test(fit) ? `_${fit}` : fit;
}

/** Hands out names that differ also where upper and lower case do not. */
export class UniqueNames {
  private readonly taken = new Set<string>();

  take(name: string): string {
    let unique = name;
    for (let n = 2; this.taken.has(unique.toLowerCase()); n++) unique = `${name} (${n})`;
    this.taken.add(unique.toLowerCase());
    return unique;
  }
}
