/** What was recorded and logged: download, delete after asking. Thread: main. */
import { For, type JSX, Show } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { bytes, clock } from '../format.ts';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { SessionLogs } from './SessionLogs.tsx';

export function Recordings(): JSX.Element {
  const desk = useDesk();
  const recorder = fromObservable(desk.studio.recorder);
  const askDelete = (name: string): void =>
    desk.messages.ask({
      deck: null,
      what: `Delete ${name}?`,
      why: 'The recording cannot be brought back.',
      confirm: 'Delete',
      entry: null,
      act: () => desk.attempt(desk.studio.deleteRecording(name), name),
    });
  return (
    <>
      <Show when={recorder().problem}>{(problem) => <p class="problem">{problem()}</p>}</Show>
      <ul class="recordings">
        <For
          each={recorder().files}
          fallback={<li class="empty">Nothing recorded yet. Record, at the top, keeps the master as 24-bit WAV.</li>}
        >
          {(file) => (
            <li>
              <b class="ell" title={file.name}>
                {file.name}
              </b>
              <span>{file.startedAt.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}</span>
              <span class="number">{clock(file.seconds)}</span>
              <span class="number">{bytes(file.bytes)}</span>
              <span class="repaired">{file.repaired ? 'Repaired after a crash' : ''}</span>
              <Key
                name={`Download ${file.name}`}
                class="is-wide"
                onPress={() => desk.attempt(desk.studio.downloadRecording(file.name), file.name)}
              >
                Download
              </Key>
              <Key name={`Delete ${file.name}`} class="is-wide" onPress={() => askDelete(file.name)}>
                Delete
              </Key>
            </li>
          )}
        </For>
      </ul>
      <SessionLogs />
    </>
  );
}
