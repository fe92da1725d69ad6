/**
 * Takes up a set that a crash interrupted: same tracks, positions, grids, cues and controls; every deck paused.
 * Thread: main.
 */
import type { Command } from '../control-bus/commands.ts';
import { type Observable, Value } from '../control-bus/observable.ts';
import { type CrashedLog, controlCommands, deckCommands, type ResumeDeck } from '../media/log-worker/client.ts';
import type { ResumeOffer } from '../ui-shell/port.ts';

export interface ResumePorts {
  readonly send: (command: Command) => void;
  /** Loads the track with this identity; resolves true when the engine has it, false when it is not here any more. */
  readonly load: (deck: ResumeDeck) => Promise<boolean>;
  /** The crashed log was answered for. */
  readonly settle: (logName: string) => void;
  readonly notice: (text: string) => void;
}

export class ResumeDesk {
  readonly offer: Observable<ResumeOffer | null>;
  private readonly value = new Value<ResumeOffer | null>(null);
  private crashed: CrashedLog | null = null;
  private readonly ports: ResumePorts;

  constructor(ports: ResumePorts) {
    this.ports = ports;
    this.offer = this.value;
  }

  propose(crashed: CrashedLog): void {
    this.crashed = crashed;
    this.value.set({
      lastAlive: new Date(crashed.plan.lastAliveMs),
      tracks: crashed.plan.decks.flatMap((deck) => (deck === null ? [] : [deck.title])),
    });
  }

  decline(): void {
    this.close();
  }

  async accept(): Promise<void> {
    const crashed = this.close();
    if (crashed === null) return;
    for (const command of controlCommands(crashed.plan)) this.ports.send(command);
    const lost: string[] = [];
    await Promise.all(
      crashed.plan.decks.map(async (deck) => {
        if (deck === null) return;
        if (await this.ports.load(deck)) for (const command of deckCommands(deck)) this.ports.send(command);
        else lost.push(deck.title);
      }),
    );
    if (lost.length > 0)
      this.ports.notice(
        `Not resumed, because the audio is no longer here: ${lost.join(', ')}. Add the file and load it.`,
      );
    else this.ports.notice('The set is back where it was. Every deck is paused; press Play.');
  }

  private close(): CrashedLog | null {
    const { crashed } = this;
    this.crashed = null;
    this.value.set(null);
    if (crashed !== null) this.ports.settle(crashed.name);
    return crashed;
  }
}
