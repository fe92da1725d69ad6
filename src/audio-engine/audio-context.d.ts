/** What Chromium's contexts have and TypeScript's library does not know yet. */
interface AudioContext {
  /** Absent in browsers that cannot choose an output. '' is the system's default. */
  setSinkId?(id: string): Promise<void>;
}
