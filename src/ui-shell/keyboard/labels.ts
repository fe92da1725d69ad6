/** What is printed on the performer's keys. Thread: main. */

const FIXED: Readonly<Record<string, string>> = {
  ArrowLeft: '\u2190',
  ArrowRight: '\u2192',
  ArrowUp: '\u2191',
  ArrowDown: '\u2193',
  Backquote: '`',
  Backslash: '\\',
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Equal: '=',
  Minus: '\u2212',
  Period: '.',
  Quote: "'",
  Semicolon: ';',
  Slash: '/',
};

/** The key's name on a US keyboard: 'KeyQ' → 'Q', 'Digit1' → '1'. */
export function plainLabel(code: string): string {
  return FIXED[code] ?? code.replace(/^(Key|Digit)/, '');
}

interface KeyboardLayoutMap {
  get(code: string): string | undefined;
}
interface NavigatorWithKeyboard {
  readonly keyboard?: { getLayoutMap(): Promise<KeyboardLayoutMap> };
}

/** Labels of the present keyboard layout where the browser tells them, else those of a US keyboard. */
export async function readLayout(): Promise<(code: string) => string> {
  const { keyboard } = navigator as Navigator & NavigatorWithKeyboard;
  if (keyboard === undefined) return plainLabel;
  const map = await keyboard.getLayoutMap();
  return (code) => map.get(code)?.toLocaleUpperCase() ?? plainLabel(code);
}
