/**
 * Offers to analyse again what an older version of the analysis made, and leads those tracks into the import's queue. Tracks
 * whose audio is not on this machine stay as they are.
 * Thread: main, at human rate.
 */
import { errorText } from '../control-bus/error-text.ts';
import { type Observable, Value } from '../control-bus/observable.ts';
import { type NewItem, sourceOfTrack } from '../media/import/client.ts';
import type { LibraryClient, LibraryView, TrackRecord } from '../media/library/client.ts';
import type { ReanalysisOffer } from '../ui-shell/port.ts';
import type { ImportGate } from './import-gate.ts';

export interface ReanalysisPorts {
  readonly gate: Pick<ImportGate, 'open'>;
  readonly library: Pick<LibraryClient, 'view' | 'records' | 'onEvent'>;
  readonly notice: (text: string) => void;
}

const HERE = 'analysis:old -has:missing';
const ELSEWHERE = 'analysis:old has:missing';
/** An import changes the library many times a second: what is old is counted once in so long. */
export const RECOUNT_MS = 2000;
/** Records read at a time. */
const CHUNK = 500;

const itemOf = ({ key, fileName, sizeBytes }: TrackRecord): NewItem => ({
  source: sourceOfTrack(key),
  name: fileName,
  bytes: sizeBytes ?? 0,
});

export class Reanalysis {
  private readonly ports: ReanalysisPorts;
  private readonly current = new Value<ReanalysisOffer | null>(null);
  private view: Promise<LibraryView> | null = null;
  private soon: ReturnType<typeof setTimeout> | null = null;
  private counting = false;
  private countAgain = false;
  private isDeclined = false;

  constructor(ports: ReanalysisPorts) {
    this.ports = ports;
    ports.library.onEvent(({ kind }) => {
      if (kind === 'tracks') this.soon ??= setTimeout(() => this.count(), RECOUNT_MS);
    });
  }

  /** Null when nothing is old, or "not now" was said in this session. */
  get offer(): Observable<ReanalysisOffer | null> {
    return this.current;
  }

  /** Counts once the library is open, one count at a time; after changes it comes by itself. */
  count(): void {
    this.soon = null;
    if (this.isDeclined) return;
    this.countAgain = true;
    if (this.counting) return;
    this.counting = true;
    this.countWhileChanging()
      .catch((error: unknown) => this.ports.notice(errorText(error)))
      .finally(() => {
        this.counting = false;
      });
  }

  private async countWhileChanging(): Promise<void> {
    while (this.countAgain) {
      this.countAgain = false;
      const [count, missing] = [await this.found(HERE), await this.found(ELSEWHERE)];
      if (!this.isDeclined) this.current.set(count === 0 ? null : { count, missing });
    }
  }

  private async found(text: string): Promise<number> {
    this.view ??= this.ports.library.view();
    const window = { from: 0, count: 0 };
    const reply = await (await this.view).search({ text, order: null, crateId: null, fits: null, window });
    return reply?.count ?? 0;
  }

  /** For this session; what is old is still found by a search. */
  decline(): void {
    this.isDeclined = true;
    this.current.set(null);
  }

  /** Null: all that is old and here. To be called in answer to a click: a locked folder is asked for. */
  async analyseAgain(trackIds: readonly string[] | null): Promise<void> {
    const { importer, references } = await this.ports.gate.open();
    const keys = trackIds ?? (await this.oldKeys());
    for (let at = 0; at < keys.length; at += CHUNK) {
      const read = await this.ports.library.records(keys.slice(at, at + CHUNK));
      const records = read.filter((record) => record !== null);
      await references.unlock(
        records.filter(({ location }) => location.kind === 'reference').map(({ key }) => sourceOfTrack(key)),
      );
      importer.add(records.map(itemOf));
    }
  }

  private async oldKeys(): Promise<readonly string[]> {
    const view = await this.ports.library.view();
    try {
      const window = { from: 0, count: 0 };
      const reply = await view.search({ text: HERE, order: null, crateId: null, fits: null, window });
      return await view.keys(0, reply?.count ?? 0);
    } finally {
      await view.close();
    }
  }
}
