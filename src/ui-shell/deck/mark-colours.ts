/** Colours a hand can give cues and saved loops: the hues of the pads, by name. Thread: any; pure. */

/** As stored, so that other programs understand them; a test holds them to the tokens. */
export const MARK_COLOURS = [
  { name: 'White', hex: '#f5f2eb' },
  { name: 'Teal', hex: '#62d0c6' },
  { name: 'Amber', hex: '#ffc46b' },
  { name: 'Violet', hex: '#a9a2ff' },
  { name: 'Green', hex: '#8fd06a' },
  { name: 'Pink', hex: '#f29ac0' },
  { name: 'Blue', hex: '#7fb8ff' },
  { name: 'Sand', hex: '#d9c9a0' },
] as const;

/** The CSS colour of a mark: a token where there is one, else the colour another program gave it. */
export function hueOf(colour: string | null, pad: number): string {
  const own = MARK_COLOURS.findIndex(({ hex }) => hex === colour?.toLowerCase());
  if (own >= 0) return `var(--cue-${own + 1})`;
  return colour !== null && /^#[0-9a-f]{6}$/i.test(colour) ? colour : `var(--cue-${pad + 1})`;
}
