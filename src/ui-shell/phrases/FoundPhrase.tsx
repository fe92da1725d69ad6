/**
 * One row of the list of all phrases.
 * Thread: main.
 */
import { createMemo, For, type JSX, Show } from 'solid-js';
import { DECK_COUNT, SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { DeckMark } from '../controls/DeckMark.tsx';
import { Energy } from '../controls/Energy.tsx';
import { PhonesIcon } from '../controls/icons.tsx';
import { deckClass } from '../deck-names.ts';
import { bpm, minutes, UNKNOWN } from '../format.ts';
import { PHRASE_FRAME_TYPE, TRACK_TYPE } from '../library/drop.ts';
import { Fit } from '../library/Fit.tsx';
import { LoadKey } from '../library/LoadKey.tsx';
import { RowFrame } from '../library/RowFrame.tsx';
import type { Audition, PhraseEntry, PhraseListRow, PhrasePart, TrackEntry } from '../port.ts';
import { isAuditioned } from '../state/cue-actions.ts';
import { type Desk, useDesk } from '../state/desk.ts';
import { PhraseKeys } from './PhraseKeys.tsx';
import type { PhraseListColumn } from './phrase-columns.ts';

/** The places of the one tab stop in a row; 0 is the row itself. */
export const Stop = { row: 0, listen: 1, jump: 2, load: 5 } as const;
const DECKS = Array.from({ length: DECK_COUNT }, (_, deck) => deck);

/** The phrase as a deck knows it that holds its track, and which deck that is; null where none does. */
export interface OnDeck {
  readonly deck: number;
  readonly phrase: PhraseEntry;
}

/** Of several decks with the track, one that is shown. */
export function onDeck(desk: Desk, { track, place, phrase }: PhraseListRow): OnDeck | null {
  const shown = desk.layout.shown();
  const holding = DECKS.filter((deck) => desk.track(deck)?.track.id === track.id);
  const deck = holding.find((one) => shown.includes(one)) ?? holding[0];
  const known = deck === undefined ? undefined : desk.track(deck)?.phrases[place];
  return deck === undefined || known?.name !== phrase.name ? null : { deck, phrase: known };
}

export interface FoundPhraseProps {
  readonly index: number;
  readonly topPx: number;
  readonly columns: readonly PhraseListColumn[];
  /** One of `Stop`, or −1 where another row has the tab stop. */
  readonly focusColumn: number;
  readonly auditioned: Audition | null;
  /** Deck, and the row it was asked to load. */
  readonly requested: { readonly row: PhraseListRow; readonly deck: number } | null;
  readonly onRequest: (row: PhraseListRow, deck: number) => void;
  readonly onMenu: (event: MouseEvent, row: PhraseListRow) => void;
}

export function FoundPhrase(props: FoundPhraseProps): JSX.Element {
  const { phrases } = useDesk().library;
  /** The row above is of the same track: what is said of that need not be said again as loud. */
  const isContinued = (row: PhraseListRow | null): boolean =>
    row !== null && phrases.row(props.index - 1)?.track.id === row.track.id;
  return (
    <RowFrame
      list={phrases}
      index={props.index}
      topPx={props.topPx}
      hasFocus={props.focusColumn === Stop.row}
      class="found-phrase"
      classes={(row) => ({
        'is-phrase': row?.phrase.level === 'phrase',
        'is-continued': isContinued(row),
        'is-broken': row?.track.problem != null,
      })}
      style={(row) => ({ '--section': `var(--sec-${row?.phrase.section})` })}
      mayDrag={true}
      onDrag={(event, { track, phrase }) => {
        event.dataTransfer?.setData(TRACK_TYPE, track.id);
        event.dataTransfer?.setData(PHRASE_FRAME_TYPE, String(phrase.startFrame));
      }}
      onMenu={props.onMenu}
    >
      {(row) => <For each={props.columns}>{(column) => <Cell {...props} column={column} row={row()} />}</For>}
    </RowFrame>
  );
}

interface CellProps extends FoundPhraseProps {
  readonly column: PhraseListColumn;
  readonly row: PhraseListRow;
}

function Cell(props: CellProps): JSX.Element {
  const desk = useDesk();
  const { id } = props.column;
  const track = (): TrackEntry => props.row.track;
  const phrase = (): PhrasePart => props.row.phrase;
  const playable = (): boolean => track().problem === null;
  const stop = (place: number): 0 | -1 => (props.focusColumn === place ? 0 : -1);
  switch (id) {
    case 'listen': {
      const listening = (): boolean => isAuditioned(props.auditioned, track().id, phrase());
      return (
        <span class="cell-listen" role="gridcell">
          <button
            type="button"
            class="key is-bare"
            classList={{ 'is-on': listening() }}
            hidden={!playable()}
            tabindex={stop(Stop.listen)}
            data-stop
            aria-label={`Listen to ${phrase().name} of ${track().title}`}
            aria-pressed={listening()}
            title="Plays it in the headphones only, to its end"
            onClick={() => desk.studio.cues.audition(track().id, phrase().startFrame, phrase().endFrame)}
          >
            <PhonesIcon />
          </button>
        </span>
      );
    }
    case 'fit':
      return (
        <span class="cell-fit" role="gridcell">
          <Fit score={props.row.fit?.score ?? 0} />
        </span>
      );
    case 'phrase':
      return (
        <span class="cell-phrase ell" role="gridcell">
          {phrase().name}
        </span>
      );
    case 'bars':
      return (
        <span class="cell-bars number" role="gridcell">
          {phrase().bars ?? UNKNOWN}
        </span>
      );
    case 'where':
      return <Where row={props.row} />;
    case 'title':
      return (
        <span class="cell-title" role="gridcell">
          <span class="ell">{track().title}</span>
        </span>
      );
    case 'artist':
      return (
        <span
          class="cell-artist ell"
          classList={{ 'cell-problem': !playable() }}
          role="gridcell"
          title={track().problem ?? undefined}
        >
          {track().problem ?? track().artist}
        </span>
      );
    case 'bpm':
      return (
        <span class="cell-bpm number" role="gridcell">
          {bpm(track().bpm ?? 0, 1)}
        </span>
      );
    case 'key':
      return (
        <span class="cell-key" role="gridcell" title={track().keyName ?? 'Key unknown'}>
          {track().key ?? UNKNOWN}
        </span>
      );
    case 'energy':
      return (
        <span class="cell-energy" role="gridcell" title="Of the track">
          <Energy level={track().energy} />
        </span>
      );
    case 'why':
    case 'deck':
      return <DeckCell row={props.row} stopAt={props.focusColumn - Stop.jump} />;
    case 'load':
      return (
        <span class="cell-load" role="gridcell">
          <For each={desk.layout.shown()}>
            {(deck, n) => (
              <LoadKey
                track={track()}
                deck={deck}
                tabindex={stop(Stop.load + n())}
                requested={props.requested?.row === props.row && props.requested.deck === deck}
                at={phrase()}
                onRequest={() => props.onRequest(props.row, deck)}
              />
            )}
          </For>
        </span>
      );
  }
}

/** The track as a bar, the phrase as a piece of it, and when it starts. */
function Where(props: { readonly row: PhraseListRow }): JSX.Element {
  const startS = (): number => props.row.phrase.startFrame / SESSION_RATE_HZ;
  const share = (frames: number): number => {
    const seconds = props.row.track.durationS ?? 0;
    return seconds > 0 ? Math.min(1, frames / SESSION_RATE_HZ / seconds) : 0;
  };
  const from = (): number => share(props.row.phrase.startFrame);
  const wide = (): number => share(props.row.phrase.endFrame) - from();
  return (
    <span class="cell-where" role="gridcell">
      <span class="where-track" aria-hidden="true">
        <i style={{ left: `${from() * 100}%`, width: `${wide() * 100}%` }} />
      </span>
      <span class="number">{minutes(startS())}</span>
    </span>
  );
}

/** Where the track sits in a deck, what that deck can do with the phrase; else why it fits, where that is asked. */
function DeckCell(props: { readonly row: PhraseListRow; readonly stopAt: number }): JSX.Element {
  const desk = useDesk();
  const held = createMemo(() => onDeck(desk, props.row), null, {
    equals: (a, b) => a?.deck === b?.deck && a?.phrase === b?.phrase,
  });
  return (
    <span class="cell-deck ell" role="gridcell" title={held() === null ? props.row.fit?.reason : undefined}>
      <Show when={held()} fallback={props.row.fit?.reason}>
        {(on) => (
          <span class={`deck-keys ${deckClass(on().deck)}`}>
            <DeckMark deck={on().deck} />
            <PhraseKeys
              deck={on().deck}
              phrase={on().phrase}
              place={props.row.place}
              of={` of ${props.row.track.title}`}
              stopAt={props.stopAt}
            />
          </span>
        )}
      </Show>
    </span>
  );
}
