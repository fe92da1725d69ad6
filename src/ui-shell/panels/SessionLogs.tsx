/** The session logs kept: what they take, the rule, download, delete after asking. Thread: main. */
import { For, type JSX, onMount } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { bytes } from '../format.ts';
import type { SessionLogs as LogsState } from '../port.ts';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';

/** '12 session logs take 3 MB. Beyond 200 MB the oldest are removed; the newest 20 always stay.' */
export function logsInWords({ files, capBytes, keepNewest }: LogsState): string {
  const used = bytes(files.reduce((sum, file) => sum + file.bytes, 0));
  const some = files.length === 1 ? '1 session log takes' : `${files.length} session logs take`;
  return `${some} ${used}. Beyond ${Math.round(capBytes / 1e6)} MB the oldest are removed; the newest ${keepNewest} always stay.`;
}

export function SessionLogs(): JSX.Element {
  const desk = useDesk();
  const { studio } = desk;
  const logs = fromObservable(studio.sessionLogs);
  onMount(() => desk.attempt(studio.refreshSessionLogs(), 'The session logs'));
  const askDelete = (name: string): void =>
    desk.messages.ask({
      deck: null,
      what: `Delete ${name}?`,
      why: 'The set cannot be replayed any more.',
      confirm: 'Delete',
      entry: null,
      act: () => desk.attempt(studio.deleteSessionLog(name), name),
    });
  return (
    <section aria-label="Session logs">
      <h3>Session logs</h3>
      <p class="quiet">{logsInWords(logs())}</p>
      <ul class="recordings">
        <For each={logs().files}>
          {(file) => (
            <li>
              <b class="ell" title={file.name}>
                {file.name}
              </b>
              <span>{file.startedAt.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}</span>
              <span />
              <span class="number">{bytes(file.bytes)}</span>
              <span class="repaired">{file.running ? 'This set' : ''}</span>
              <Key
                name={`Download ${file.name}`}
                class="is-wide"
                onPress={() => desk.attempt(studio.downloadSessionLog(file.name), file.name)}
              >
                Download
              </Key>
              <Key
                name={`Delete ${file.name}`}
                class="is-wide"
                disabled={file.running ? 'This set is still being logged.' : null}
                onPress={() => askDelete(file.name)}
              >
                Delete
              </Key>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
