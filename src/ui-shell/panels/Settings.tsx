/** Output, latency, crossfader, headphones, appearance, session log, storage. Thread: main. */
import { createResource, For, type JSX, onMount, Show } from 'solid-js';
import { CONTROLS, controlIndex } from '../../control-bus/controls.ts';
import { bindGlobal } from '../controls/binding.ts';
import { Choice } from '../controls/Choice.tsx';
import { Key } from '../controls/Key.tsx';
import { Knob } from '../controls/Knob.tsx';
import { BOOTH_CHANNELS } from '../mixer/Master.tsx';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { logsInWords } from './SessionLogs.tsx';

const LATENCIES = [
  { value: 'lowest', label: 'Lowest' },
  { value: 'interactive', label: 'Normal' },
  { value: 'playback', label: 'Safe' },
] as const;

export function Settings(): JSX.Element {
  const desk = useDesk();
  const { studio } = desk;
  const output = fromObservable(studio.output);
  const logs = fromObservable(studio.sessionLogs);
  const autoCue = fromObservable(studio.cues.autoCue);
  onMount(() => desk.attempt(studio.refreshSessionLogs(), 'The session logs'));
  const curve = controlIndex('mixer.crossfader.curve');
  const reverse = controlIndex('mixer.crossfader.reverse');
  const split = controlIndex('phones.split');
  const booth = bindGlobal(desk, 'booth.level');
  const preview = bindGlobal(desk, 'preview.level');
  const [storage, { mutate: setStorage }] = createResource(() => studio.library.storage());
  const on = (index: number): boolean => desk.slow.control(index) === 1;
  const toggle = (index: number, name: string, words: string): JSX.Element => (
    <Key
      name={name}
      class="is-wide"
      lit={on(index) ? 'secondary' : false}
      pressed={on(index)}
      onPress={(timeMs) => desk.setControl(index, on(index) ? 0 : 1, timeMs)}
    >
      {words}
    </Key>
  );
  return (
    <div class="settings">
      <fieldset>
        <legend>Sound out</legend>
        <label class="field">
          <span>Device</span>
          <select
            aria-label="Output device"
            value={output().deviceId}
            onChange={(event) => studio.setOutputDevice(event.currentTarget.value)}
          >
            <For each={output().devices}>
              {(device) => (
                <option value={device.id} selected={device.id === output().deviceId}>
                  {device.label}
                </option>
              )}
            </For>
          </select>
        </label>
        <div class="field">
          <span>Latency</span>
          <Choice
            name="Latency"
            options={LATENCIES}
            value={output().latency}
            onChoose={(value) => studio.setLatency(value)}
          />
        </div>
        <p class="quiet">
          Now {(output().baseLatencyS * 1000).toFixed(1)} ms in the engine,{' '}
          {(output().outputLatencyS * 1000).toFixed(1)} ms to the ear. A change restarts the sound where it stood.
        </p>
        <Show when={output().problem}>{(problem) => <p class="problem">{problem()}</p>}</Show>
      </fieldset>
      <fieldset>
        <legend>Headphones</legend>
        <div class="field">
          <span>Cue</span>
          <Choice
            name="Cue routing"
            options={[
              { value: 'off', label: 'Off' },
              {
                value: 'channels-3-4',
                label: 'Outputs 3 and 4',
                disabled:
                  output().maxChannels >= 4
                    ? null
                    : `This device has ${output().maxChannels} outputs; outputs 3 and 4 need four.`,
              },
              { value: 'split-mono', label: 'Split mono' },
            ]}
            value={output().cue}
            onChoose={(value) => studio.setCueRouting(value)}
          />
        </div>
        <div class="field is-knobs">
          <Show when={desk.layout.twoDecks()}>
            {toggle(split, 'Split cue', 'Split cue')}
            <Show when={output().cue === 'channels-3-4' && output().maxChannels >= BOOTH_CHANNELS}>
              <Knob binding={booth}>{() => <span>Booth {booth.text()}</span>}</Knob>
            </Show>
          </Show>
          <Knob binding={preview}>{() => <span>Pre-listen {preview.text()} dB</span>}</Knob>
        </div>
      </fieldset>
      <fieldset>
        <legend>Crossfader and decks</legend>
        <div class="field">
          <span>Curve</span>
          <Choice
            name="Crossfader curve"
            options={(CONTROLS[curve]?.choices ?? []).map((label, value) => ({ value, label }))}
            value={desk.slow.control(curve)}
            onChoose={(value, timeMs) => desk.setControl(curve, value, timeMs)}
          />
        </div>
        <div class="field">
          <span>Sides</span>
          {toggle(reverse, 'Crossfader reverse', 'Reversed')}
        </div>
        <div class="field">
          <span>Load</span>
          <Key
            name="Auto-cue"
            class="is-wide"
            title="A loaded track waits at its first beat, with the cue point there"
            lit={autoCue() ? 'secondary' : false}
            pressed={autoCue()}
            onPress={() => studio.cues.setAutoCue(!autoCue())}
          >
            At the first beat
          </Key>
        </div>
      </fieldset>
      <fieldset>
        <legend>Appearance and log</legend>
        <div class="field">
          <span>Theme</span>
          <Choice
            name="Theme"
            options={[
              { value: 'dark', label: 'Dark' },
              { value: 'contrast', label: 'High contrast' },
            ]}
            value={desk.theme.theme()}
            onChoose={(value) => desk.theme.setTheme(value)}
          />
        </div>
        <div class="field">
          <span>Session</span>
          <div class="field-keys">
            <Key
              name="Download session log"
              class="is-wide"
              onPress={() => desk.attempt(studio.downloadSessionLog(), 'The session log')}
            >
              Download log
            </Key>
            <Key name="All session logs" class="is-wide" onPress={() => desk.openPanel('recordings')}>
              All logs
            </Key>
          </div>
        </div>
        <p class="quiet">The log replays this set, sample for sample. {logsInWords(logs())}</p>
      </fieldset>
      <fieldset>
        <legend>Library</legend>
        <p class="quiet">{storage.latest?.words}</p>
        <Show when={storage.latest?.promised === false}>
          <div class="field">
            <span>Storage</span>
            <Key
              name="Ask the browser to keep the library"
              class="is-wide"
              onPress={() =>
                desk.attempt(
                  studio.library.askToKeep().then((use) => void setStorage(use)),
                  'Storage',
                )
              }
            >
              Ask to keep it
            </Key>
          </div>
        </Show>
      </fieldset>
    </div>
  );
}
