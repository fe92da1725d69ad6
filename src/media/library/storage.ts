/**
 * How much the browser lets us keep, and whether it promises not to clear it.
 * Thread: main: only a window may ask for persistence.
 */

export const Persistence = {
  /** The browser will not clear this origin by itself. */
  granted: 'granted',
  /** It may, when the disk gets full. Asking again after the performer has used the app more may help. */
  refused: 'refused',
  /** The browser has no such promise to give. */
  unsupported: 'unsupported',
} as const;
export type Persistence = (typeof Persistence)[keyof typeof Persistence];

export interface StorageState {
  readonly persistence: Persistence;
  /** Bytes of the whole origin, audio included; null when the browser does not tell. Browsers blur it on purpose. */
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  /** One sentence for the performer. */
  readonly words: string;
}

/** What is used of `navigator.storage`. */
export interface StorageManagerLike {
  persisted?(): Promise<boolean>;
  persist?(): Promise<boolean>;
  estimate?(): Promise<{ usage?: number; quota?: number }>;
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function words(persistence: Persistence, usedBytes: number | null, quotaBytes: number | null): string {
  const room =
    usedBytes === null || quotaBytes === null
      ? 'The browser does not tell how much room is left.'
      : `${gibibytes(usedBytes)} of ${gibibytes(quotaBytes)} used.`;
  if (persistence === Persistence.granted) return `${room} The browser keeps it until you remove it.`;
  if (persistence === Persistence.refused)
    return `${room} The browser may clear it when the disk gets full: keep a backup, or install Echelon as an app.`;
  return `${room} This browser makes no promise to keep it: keep a backup.`;
}

/** The present state; asks for nothing. Rejects never: what cannot be found out is null. */
export async function storageState(storage: StorageManagerLike | undefined): Promise<StorageState> {
  const persisted = await storage?.persisted?.().catch(() => null);
  return described(storage, persisted ?? null);
}

/** Asks for the promise: call it after the performer has added tracks, when the question makes sense to them. */
export async function askToPersist(storage: StorageManagerLike | undefined): Promise<StorageState> {
  const persisted = await storage?.persist?.().catch(() => null);
  return described(storage, persisted ?? null);
}

async function described(storage: StorageManagerLike | undefined, persisted: boolean | null): Promise<StorageState> {
  const estimate = await storage?.estimate?.().catch(() => null);
  const persistence =
    persisted === null ? Persistence.unsupported : persisted ? Persistence.granted : Persistence.refused;
  const usedBytes = estimate?.usage ?? null;
  const quotaBytes = estimate?.quota ?? null;
  return { persistence, usedBytes, quotaBytes, words: words(persistence, usedBytes, quotaBytes) };
}
