/** Tokens for canvases: read once per theme, not per frame. Thread: main. */

/** Reads custom properties of the root; call again after a theme change. */
export function readTokens<const K extends string>(names: readonly K[]): Readonly<Record<K, string>> {
  const style = getComputedStyle(document.documentElement);
  const entries = names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()] as const);
  return Object.fromEntries(entries) as Record<K, string>;
}
