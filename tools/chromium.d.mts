/** Path of a browser on this machine, or null. */
export function findChromium(): string | null;
/** As `findChromium`, and as root on Debian it installs one. */
export function ensureChromium(): string | null;
