/**
 * Keys read from text: 'Am', 'F♯ minor', 'bb maj', Camelot ('8A', '08a') and Open Key ('1m'), which is counted from C major.
 * Thread: any; pure.
 */
export interface TonalKey {
  /** Pitch class, 0 for C. */
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
}

const NATURALS: { readonly [letter: string]: number } = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const MUSICAL = /^([a-g])([#♯b♭]?)\s*(m|min|minor|maj|major|)$/i;
const CAMELOT = /^0?(\d{1,2})([ab])$/i;
const OPEN_KEY = /^0?(\d{1,2})([md])$/i;

const circle = (n: number): number => ((n % 12) + 12) % 12;

/** The key at an hour of the Camelot wheel (1…12): a fifth up for each hour from 8, which is C major and A minor. */
function fromHour(hour: number, mode: TonalKey['mode']): TonalKey {
  return { tonic: circle((hour - 8) * 7 + (mode === 'major' ? 0 : 9)), mode };
}

/** Null for anything else. */
export function parseKey(text: string): TonalKey | null {
  const trimmed = text.trim();
  const hour = CAMELOT.exec(trimmed) ?? OPEN_KEY.exec(trimmed);
  if (hour !== null) {
    const number = Number(hour[1]);
    if (number < 1 || number > 12) return null;
    const letter = (hour[2] as string).toLowerCase();
    if (letter === 'a' || letter === 'b') return fromHour(number, letter === 'b' ? 'major' : 'minor');
    return fromHour(number + 7, letter === 'd' ? 'major' : 'minor');
  }
  const name = MUSICAL.exec(trimmed);
  if (name === null) return null;
  const [, letter = '', sign = '', mode = ''] = name;
  const shift = sign === '' ? 0 : /[#♯]/.test(sign) ? 1 : -1;
  // 'AM' is A major, 'Am' is not.
  const minor = mode === 'm' || /^min/i.test(mode);
  return { tonic: circle((NATURALS[letter.toUpperCase()] as number) + shift), mode: minor ? 'minor' : 'major' };
}
