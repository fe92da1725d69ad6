/** The recorder as the interface sees it. Thread: main, at human rate. */

import { errorText } from '../control-bus/error-text.ts';
import { type Observable, Value } from '../control-bus/observable.ts';
import type { RecorderTap } from '../control-bus/recorder-ring.ts';
import {
  type RecorderClient,
  type RecorderStatus,
  type RecordingEntry,
  startRecorder,
} from '../media/recorder/client.ts';
import type { RecorderState, RecordingFile } from '../ui-shell/port.ts';

const fileOf = ({ name, bytes, seconds, startedAtMs, repaired }: RecordingEntry): RecordingFile => ({
  name,
  bytes,
  seconds,
  repaired,
  startedAt: new Date(startedAtMs),
});

/** Offers a file to the browser's downloads. */
export function offerDownload(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the blob once it started; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export class Recording {
  readonly state: Observable<RecorderState>;
  private readonly value = new Value<RecorderState>({ recording: false, seconds: 0, problem: null, files: [] });
  private client: RecorderClient | null = null;
  private readonly notice: (text: string) => void;

  constructor(notice: (text: string) => void) {
    this.notice = notice;
    this.state = this.value;
  }

  /** Starts the worker; recordings that a crash left open are repaired and told. */
  async open(tap: RecorderTap, sampleRateHz: number): Promise<void> {
    try {
      this.client = await startRecorder(tap, sampleRateHz, {
        status: (status) => this.hear(status),
        failed: (text) => this.fail(text),
      });
      this.value.update((s) => ({ ...s, files: this.client?.found.map(fileOf) ?? [] }));
      const repaired = this.client.found.filter((entry) => entry.repaired);
      if (repaired.length > 0)
        this.notice(
          repaired.length === 1
            ? 'A recording that was cut off has been repaired. It is in the recordings list.'
            : `${repaired.length} recordings that were cut off have been repaired. They are in the recordings list.`,
        );
    } catch (error) {
      this.fail(`Recording is not possible here: ${errorText(error)}`);
    }
  }

  async start(): Promise<void> {
    await this.attempt(async (client) => this.hear(await client.start()));
  }

  async stop(): Promise<void> {
    await this.attempt(async (client) => this.hear(await client.stop()));
  }

  async download(name: string): Promise<void> {
    await this.attempt(async (client) => offerDownload(await client.blob(name), name));
  }

  async remove(name: string): Promise<void> {
    await this.attempt(async (client) => {
      await client.remove(name);
      await this.list(client);
    });
  }

  endNow(): void {
    this.client?.endNow();
  }

  private async attempt(work: (client: RecorderClient) => Promise<void>): Promise<void> {
    if (this.client === null) return; // `problem` already tells why there is none
    try {
      await work(this.client);
    } catch (error) {
      this.fail(errorText(error));
    }
  }

  private hear(status: RecorderStatus): void {
    const was = this.value.get().recording;
    this.value.update((s) => ({
      ...s,
      recording: status.recording,
      seconds: status.seconds,
      problem: status.problem ?? status.warning,
    }));
    if (was && !status.recording && this.client !== null)
      this.list(this.client).catch((error: unknown) => this.fail(errorText(error)));
  }

  private async list(client: RecorderClient): Promise<void> {
    const files = (await client.list()).map(fileOf);
    this.value.update((s) => ({ ...s, files }));
  }

  private fail(problem: string): void {
    this.value.update((s) => ({ ...s, recording: false, problem }));
    this.notice(problem);
  }
}
