/**
 * What the performer has set about decks, kept in the library.
 * Thread: main, at human rate.
 */
import { errorText } from '../control-bus/error-text.ts';
import { Value } from '../control-bus/observable.ts';
import type { LibraryClient } from '../media/library/client.ts';

const AUTO_CUE = 'auto-cue';

export class DeckSettings {
  /** Whether a loaded track waits at its first beat. */
  readonly autoCue = new Value(true);
  private readonly library: Pick<LibraryClient, 'setting' | 'putSetting'>;
  private readonly notice: (text: string) => void;

  constructor(library: Pick<LibraryClient, 'setting' | 'putSetting'>, notice: (text: string) => void) {
    this.library = library;
    this.notice = notice;
  }

  /** Never rejects: without a library everything is as it comes. */
  async read(): Promise<void> {
    try {
      this.autoCue.set((await this.library.setting(AUTO_CUE)) !== false);
    } catch (error) {
      this.notice(errorText(error));
    }
  }

  setAutoCue(on: boolean): void {
    this.autoCue.set(on);
    this.library.putSetting({ name: AUTO_CUE, value: on, changedAtMs: Date.now() }).catch((error: unknown) => {
      this.notice(`Auto-cue holds for this session only: ${errorText(error)}`);
    });
  }
}
