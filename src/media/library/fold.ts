/**
 * Text as search compares it: without case, accents and typographers' variants.
 * Thread: any; pure.
 */

/** Letters that Unicode does not take apart. */
const LETTERS: { readonly [letter: string]: string } = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  // Typed in the middle of a word and found at its end.
  ς: 'σ',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
};
/** By far the most of a collection's letters: they need lower case only. */
const BEYOND_ASCII = /[^\0-\x7f]/gu;

/** Folded letters: taking one apart costs a hundred times a look-up, and a collection has few different ones. */
const known = new Map<string, string>();

function foldedLetter(letter: string): string {
  const before = known.get(letter);
  if (before !== undefined) return before;
  const bare = (text: string): string => text.normalize('NFKD').replace(/\p{M}+/gu, '');
  const folded = Array.from(bare(bare(letter).toLowerCase()), (part) => LETTERS[part] ?? part).join('');
  known.set(letter, folded);
  return folded;
}

/** 'Déjà Vu – Mørk' → 'deja vu - mork'. Folding twice changes nothing, and letters do not depend on their neighbours. */
export function fold(text: string): string {
  return text.replace(BEYOND_ASCII, foldedLetter).toLowerCase();
}
