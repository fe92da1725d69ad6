/**
 * Exchange with other programs: import, export, backup, duplicates, and beside them how the last of it ended.
 * Thread: main.
 */
import { createEffect, createResource, createSignal, For, type JSX, Show } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { Duplicates } from './Duplicates.tsx';
import { Outcome } from './Outcome.tsx';
import { withoutExchange } from './take-files.ts';
import type { ExportFormat, SetFormat } from './types.ts';

const ACCEPT = '.xml,.nml,.m3u,.m3u8,.crate,.jsonl';
const FORMATS: readonly { readonly value: ExportFormat; readonly label: string }[] = [
  { value: 'rekordbox', label: 'rekordbox XML' },
  { value: 'traktor', label: 'Traktor NML' },
  { value: 'itunes', label: 'iTunes XML' },
  { value: 'm3u', label: 'M3U8 playlists' },
  { value: 'serato', label: 'Serato crates' },
];
const SET_FORMATS: readonly { readonly value: SetFormat; readonly label: string }[] = [
  { value: 'historyText', label: 'Track list, text' },
  { value: 'historyCsv', label: 'Track list, CSV' },
];
type AnyFormat = ExportFormat | SetFormat;
const isSetFormat = (format: AnyFormat): format is SetFormat => SET_FORMATS.some(({ value }) => value === format);
const WHOLE = '';
/** Spaces that a select keeps: crates stand under the crates they are in. */
const INDENT = '\u2003';

export function Exchange(): JSX.Element {
  const desk = useDesk();
  const { exchange } = desk.studio;
  const work = fromObservable(exchange.work);
  const waiting = fromObservable(exchange.waiting);
  const [looking, setLooking] = createSignal(false);
  // Whatever starts, from here or by a drop, is what is looked at.
  createEffect(() => {
    if (work() !== null) setLooking(false);
  });
  const busy = (): string | null => (work() === null ? null : 'An exchange is under way.');
  let picker!: HTMLInputElement;
  const choose = (accept: string): void => {
    picker.accept = accept;
    picker.click();
  };
  return (
    <div class="settings exchange">
      <fieldset>
        <legend>Import</legend>
        <p class="quiet">
          rekordbox XML, Traktor NML, iTunes XML, M3U8, Serato crates. Choose, or drop them anywhere. What a hand made
          here stays.
        </p>
        <Key name="Import files" class="is-wide" disabled={busy()} onPress={() => choose(ACCEPT)}>
          Import files
        </Key>
        <Key
          name="Read Serato tags"
          class="is-wide"
          disabled={busy()}
          title="Cues, loops and grids that Serato left in the audio files of the library"
          onPress={() => void exchange.importSeratoTags()}
        >
          Serato tags
        </Key>
        <Show when={waiting() > 0}>
          <p class="quiet">{waiting().toLocaleString()} wait for their audio.</p>
          <Key
            name="Forget the tracks that wait"
            class="is-wide"
            onPress={() =>
              desk.messages.ask({
                deck: null,
                what: `Forget the ${waiting().toLocaleString()} tracks that wait?`,
                why: 'When their audio is added, it takes no cues and crates from the import.',
                confirm: 'Forget',
                entry: null,
                act: () => desk.attempt(exchange.forgetWaiting(), 'Tracks that wait'),
              })
            }
          >
            Forget them
          </Key>
        </Show>
      </fieldset>
      <Export busy={busy()} />
      <fieldset>
        <legend>Backup</legend>
        <p class="quiet">Everything but the audio, in one file.</p>
        <div class="field-keys">
          <Key name="Back up" class="is-wide" disabled={busy()} onPress={() => void exchange.backup()}>
            Back up
          </Key>
          <Key name="Restore a backup" class="is-wide" disabled={busy()} onPress={() => choose('.jsonl')}>
            Restore
          </Key>
        </div>
        <Key
          name="Duplicates"
          class="is-wide"
          pressed={looking()}
          lit={looking() ? 'secondary' : false}
          title="Tracks that are in the library more than once"
          onPress={() => setLooking(!looking())}
        >
          Duplicates
        </Key>
      </fieldset>
      <Show when={looking()} fallback={<Outcome />}>
        <Duplicates />
      </Show>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Collections, playlists, crates and backups"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          for (const { name } of withoutExchange(desk, files))
            desk.messages.notify(`${name} is no collection, playlist, crate or backup. Add music with Add music.`);
        }}
      />
    </div>
  );
}

function Export(props: { readonly busy: string | null }): JSX.Element {
  const desk = useDesk();
  const { exchange, library } = desk.studio;
  const crates = fromObservable(library.crates);
  const folder = fromObservable(exchange.folder);
  const [sets] = createResource(() => library.history());
  const [format, setFormat] = createSignal<AnyFormat>('rekordbox');
  const [crateId, setCrateId] = createSignal(WHOLE);
  const [setId, setSetId] = createSignal('');
  let folderField!: HTMLInputElement;
  const chosenSet = (): string => setId() || (sets()?.[0]?.id ?? '');
  const disabled = (): string | null =>
    props.busy ?? (isSetFormat(format()) && chosenSet() === '' ? 'No set was played yet.' : null);
  const start = (): void => {
    const now = format();
    if (isSetFormat(now)) void exchange.exportSet(chosenSet(), now);
    else void exchange.export({ format: now, crateId: crateId() || null, folder: folderField.value.trim() });
  };
  return (
    <fieldset>
      <legend>Export</legend>
      <label class="field">
        <span>As</span>
        <select
          aria-label="Format of the export"
          onChange={(event) => setFormat(event.currentTarget.value as AnyFormat)}
        >
          <For each={[...FORMATS, ...SET_FORMATS]}>{({ value, label }) => <option value={value}>{label}</option>}</For>
        </select>
      </label>
      <Show
        when={isSetFormat(format())}
        fallback={
          <>
            <label class="field">
              <span>What</span>
              <select aria-label="What to export" onChange={(event) => setCrateId(event.currentTarget.value)}>
                <option value={WHOLE}>The whole library</option>
                <For each={crates()}>
                  {({ id, name, depth }) => (
                    <option value={id} selected={id === crateId()}>
                      {INDENT.repeat(depth)}
                      {name}
                    </option>
                  )}
                </For>
              </select>
            </label>
            <label
              class="field"
              title="The full path of the folder with your music, so that the other program finds it"
            >
              <span>Folder</span>
              <input
                ref={folderField}
                class="text-field"
                type="text"
                aria-label="Folder of your music for the other program"
                placeholder="/Users/you/Music"
                value={folder()}
                spellcheck={false}
              />
            </label>
          </>
        }
      >
        <label class="field">
          <span>Set</span>
          <select aria-label="Set to export" onChange={(event) => setSetId(event.currentTarget.value)}>
            <For each={sets()} fallback={<option value="">No set yet</option>}>
              {({ id, name }) => <option value={id}>{name}</option>}
            </For>
          </select>
        </label>
      </Show>
      <Key name="Export" class="is-wide" disabled={disabled()} onPress={start}>
        Export
      </Key>
    </fieldset>
  );
}
