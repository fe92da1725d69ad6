/** The top bar: clock, tempo, health, load, recording, panels, theme. Thread: main. */
import { type JSX, onCleanup, onMount, Show } from 'solid-js';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { EchelonIcon, ListIcon, SlidersIcon, ThemeIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { clock } from '../format.ts';
import { type Panel, useDesk } from '../state/desk.ts';
import { LiveText } from '../state/frame-loop.ts';
import { fromObservable } from '../state/signals.ts';
import { Health } from './Health.tsx';
import { Tempo } from './Tempo.tsx';

export function TopBar(): JSX.Element {
  const desk = useDesk();
  return (
    <header class="topbar panel" tabindex="-1" data-landmark>
      <div class="brand">
        <EchelonIcon />
        <span>Echelon</span>
      </div>
      <SessionClock />
      <Tempo />
      <Health />
      <div class="spring" />
      <RecordKey />
      <div class="top-keys">
        <PanelKey panel="recordings" name="Recordings">
          <ListIcon />
        </PanelKey>
        <PanelKey panel="settings" name="Settings">
          <SlidersIcon />
        </PanelKey>
        <PanelKey panel="keys" name="Keyboard map">
          ?
        </PanelKey>
        <Key
          name="High contrast"
          title="High contrast on or off"
          pressed={desk.theme.theme() === 'contrast'}
          onPress={() => desk.theme.setTheme(desk.theme.theme() === 'contrast' ? 'dark' : 'contrast')}
        >
          <ThemeIcon />
        </Key>
      </div>
    </header>
  );
}

function PanelKey(props: {
  readonly panel: Panel;
  readonly name: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const desk = useDesk();
  const open = (): boolean => desk.panel() === props.panel;
  return (
    <Key
      name={props.name}
      title={props.name}
      class={open() ? 'is-open' : ''}
      expanded={open()}
      onPress={() => desk.openPanel(open() ? null : props.panel)}
    >
      {props.children}
    </Key>
  );
}

function SessionClock(): JSX.Element {
  const desk = useDesk();
  let element!: HTMLElement;
  onMount(() => {
    const text = new LiveText(element);
    onCleanup(desk.frames.add(() => text.show(clock(desk.studio.fast.engineFrame / SESSION_RATE_HZ))));
  });
  return (
    <div title="Session clock">
      <span class="big" ref={element} role="img" aria-label="Session clock" />
    </div>
  );
}

function RecordKey(): JSX.Element {
  const desk = useDesk();
  const recorder = fromObservable(desk.studio.recorder);
  const name = (): string => (recorder().recording ? 'Stop recording' : 'Record');
  return (
    <Key
      name={name()}
      class={`record ${recorder().recording ? 'is-recording' : ''}`}
      title={
        recorder().problem ??
        (recorder().recording ? 'Press to stop and keep the recording' : 'Record the master as 24-bit WAV')
      }
      pressed={recorder().recording}
      onPress={() => {
        if (recorder().recording) desk.studio.stopRecording();
        else desk.studio.startRecording();
      }}
    >
      <i class="record-dot" />
      <Show when={recorder().recording} fallback={<span>Record</span>}>
        <span>{clock(recorder().seconds)}</span>
      </Show>
    </Key>
  );
}
