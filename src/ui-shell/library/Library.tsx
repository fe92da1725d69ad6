/** Library: toolbar, track list, and the corner where messages and panels appear. Thread: main. */
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { FoldIcon, SearchIcon, UnfoldIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { Banners } from '../panels/Boot.tsx';
import { Messages } from '../panels/Messages.tsx';
import { Panels } from '../panels/Panels.tsx';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { createDropTarget } from './drop.ts';
import { OrderChoice } from './OrderChoice.tsx';
import { matches, ordered, type SortOrder } from './rows.ts';
import { TrackGrid } from './TrackGrid.tsx';

const ACCEPT = 'audio/*,.mp3,.flac,.wav,.aif,.aiff,.ogg,.oga,.opus,.m4a,.aac,.mp4';

export function Library(): JSX.Element {
  const desk = useDesk();
  const tracks = fromObservable(desk.studio.tracks);
  const [filter, setFilter] = createSignal('');
  const [order, setOrder] = createSignal<SortOrder | null>(null);
  const shown = createMemo(() =>
    ordered(
      tracks().filter((track) => matches(track, filter())),
      order(),
    ),
  );
  const dropping = createDropTarget(desk);
  let picker!: HTMLInputElement;
  const open = (): boolean => desk.layout.libraryOpen();
  return (
    <section class="library panel" aria-label="Library" tabindex="-1" data-landmark data-open={open()}>
      <div class="toolbar">
        <label class="search">
          <SearchIcon />
          <input
            type="search"
            aria-label="Filter tracks"
            placeholder="Filter by title, artist, key or tempo"
            value={filter()}
            onInput={(event) => setFilter(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              setFilter('');
              event.currentTarget.blur();
            }}
          />
        </label>
        <span class="quiet is-roomy-only">Drop music anywhere, or onto a deck</span>
        <span class="spring" />
        <span class="quiet is-roomy-only">
          {shown().length} of {tracks().length}
        </span>
        <Show when={desk.layout.twoDecks()}>
          <OrderChoice order={order()} onOrder={setOrder} />
        </Show>
        <Key name="Add music" class="is-wide" onPress={() => picker.click()}>
          Add music
        </Key>
        <Key
          name={open() ? 'Fold the library' : 'Unfold the library'}
          title={open() ? 'Give the height of the list to the waveforms' : 'Show the list'}
          expanded={open()}
          onPress={() => desk.layout.setLibraryOpen(!open())}
        >
          {open() ? <FoldIcon /> : <UnfoldIcon />}
        </Key>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          accept={ACCEPT}
          aria-label="Music files"
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            if (files.length > 0) desk.studio.addFiles(files);
          }}
        />
      </div>
      <TrackGrid
        tracks={shown()}
        order={order()}
        onOrder={setOrder}
        empty={
          <p class="empty">
            {tracks().length === 0
              ? 'No music yet. Drop audio files anywhere on this page, or press Add music.'
              : `No title, artist, key or tempo holds “${filter()}”. Press Escape in the filter to see all ${tracks().length} tracks.`}
          </p>
        }
      />
      <Show when={dropping()}>
        <div class="drop-hint">
          <b>Drop to add</b>
          <span>Onto a deck: added and loaded there.</span>
        </div>
      </Show>
      <Banners />
      <Panels />
      <Messages />
    </section>
  );
}
