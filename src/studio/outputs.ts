/**
 * Output devices, cue routing and latency, remembered between sessions.
 * Thread: main, at human rate.
 */

import type { EngineHost, LatencySetting } from '../audio-engine/engine-host.ts';
import type { CueRouting } from '../audio-engine/routing.ts';
import { errorText } from '../control-bus/error-text.ts';
import { type Observable, Value } from '../control-bus/observable.ts';
import type { OutputDevice, OutputState } from '../ui-shell/port.ts';

const STORAGE_KEY = 'echelon.output';
const DEFAULT_DEVICE: OutputDevice = { id: '', label: 'System default' };

interface Saved {
  readonly deviceId: string;
  readonly cue: CueRouting;
  readonly latency: LatencySetting;
}

const FRESH: Saved = { deviceId: '', cue: 'off', latency: 'interactive' };

/** Settings of the last session; anything unreadable counts as never saved. */
export function parseSaved(text: string | null): Saved {
  if (text === null) return FRESH;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return FRESH; // written by another version or by hand
  }
  if (typeof value !== 'object' || value === null) return FRESH;
  const { deviceId, cue, latency } = value as Record<string, unknown>;
  return {
    deviceId: typeof deviceId === 'string' ? deviceId : FRESH.deviceId,
    cue: cue === 'channels-3-4' || cue === 'split-mono' ? cue : FRESH.cue,
    latency: latency === 'lowest' || latency === 'playback' ? latency : FRESH.latency,
  };
}

export class Outputs {
  readonly state: Observable<OutputState>;
  private readonly value: Value<OutputState>;
  private readonly host: EngineHost;
  private saved = parseSaved(localStorage.getItem(STORAGE_KEY));

  constructor(host: EngineHost) {
    this.host = host;
    this.value = new Value<OutputState>({
      devices: [DEFAULT_DEVICE],
      deviceId: '',
      maxChannels: 2,
      cue: 'off',
      latency: this.saved.latency,
      baseLatencyS: 0,
      outputLatencyS: 0,
      problem: null,
    });
    this.state = this.value;
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.refresh());
  }

  get savedLatency(): LatencySetting {
    return this.saved.latency;
  }

  /** After the engine runs: applies what was saved, where the devices still allow it. */
  async restore(): Promise<void> {
    await this.refresh();
    const { deviceId, cue } = this.saved;
    if (deviceId !== '' && this.value.get().devices.some((d) => d.id === deviceId)) await this.setDevice(deviceId);
    if (cue !== 'off') this.setCue(cue);
  }

  /** Reads devices and latencies anew. */
  async refresh(): Promise<void> {
    const devices: OutputDevice[] = [DEFAULT_DEVICE];
    if (navigator.mediaDevices !== undefined)
      for (const d of await navigator.mediaDevices.enumerateDevices())
        if (d.kind === 'audiooutput' && d.deviceId !== '' && d.deviceId !== 'default')
          devices.push({ id: d.deviceId, label: d.label === '' ? `Output ${devices.length}` : d.label });
    this.value.update((s) => ({ ...s, devices, ...this.measured() }));
  }

  async setDevice(id: string): Promise<void> {
    try {
      await this.host.setOutputDevice(id);
      this.keep({ ...this.saved, deviceId: id });
      this.value.update((s) => ({ ...s, deviceId: id, problem: null, ...this.measured() }));
    } catch (error) {
      this.problem(`This output could not be opened (${errorText(error)}). The previous one plays on.`);
    }
  }

  setCue(cue: CueRouting): void {
    try {
      this.host.setRouting(cue);
      this.keep({ ...this.saved, cue });
      this.value.update((s) => ({ ...s, cue, problem: null }));
    } catch (error) {
      this.problem(
        `The cue could not be routed there: ${errorText(error)}. Choose a device with more channels, or split mono.`,
      );
    }
  }

  async setLatency(latency: LatencySetting): Promise<void> {
    await this.host.setLatency(latency);
    this.keep({ ...this.saved, latency });
    this.value.update((s) => ({ ...s, latency, problem: null, ...this.measured() }));
  }

  private measured(): Pick<OutputState, 'maxChannels' | 'baseLatencyS' | 'outputLatencyS'> {
    const context = this.host.context;
    return {
      maxChannels: context?.destination.maxChannelCount ?? 2,
      baseLatencyS: context?.baseLatency ?? 0,
      outputLatencyS: context?.outputLatency ?? 0,
    };
  }

  private problem(problem: string): void {
    this.value.update((s) => ({ ...s, problem }));
  }

  private keep(saved: Saved): void {
    this.saved = saved;
    localStorage.setItem(STORAGE_KEY, JSON.stringify(saved));
  }
}
