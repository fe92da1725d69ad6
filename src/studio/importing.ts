/**
 * The import behind the interface's port: files and folders go in, tracks arrive in the library; playing decks come first.
 * Thread: main, at human rate; all work happens in the import's workers.
 */
import { DECK_COUNT } from '../control-bus/constants.ts';
import { errorText } from '../control-bus/error-text.ts';
import { DeckFlag } from '../control-bus/layouts.ts';
import { Value } from '../control-bus/observable.ts';
import { SoundDanger, WORKING } from '../control-bus/sound-danger.ts';
import {
  type Dropped,
  droppedNodes,
  type FolderNode,
  type FolderWalk,
  type ImportClient,
  type ImportStatus,
} from '../media/import/client.ts';
import type { LibraryClient } from '../media/library/client.ts';
import type { FastState, ImportFailure, ImportPort, ImportState, Telemetry } from '../ui-shell/port.ts';
import type { ImportGate } from './import-gate.ts';
import { type ImportTally, importState, importSummary, isRunning } from './import-state.ts';
import type { Reanalysis } from './reanalysis.ts';
import type { TrackKeeper } from './track-keeper.ts';

export interface ImportingPorts {
  readonly gate: ImportGate;
  readonly library: Pick<LibraryClient, 'state' | 'askToPersist'>;
  readonly keeper: TrackKeeper;
  readonly reanalysis: Reanalysis;
  readonly load: (trackId: string, deck: number) => void;
  readonly notice: (text: string) => void;
}

/** Between two looks at what the machine is busy with, unless a deck starts or stops. */
const LOAD_MS = 1000;
/** Names in one sentence. */
const NAMED = 3;

type FileNode = Extract<FolderNode, { readonly kind: 'file' }>;

const fileMark = (name: string, bytes: number): string => `${bytes} ${name}`;
const fileNode = (file: File): FolderNode => ({ kind: 'file', name: file.name, file: async () => file });

export class Importing {
  private readonly ports: ImportingPorts;
  private readonly state = new Value<ImportState | null>(null);
  private readonly danger = new SoundDanger(WORKING);
  private client: ImportClient | null = null;
  /** How things stood when the present run began; null while none is on. */
  private before: ImportTally | null = null;
  /** Tracks that were in the list before their import, by name and size of the file. */
  private readonly registered = new Map<string, string>();
  private hasAskedToPersist = false;
  private decksPlaying = 0;
  private toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(ports: ImportingPorts) {
    this.ports = ports;
  }

  /** Takes up what an earlier session left, as soon as this tab may write the library. */
  start(): void {
    this.ports.library.state.subscribe(({ kind }) => {
      // Another tab that imports says so when something is added here.
      if (kind === 'writer' || kind === 'session') this.open().catch(() => undefined);
    });
  }

  private async open(): Promise<ImportClient> {
    const client = await this.ports.gate.open();
    if (this.client !== client) {
      this.client = client;
      client.importer.status.subscribe((status) => this.hear(client, status));
    }
    return client;
  }

  /** A few times a second: tells the import how much of the machine is left for it. */
  watch(fast: FastState, { load, lateEvents, closeCalls }: Telemetry, nowMs: number): void {
    let decksPlaying = 0;
    for (let deck = 0; deck < DECK_COUNT; deck++)
      if (((fast.decks[deck]?.flags ?? 0) & DeckFlag.playing) !== 0) decksPlaying++;
    if (decksPlaying === this.decksPlaying && nowMs - this.toldAtMs < LOAD_MS) return;
    this.decksPlaying = decksPlaying;
    this.toldAtMs = nowMs;
    const danger = this.danger.at(nowMs, lateEvents, closeCalls);
    this.client?.importer.setLoad({ decksPlaying, engineLoad: load, danger });
  }

  private hear(client: ImportClient, status: ImportStatus): void {
    this.state.set(importState(status));
    const { counts } = status;
    if (isRunning(counts)) {
      this.before ??= status;
      return;
    }
    const { before } = this;
    this.before = null;
    if (before !== null) this.ended(client, before, status);
    if (status.total > 0 && counts.failed === 0)
      client.importer.clearSettled().catch((error: unknown) => this.ports.notice(errorText(error)));
  }

  private ended({ importer }: ImportClient, before: ImportTally, now: ImportTally): void {
    const repeated = now.counts.duplicate - before.counts.duplicate;
    const names = importer.items().flatMap(({ phase, name }) => (phase === 'duplicate' ? [name] : []));
    this.markBroken(importer);
    const words = importSummary(before, now, repeated > 0 ? names.slice(-repeated) : []);
    if (words !== '') this.ports.notice(words);
    if (now.counts.done === before.counts.done || this.hasAskedToPersist) return;
    // With music in it the library is worth keeping: now the question makes sense.
    this.hasAskedToPersist = true;
    void this.ports.library.askToPersist();
  }

  /** Rows of files that turned out to be no music say so. */
  private markBroken(importer: ImportClient['importer']): void {
    for (const { name, bytes, problem } of importer.failures()) {
      const key = this.registered.get(fileMark(name, bytes));
      if (key !== undefined && problem !== null)
        void this.ports.keeper.problem(key, `${name}: ${problem.reason} ${problem.remedy}`);
    }
    this.registered.clear();
  }

  private async add(dropped: readonly Dropped[], deck: number | null): Promise<void> {
    // A file by itself is copied: a permission to ask for at every visit, for each of them, would be a nuisance.
    const given = dropped.map(({ node, handle }) => ({ node, handle: node.kind === 'file' ? null : handle }));
    const client = await this.open();
    const files = given.flatMap(({ node }) => (node.kind === 'file' ? [node] : []));
    // The deck first: the import then leaves to it what it has begun to hear.
    if (deck !== null) for (const node of files.splice(0, 1)) await this.register(node, deck);
    const [walks] = await Promise.all([client.add(given), this.registerAll(files)]);
    this.tell(walks, given);
  }

  private async registerAll(files: readonly FileNode[]): Promise<void> {
    for (const node of files) await this.register(node, null);
  }

  /** A file given by itself is in the list at once and can be played; the import fills it in. */
  private async register(node: FileNode, deck: number | null): Promise<void> {
    try {
      const file = await node.file();
      const key = await this.ports.keeper.register(file, deck !== null);
      if (key === null) return;
      this.registered.set(fileMark(file.name, file.size), key);
      if (deck !== null) this.ports.load(key, deck);
    } catch (error) {
      this.ports.notice(`${node.name} is not in the list yet: ${errorText(error)}`);
    }
  }

  /** What a walk did not take along. */
  private tell(walks: readonly FolderWalk[], dropped: readonly Dropped[]): void {
    const found = walks.reduce((sum, { files }) => sum + files.length, 0);
    const unreadable = walks.flatMap((walk) => walk.unreadable);
    const names = unreadable.slice(0, NAMED).join(', ');
    const more = unreadable.length > NAMED ? ` and ${unreadable.length - NAMED} more` : '';
    const words = [
      found === 0 && dropped.length > 0 ? `No audio files in ${dropped.map(({ node }) => node.name).join(', ')}.` : '',
      unreadable.length > 0 ? `Could not be read: ${names}${more}.` : '',
      walks.some(({ limit }) => limit === 'files') ? 'There are more files than can be added at once.' : '',
      walks.some(({ limit }) => limit === 'depth') ? 'Folders nested too deep were left out.' : '',
    ].filter((part) => part !== '');
    if (words.length > 0) this.ports.notice(words.join(' '));
  }

  private failures(): ImportFailure[] {
    return (this.client?.importer.failures() ?? []).map(({ id, name, problem }) => ({
      id,
      name,
      reason: problem?.reason ?? '',
      remedy: problem?.remedy ?? '',
    }));
  }

  /** Goes on after a pause: what stood in the way is asked for, or tried again. */
  private async resume(): Promise<void> {
    const { importer, references } = await this.open();
    await references.unlock(importer.items().flatMap(({ phase, source }) => (phase === 'queued' ? [source] : [])));
    for (const { id, problem } of importer.failures()) if (problem?.code === 'full') importer.retry(id);
    importer.resume();
  }

  port(): ImportPort {
    return {
      state: this.state,
      failures: () => this.failures(),
      addFiles: (files) =>
        this.add(
          files.map((file) => ({ node: fileNode(file), handle: null })),
          null,
        ),
      addFolderFiles: (files) => {
        const name = files[0]?.webkitRelativePath.split('/')[0] ?? 'the folder';
        const list = async (): Promise<FolderNode[]> => files.map(fileNode);
        return this.add([{ node: { kind: 'folder', name, list }, handle: null }], null);
      },
      addFolder: async (folder) => {
        const { addHandle } = await this.open();
        const walks = await addHandle(folder);
        this.tell(walks, [{ node: { kind: 'folder', name: folder.name, list: async () => [] }, handle: folder }]);
      },
      addDropped: async (items, deck) => this.add(await droppedNodes(items), deck),
      pause: () => this.client?.importer.pause(),
      resume: () => this.resume(),
      cancel: () => this.client?.importer.cancelAll(),
      retry: (id) => this.client?.importer.retry(id),
      retryAll: () => this.client?.importer.retryFailed(),
      dismiss: async () => this.client?.importer.clearSettled(),
      offer: this.ports.reanalysis.offer,
      analyseAgain: async (trackIds) => {
        await this.open();
        await this.ports.reanalysis.analyseAgain(trackIds);
      },
      declineOffer: () => this.ports.reanalysis.decline(),
    };
  }
}
