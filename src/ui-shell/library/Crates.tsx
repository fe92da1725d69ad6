/**
 * The places of the library: everything, what was played, and the crates in their tree. One tab stop; arrow keys walk and
 * fold, F2 renames, Delete deletes with a way back. Tracks and crates are dropped onto crates.
 * Thread: main.
 */
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { ListIcon, SmartIcon, TurnIcon } from '../controls/icons.tsx';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { addToCrate, createCrate, moveCrate, removeCrate, renameCrate } from './actions.ts';
import { TRACK_TYPE } from './drop.ts';
import { Menu, type MenuRequest, placeOf } from './Menu.tsx';
import type { Place } from './model.ts';
import type { CrateEntry } from './types.ts';

const CRATE_TYPE = 'application/x-echelon-crate';
const ALL = 'all';
const PLAYED = 'played';

export function Crates(props: { readonly onChosen?: () => void }): JSX.Element {
  const desk = useDesk();
  const { library } = desk;
  const crates = fromObservable(desk.studio.library.crates);
  const [folded, setFolded] = createSignal<ReadonlySet<string>>(new Set());
  const [editing, setEditing] = createSignal<string | null>(null);
  const [menu, setMenu] = createSignal<MenuRequest | null>(null);
  const [over, setOver] = createSignal<string | null>(null);
  let root!: HTMLDivElement;
  const isParent = (id: string): boolean => crates().some((crate) => crate.parentId === id);
  const shown = createMemo(() => {
    const hidden = new Set<string>();
    return crates().filter(({ id, parentId }) => {
      const isHidden = parentId !== null && (folded().has(parentId) || hidden.has(parentId));
      if (isHidden) hidden.add(id);
      return !isHidden;
    });
  });
  const chosen = (): string => {
    const place = library.place();
    return place.kind === 'crate' ? place.id : place.kind;
  };
  const ids = (): string[] => [ALL, PLAYED, ...shown().map(({ id }) => id)];
  const placeFor = (id: string): Place =>
    id === ALL ? { kind: 'all' } : id === PLAYED ? { kind: 'played' } : { kind: 'crate', id };
  const choose = (id: string): void => {
    library.setPlace(placeFor(id));
    props.onChosen?.();
  };
  const focus = (id: string | undefined): void => {
    if (id === undefined) return;
    root.querySelector<HTMLElement>(`[data-place="${CSS.escape(id)}"]`)?.focus();
  };
  const fold = (id: string, isFolded: boolean): void => {
    setFolded((before) => {
      const next = new Set(before);
      if (isFolded) next.add(id);
      else next.delete(id);
      return next;
    });
  };
  const add = (parentId: string | null): void => {
    const adding = createCrate(desk, 'New crate', parentId).then((id) => {
      if (parentId !== null) fold(parentId, false);
      setEditing(id);
    });
    desk.attempt(adding, 'New crate');
  };
  const byId = (id: string): CrateEntry | undefined => crates().find((crate) => crate.id === id);
  const siblingsOf = (crate: CrateEntry): CrateEntry[] =>
    crates().filter(({ parentId }) => parentId === crate.parentId);
  const shift = (crate: CrateEntry, by: number): void => {
    const at = siblingsOf(crate).findIndex(({ id }) => id === crate.id);
    moveCrate(desk, crate.id, crate.parentId, at + by);
  };
  const openMenu = (event: MouseEvent | KeyboardEvent, crate: CrateEntry): void => {
    const siblings = siblingsOf(crate);
    const at = siblings.findIndex(({ id }) => id === crate.id);
    const element = event.currentTarget instanceof Element ? event.currentTarget : root;
    const items = [
      { label: 'Rename', act: () => setEditing(crate.id) },
      ...(crate.query === null ? [{ label: 'New crate inside', act: () => add(crate.id) }] : []),
      ...(at > 0 ? [{ label: 'Move up', act: () => shift(crate, -1) }] : []),
      ...(at < siblings.length - 1 ? [{ label: 'Move down', act: () => shift(crate, 1) }] : []),
      ...(crate.parentId === null
        ? []
        : [{ label: 'Move to the top', act: () => moveCrate(desk, crate.id, null, Number.MAX_SAFE_INTEGER) }]),
      { label: 'Delete', act: () => removeCrate(desk, crate) },
    ];
    setMenu({ name: crate.name, items, ...placeOf(event, element) });
  };
  const onKey = (event: KeyboardEvent, id: string): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = ids();
    const at = all.indexOf(id);
    const crate = byId(id);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) focus(all[Math.min(all.length - 1, Math.max(0, to))]);
    else if (event.key === 'Enter' || event.key === ' ') choose(id);
    else if (crate === undefined) return;
    else if (event.key === 'ArrowRight' && isParent(id)) fold(id, false);
    else if (event.key === 'ArrowLeft' && isParent(id) && !folded().has(id)) fold(id, true);
    else if (event.key === 'ArrowLeft' && crate.parentId !== null) focus(crate.parentId);
    else if (event.key === 'F2') setEditing(id);
    else if (event.key === 'Delete') {
      removeCrate(desk, crate);
      focus(all[at - 1]);
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu(event, crate);
    else if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    event.preventDefault();
    event.stopPropagation();
  };
  const accepts = (event: DragEvent, id: string): boolean => {
    const types = event.dataTransfer?.types ?? [];
    if (types.includes(TRACK_TYPE)) return byId(id)?.query === null;
    return types.includes(CRATE_TYPE) && (id === ALL || byId(id)?.query === null);
  };
  const drop = (event: DragEvent, id: string): void => {
    setOver(null);
    if (!accepts(event, id)) return;
    event.preventDefault();
    event.stopPropagation();
    const track = event.dataTransfer?.getData(TRACK_TYPE) ?? '';
    const crate = event.dataTransfer?.getData(CRATE_TYPE) ?? '';
    if (track !== '') addToCrate(desk, id, track, null);
    else if (crate !== '' && crate !== id) moveCrate(desk, crate, id === ALL ? null : id, Number.MAX_SAFE_INTEGER);
  };
  const rename = (crate: CrateEntry, name: string | null): void => {
    setEditing(null);
    if (name !== null) renameCrate(desk, crate, name.trim());
    queueMicrotask(() => focus(crate.id));
  };
  const item = (given: {
    readonly id: string;
    readonly name: string;
    readonly count: number | null;
    readonly crate: CrateEntry | null;
  }): JSX.Element => {
    const { id, crate } = given;
    return (
      <div
        class="place"
        classList={{ 'is-chosen': chosen() === id, 'is-over': over() === id }}
        style={{ 'padding-left': `${8 + (crate?.depth ?? 0) * 12}px` }}
        role="treeitem"
        aria-level={(crate?.depth ?? 0) + 1}
        aria-selected={chosen() === id}
        aria-expanded={crate !== null && isParent(id) ? !folded().has(id) : undefined}
        aria-label={given.count === null ? given.name : `${given.name}, ${given.count} tracks`}
        tabindex={chosen() === id ? 0 : -1}
        data-place={id}
        title={crate?.query ?? undefined}
        draggable={crate !== null && editing() !== id}
        onClick={() => choose(id)}
        onKeyDown={(event) => onKey(event, id)}
        onContextMenu={(event) => {
          if (crate === null) return;
          event.preventDefault();
          openMenu(event, crate);
        }}
        onDragStart={(event) => event.dataTransfer?.setData(CRATE_TYPE, id)}
        onDragOver={(event) => {
          if (!accepts(event, id)) return;
          event.preventDefault();
          setOver(id);
        }}
        onDragLeave={() => setOver(null)}
        onDrop={(event) => drop(event, id)}
      >
        <Show when={crate !== null && isParent(id)}>
          <button
            type="button"
            class="turn"
            tabindex={-1}
            aria-label={folded().has(id) ? `Unfold ${given.name}` : `Fold ${given.name}`}
            onClick={(event) => {
              event.stopPropagation();
              fold(id, !folded().has(id));
            }}
          >
            <span classList={{ 'is-folded': folded().has(id) }}>
              <TurnIcon />
            </span>
          </button>
        </Show>
        <Show
          when={crate !== null && editing() === id ? crate : null}
          fallback={
            <>
              <span class="ell">{given.name}</span>
              <Show when={crate?.query != null}>
                <SmartIcon />
              </Show>
              <span class="place-count">{given.count?.toLocaleString() ?? ''}</span>
            </>
          }
        >
          {(edited) => <NameField crate={edited()} onDone={(name) => rename(edited(), name)} />}
        </Show>
      </div>
    );
  };
  return (
    <nav class="crates" aria-label="Crates">
      <div class="places" role="tree" aria-label="Places" ref={root}>
        {item({ id: ALL, name: 'All tracks', count: null, crate: null })}
        {item({ id: PLAYED, name: 'Played', count: null, crate: null })}
        <For each={shown()}>{(crate) => item({ id: crate.id, name: crate.name, count: crate.count, crate })}</For>
      </div>
      <button type="button" class="new-crate" onClick={() => add(null)}>
        <ListIcon />
        New crate
      </button>
      <Show when={menu()} keyed>
        {(request) => <Menu request={request} onClose={() => setMenu(null)} />}
      </Show>
    </nav>
  );
}

function NameField(props: { readonly crate: CrateEntry; readonly onDone: (name: string | null) => void }): JSX.Element {
  let isDone = false;
  const done = (name: string | null): void => {
    if (isDone) return;
    isDone = true;
    props.onDone(name);
  };
  return (
    <input
      class="name-field"
      ref={(element) => {
        queueMicrotask(() => {
          element.focus();
          element.select();
        });
      }}
      value={props.crate.name}
      aria-label={`Name of ${props.crate.name}`}
      onClick={(event) => event.stopPropagation()}
      onBlur={(event) => done(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') done(event.currentTarget.value);
        else if (event.key === 'Escape') done(null);
      }}
    />
  );
}
