/** The colour rules of the interface, checked over tokens.css itself. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

function tokensIn(selector: string): Map<string, string> {
  const at = css.indexOf(`${selector} {`);
  const body = css.slice(at, css.indexOf('}', at));
  return new Map([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1] ?? '', (m[2] ?? '').trim()]));
}
const dark = tokensIn(':root');
const themes = { dark, contrast: new Map([...dark, ...tokensIn('[data-theme="contrast"]')]) };
type Rgb = readonly [number, number, number];

function linear(tokens: Map<string, string>, name: string): Rgb {
  const hex = (tokens.get(name) ?? '').replace('#', '');
  const full = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
  if (!/^[0-9a-f]{6}$/i.test(full)) throw new Error(`--${name} is no plain colour: "${hex}"`);
  const channel = (i: number): number => {
    const c = Number.parseInt(full.slice(2 * i, 2 * i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(0), channel(1), channel(2)];
}
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(tokens: Map<string, string>, a: string, b: string): number {
  const [x, y] = [luminance(linear(tokens, a)), luminance(linear(tokens, b))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** OKLab of linear sRGB (Ottosson 2020), times 100. */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    100 * (0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s),
    100 * (1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s),
    100 * (0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s),
  ];
}
/** Colour vision deficiency at full severity, on linear sRGB (Machado, Oliveira and Fernandes 2009). */
const VISION: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const DECKS = ['deck-a', 'deck-b', 'deck-c', 'deck-d'] as const;

function distance(tokens: Map<string, string>, a: string, b: string, vision: readonly [Rgb, Rgb, Rgb]): number {
  const seen = (name: string): Rgb => {
    const c = linear(tokens, name);
    const row = (m: Rgb): number => Math.min(1, Math.max(0, m[0] * c[0] + m[1] * c[1] + m[2] * c[2]));
    return oklab([row(vision[0]), row(vision[1]), row(vision[2])]);
  };
  const [x, y] = [seen(a), seen(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

describe.each(Object.entries(themes))('%s theme', (theme, tokens) => {
  it.each(['bg-0', 'bg-1', 'bg-2', 'bg-3'])('text reads on %s', (ground) => {
    for (const ink of ['ink-0', 'ink-1', ...DECKS])
      expect(contrast(tokens, ink, ground), ink).toBeGreaterThanOrEqual(4.5);
  });
  it('quiet text reads on every resting face', () => {
    for (const ground of ['bg-0', 'bg-1', 'bg-2'])
      expect(contrast(tokens, 'ink-2', ground), ground).toBeGreaterThanOrEqual(4.5);
  });
  it('edges and waveform bands stand out from the desk', () => {
    for (const name of ['edge', 'wave-low', 'wave-mid', 'wave-high'])
      expect(contrast(tokens, name, 'bg-0'), name).toBeGreaterThanOrEqual(3);
  });
  it('dark ink reads on every lit face', () => {
    const faces = [...DECKS, 'ink-0', 'warn', 'danger', 'ok', 'auto', 'pending'];
    const cues = Array.from({ length: 8 }, (_, i) => `cue-${i + 1}`);
    const sections = ['sec-intro', 'sec-build', 'sec-drop', 'sec-break', 'sec-body', 'sec-outro'];
    for (const face of [...faces, ...cues, ...sections])
      expect(contrast(tokens, 'ink-inv', face), face).toBeGreaterThanOrEqual(4.5);
  });
  it.each(Object.keys(VISION))('decks differ to %s eyes', (kind) => {
    const vision = VISION[kind];
    if (vision === undefined) throw new Error(kind);
    DECKS.forEach((a, i) => {
      for (const b of DECKS.slice(i + 1))
        expect(distance(tokens, a, b, vision), `${a} and ${b}`).toBeGreaterThanOrEqual(theme === 'dark' ? 15 : 14);
    });
  });
});

it('keeps raw colours out of every other style sheet', () => {
  for (const sheet of [
    'base',
    'topbar',
    'waves',
    'deck',
    'mixer',
    'strip',
    'library',
    'panels',
    'two-decks',
    'contrast',
  ]) {
    const text = readFileSync(new URL(`./${sheet}.css`, import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    expect(text.match(/#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/gi), sheet).toBeNull();
  }
});
