/** Path of a browser on this machine, or null. */
export function findChromium(): string | null;
/** As `findChromium`; as root on Debian it installs the package when there is none. */
export function ensureChromium(): string | null;
