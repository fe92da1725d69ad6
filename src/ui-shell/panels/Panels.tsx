/** The drawer over the library rows: settings, recordings, keyboard map, sets, exchange, a deck's grid, failed imports. Thread: main. */
import { type JSX, Match, Show, Switch } from 'solid-js';
import { CloseIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { Exchange } from '../exchange/Exchange.tsx';
import { GridEditor } from '../grid/GridEditor.tsx';
import { type Panel, useDesk } from '../state/desk.ts';
import { Columns } from './Columns.tsx';
import { Failures } from './Failures.tsx';
import { KeyMap } from './KeyMap.tsx';
import { Recordings } from './Recordings.tsx';
import { Sets } from './Sets.tsx';
import { Settings } from './Settings.tsx';

const TITLES: Readonly<Record<Panel, string>> = {
  settings: 'Settings',
  recordings: 'Recordings',
  keys: 'Keyboard map',
  sets: 'Sets played',
  import: 'Import failures',
  exchange: 'Exchange',
  grid: 'Beat grid',
  columns: 'Columns',
};

export function Panels(): JSX.Element {
  const desk = useDesk();
  return (
    <Show when={desk.panel()} keyed>
      {(panel) => (
        <section
          class={`drawer is-${panel}`}
          aria-label={TITLES[panel]}
          onKeyDown={(event) => {
            if (event.key === 'Escape') desk.openPanel(null);
          }}
        >
          <div class="drawer-head">
            <h2>{TITLES[panel]}</h2>
            <Key name={`Close ${TITLES[panel].toLowerCase()}`} class="is-bare" onPress={() => desk.openPanel(null)}>
              <CloseIcon />
            </Key>
          </div>
          <div class="drawer-body">
            <Switch>
              <Match when={panel === 'settings'}>
                <Settings />
              </Match>
              <Match when={panel === 'recordings'}>
                <Recordings />
              </Match>
              <Match when={panel === 'keys'}>
                <KeyMap />
              </Match>
              <Match when={panel === 'columns'}>
                <Columns />
              </Match>
              <Match when={panel === 'grid'}>
                <GridEditor />
              </Match>
              <Match when={panel === 'sets'}>
                <Sets />
              </Match>
              <Match when={panel === 'import'}>
                <Failures />
              </Match>
              <Match when={panel === 'exchange'}>
                <Exchange />
              </Match>
            </Switch>
          </div>
        </section>
      )}
    </Show>
  );
}
