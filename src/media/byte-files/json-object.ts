/** JSON out of a file that may be damaged. Thread: any; pure. */

/** The object that the text is; null when it is none. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

/** A whole number from 0 on. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
