/** Tracks that are in the library more than once, and which of them to keep. Thread: main. */
import { createResource, For, type JSX, Show } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { minutes } from '../format.ts';
import { useDesk } from '../state/desk.ts';
import type { DuplicateSet, DuplicateTrack } from './types.ts';

/** Sets on show; what is kept makes room for the next ones. */
const SHOWN = 50;

export function Duplicates(): JSX.Element {
  const desk = useDesk();
  const { exchange } = desk.studio;
  const [sets, { refetch }] = createResource(() => exchange.duplicates());
  const known = (): readonly DuplicateSet[] => (sets.error === undefined ? (sets() ?? []) : []);
  const keep = (set: DuplicateSet, { track }: DuplicateTrack): void => {
    const keeping = exchange.keepOne(set, track.id).then((undo) => {
      void refetch();
      const why = 'The others left the library; their crates, plays and corrections are on it now.';
      desk.messages.done(`Kept ${track.title}`, why, () =>
        desk.attempt(
          undo().then(() => void refetch()),
          'Undo',
        ),
      );
    });
    desk.attempt(keeping, track.title);
  };
  return (
    <div class="exchange-outcome" role="region" aria-label="Duplicates">
      <Show when={sets.error}>{(error) => <p class="problem">{String(error())}</p>}</Show>
      <For
        each={known().slice(0, SHOWN)}
        fallback={
          <p class="quiet">
            {sets.loading ? 'Looking for duplicates …' : 'No duplicates among the tracks that were decoded or named.'}
          </p>
        }
      >
        {(set) => (
          <>
            <h3>{set.sameAudio ? 'The same audio' : 'Maybe the same: names and length agree'}</h3>
            <ul class="duplicates">
              <For each={set.tracks}>
                {(entry) => (
                  <li>
                    <span class="ell" title={entry.fileName}>
                      <b>{entry.track.title}</b> {entry.track.artist} · {entry.fileName}
                    </span>
                    <span class="number">{minutes(entry.track.durationS)}</span>
                    <Key
                      name={`Keep ${entry.fileName}`}
                      class="is-wide"
                      title="Keeps this one with what is known of all; the others leave the library"
                      onPress={() => keep(set, entry)}
                    >
                      Keep
                    </Key>
                  </li>
                )}
              </For>
            </ul>
          </>
        )}
      </For>
      <Show when={known().length > SHOWN}>
        <p class="quiet">{(known().length - SHOWN).toLocaleString()} more after these.</p>
      </Show>
    </div>
  );
}
