/**
 * The tokens a painter needs, and their pixel form. Values come from tokens.css by message, so that a theme change is
 * one message.
 * Thread: any; allocates only when a theme arrives.
 */

export const COLOUR_TOKENS = [
  'bg-0',
  'rule',
  'edge',
  'ink-0',
  'ink-inv',
  'deck-a',
  'deck-b',
  'deck-c',
  'deck-d',
  'wave-low',
  'wave-mid',
  'wave-high',
  'wave-grid',
  'wave-bar',
  'wave-phrase',
  'sec-intro',
  'sec-build',
  'sec-drop',
  'sec-break',
  'sec-body',
  'sec-outro',
  'cue-1',
  'cue-2',
  'cue-3',
  'cue-4',
  'cue-5',
  'cue-6',
  'cue-7',
  'cue-8',
] as const;
export type ColourToken = (typeof COLOUR_TOKENS)[number];

/** CSS values by token, and the font family. */
export interface WaveformColours {
  readonly values: Readonly<Record<ColourToken, string>>;
  readonly font: string;
}

export const DECK_TOKENS = ['deck-a', 'deck-b', 'deck-c', 'deck-d'] as const satisfies readonly ColourToken[];
export const CUE_TOKENS = [
  'cue-1',
  'cue-2',
  'cue-3',
  'cue-4',
  'cue-5',
  'cue-6',
  'cue-7',
  'cue-8',
] as const satisfies readonly ColourToken[];

/** A mark's colour: its own where one was given, else its pad's. Anything but '#rrggbb' counts as none. */
export interface MarkColour {
  readonly own: string | null;
  readonly token: ColourToken;
  /** Words on it: dark on light colours, light on dark ones. */
  readonly ink: ColourToken;
}

/** Perceived lightness, 0…255, above which dark words are the readable ones. */
const LIGHT = 110;

export function markColour(colour: string | null, token: ColourToken): MarkColour {
  const hex = colour === null ? null : /^#([0-9a-f]{6})$/i.exec(colour);
  if (hex === null) return { own: null, token, ink: 'ink-inv' };
  const rgb = Number.parseInt(hex[1] as string, 16);
  const lightness = 0.299 * (rgb >> 16) + 0.587 * ((rgb >> 8) & 255) + 0.114 * (rgb & 255);
  return { own: colour, token, ink: lightness > LIGHT ? 'ink-inv' : 'ink-0' };
}

/** A colour as a little-endian RGBA word with full alpha, and the alpha it came with, 0…256. */
export interface PixelColour {
  readonly word: number;
  readonly alpha: number;
}

/**
 * Parses what a canvas's `fillStyle` reads back: '#rrggbb' or 'rgba(r, g, b, a)'. Throws a RangeError on anything else.
 */
export function parseColour(css: string): PixelColour {
  const hex = /^#([0-9a-f]{6})$/i.exec(css);
  if (hex) {
    const rgb = Number.parseInt(hex[1] as string, 16);
    return { word: pixel(rgb >> 16, (rgb >> 8) & 255, rgb & 255), alpha: 256 };
  }
  const parts = /^rgba?\(([^)]+)\)$/
    .exec(css)?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  const [r, g, b, a = 1] = parts ?? [];
  if (r === undefined || g === undefined || b === undefined || ![r, g, b, a].every(Number.isFinite))
    throw new RangeError(`colour '${css}' is neither #rrggbb nor rgba()`);
  return { word: pixel(r, g, b), alpha: Math.round(a * 256) };
}

/** Little-endian RGBA word, opaque. */
export function pixel(r: number, g: number, b: number): number {
  return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
}

/** `over` on `under` with weight 0…256 (integer). Both opaque words. Does not allocate. */
export function mix(under: number, over: number, weight: number): number {
  const rest = 256 - weight;
  const redBlue = (((under & 0xff00ff) * rest + (over & 0xff00ff) * weight) >>> 8) & 0xff00ff;
  const green = ((((under >>> 8) & 0xff) * rest + ((over >>> 8) & 0xff) * weight) >>> 8) & 0xff;
  return (0xff000000 | redBlue | (green << 8)) >>> 0;
}

/** A colour with its own alpha, thinned by `share` 0…1, laid on `under`. Does not allocate. */
export function lay(under: number, colour: PixelColour, share: number): number {
  return mix(under, colour.word, (colour.alpha * share + 0.5) | 0);
}

/** The parsed theme. */
export interface Palette {
  readonly css: Readonly<Record<ColourToken, string>>;
  readonly pixels: Readonly<Record<ColourToken, PixelColour>>;
  readonly font: string;
}

/** Parses a theme; `normalise` turns any CSS colour into the form `parseColour` reads (a canvas context does). */
export function paletteFrom(colours: WaveformColours, normalise: (css: string) => string): Palette {
  const pixels = Object.fromEntries(
    COLOUR_TOKENS.map((token) => [token, parseColour(normalise(colours.values[token]))]),
  ) as Record<ColourToken, PixelColour>;
  return { css: colours.values, pixels, font: colours.font };
}
