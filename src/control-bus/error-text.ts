/** What an error says, whatever was thrown. Thread: any; pure. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
