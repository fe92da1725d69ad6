/**
 * The picture on a platter: drawn from the track's own name, so that a track looks the same every time. It stands in
 * for cover art, in the section and cue hues. Thread: main; drawn once per track.
 */

/** A 32-bit hash of a text (FNV-1a). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

export const COVER_TOKENS = [
  'sec-intro',
  'sec-build',
  'sec-drop',
  'sec-break',
  'sec-outro',
  'cue-2',
  'cue-4',
  'cue-6',
  'bg-2',
  'bg-4',
  'ink-2',
] as const;
export type CoverPalette = Readonly<Record<(typeof COVER_TOKENS)[number], string>>;

/** Draws into a disc of `radius` around the middle of a square of `size`. */
export function drawCover(
  g: CanvasRenderingContext2D,
  size: number,
  radius: number,
  seed: number,
  palette: CoverPalette,
): void {
  const middle = size / 2;
  const hues = [
    palette['sec-intro'],
    palette['sec-build'],
    palette['sec-drop'],
    palette['sec-break'],
    palette['cue-2'],
    palette['cue-4'],
    palette['cue-6'],
  ];
  const pick = (n: number): string => hues[((seed >>> (n * 5)) + n * 3) % hues.length] ?? palette['ink-2'];
  g.save();
  g.beginPath();
  g.arc(middle, middle, radius, 0, 7);
  g.clip();
  g.fillStyle = palette['bg-2'];
  g.fillRect(0, 0, size, size);
  const shift = ((seed >>> 8) % 17) - 8;
  switch (seed % 4) {
    case 0: {
      // A horizon: bars of water below a disc.
      g.fillStyle = pick(0);
      for (let i = 0; i < 9; i++) {
        g.globalAlpha = 0.9 - i * 0.08;
        g.fillRect(0, middle + 2 + i * 4, size, 1.5 + i * 0.25);
      }
      g.globalAlpha = 1;
      g.fillStyle = pick(1);
      g.beginPath();
      g.arc(middle + shift, middle - 8, 10, 0, 7);
      g.fill();
      break;
    }
    case 1: {
      // A peak above a line.
      g.fillStyle = pick(0);
      g.beginPath();
      g.moveTo(0, size);
      g.lineTo(middle + shift, middle - 22);
      g.lineTo(size, size);
      g.fill();
      g.fillStyle = pick(1);
      g.fillRect(0, middle + 10, size, 3);
      break;
    }
    case 2: {
      // Rings around a point off the middle.
      g.strokeStyle = pick(0);
      g.lineWidth = 2;
      for (let i = 1; i < 10; i++) {
        g.globalAlpha = 1 - i * 0.08;
        g.beginPath();
        g.arc(middle + shift * 1.6, middle + 10, i * 6, 0, 7);
        g.stroke();
      }
      break;
    }
    default: {
      // Stacked discs.
      for (let i = 0; i < 6; i++) {
        g.fillStyle = i % 2 === 0 ? pick(0) : pick(1);
        g.beginPath();
        g.arc(middle + shift * 0.5, middle - 24 + i * 11, 20 - i * 2.4, 0, 7);
        g.fill();
      }
    }
  }
  g.restore();
}

/** Fills the same disc with a picture, its middle cut out square. */
export function drawPicture(
  g: CanvasRenderingContext2D,
  size: number,
  radius: number,
  picture: { readonly naturalWidth: number; readonly naturalHeight: number } & CanvasImageSource,
): void {
  const middle = size / 2;
  const side = Math.min(picture.naturalWidth, picture.naturalHeight);
  const left = (picture.naturalWidth - side) / 2;
  const top = (picture.naturalHeight - side) / 2;
  g.save();
  g.beginPath();
  g.arc(middle, middle, radius, 0, 7);
  g.clip();
  g.drawImage(picture, left, top, side, side, middle - radius, middle - radius, radius * 2, radius * 2);
  g.restore();
}
