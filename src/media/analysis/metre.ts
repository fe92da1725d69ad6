/** Metres that are heard. Thread: any; pure data. */
export const Metre = { FourFour: '4/4', ThreeFour: '3/4', SixEight: '6/8', TwelveEight: '12/8' } as const;
export type Metre = (typeof Metre)[keyof typeof Metre];

/** Beats are what feet tap: dotted quarters in 6/8 and 12/8. */
export const BEATS_PER_BAR: Readonly<Record<Metre, number>> = { '4/4': 4, '3/4': 3, '6/8': 2, '12/8': 4 };

/** Parts of a beat: three in 6/8 and 12/8. */
export function isTernary(metre: Metre): boolean {
  return metre === Metre.SixEight || metre === Metre.TwelveEight;
}
