/**
 * Colours of cues: Serato stores those of an old palette and shows each in another colour. The document has what is
 * shown. Colours outside the palette are shown as they are stored. The pairs are from J. Holthuis' study of the tags.
 * Thread: any.
 */

/** Stored, shown. */
const PALETTE = [
  [0xcc0000, 0xc02626],
  [0xcc4400, 0xdb4e27],
  [0xcc8800, 0xf8821a],
  [0xcccc00, 0xfac313],
  [0x88cc00, 0x4eb648],
  [0x44cc00, 0x006838],
  [0x00cc00, 0x1fad26],
  [0x00cc44, 0x8dc63f],
  [0x00cc88, 0x2b3673],
  [0x00cccc, 0x1dbebd],
  [0x0088cc, 0x0f88ca],
  [0x0044cc, 0x16308b],
  [0x0000cc, 0x173ba2],
  [0x4400cc, 0x5c3f97],
  [0x8800cc, 0x6823b6],
  [0xcc00cc, 0xce359e],
  [0xcc0088, 0xdc1d49],
  [0xcc0044, 0xc71136],
] as const;

const SHOWN = new Map<number, number>(PALETTE);
const STORED = new Map<number, number>(PALETTE.map(([stored, shown]) => [shown, stored]));

export const shownColour = (stored: number): number => SHOWN.get(stored) ?? stored;
export const storedColour = (shown: number): number => STORED.get(shown) ?? shown;

/** Colours that Serato gives to cues on pads 1…8 when none is chosen, as stored. */
const PADS = [0xcc0000, 0xcc8800, 0x0000cc, 0xcccc00, 0x00cc00, 0xcc00cc, 0x00cccc, 0x8800cc] as const;
export const padColour = (index: number): number => PADS[index % PADS.length] as number;
/** Stored with every loop. */
export const LOOP_COLOUR = 0x27aae1;
/** Stored for a track without a colour. */
export const NO_TRACK_COLOUR = 0xffffff;
