/** The grid of one deck, to correct by hand while it plays: everything applies at once. Thread: main. */
import { createEffect, createMemo, For, Index, type JSX, on, onCleanup } from 'solid-js';
import { isConstant, tempoChanges } from '../../control-bus/beat-grid.ts';
import { Op } from '../../control-bus/commands.ts';
import { DECK_COUNT } from '../../control-bus/constants.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { Key } from '../controls/Key.tsx';
import { deckClass, deckName } from '../deck-names.ts';
import { bpm } from '../format.ts';
import type { Grid } from '../port.ts';
import * as act from '../state/deck-actions.ts';
import { useDesk } from '../state/desk.ts';
import { askTempo } from './ask-tempo.ts';
import {
  addChange,
  downbeatAt,
  framesOfMs,
  removeChange,
  rulingChange,
  scaleTempo,
  shiftDownbeat,
  shiftGrid,
  stretchFrom,
} from './grid-edits.ts';

interface EditKey {
  readonly name: string;
  readonly label: string;
  readonly title: string;
  readonly disabled?: string | null;
  readonly pressed?: boolean;
  readonly press: (timeMs: number) => void;
}

const CANNOT = 'The grid stays as it is: no room, or a tempo out of 20 to 999 BPM.';

export function GridEditor(): JSX.Element {
  const desk = useDesk();
  const deck = desk.gridDeck;
  const grid = createMemo((): Grid | null => desk.track(deck())?.grid ?? null);
  const clicks = (of: number): boolean => (desk.slow.flags(of) & DeckFlag.metronome) !== 0;
  const silence = (of: number): void => {
    if (clicks(of)) desk.studio.send({ op: Op.metronome, deck: of, a: 0 });
  };
  // The metronome belongs to the editor: it ends with it, and with a look at another deck.
  createEffect(on(deck, (now, before) => before !== undefined && before !== now && silence(before)));
  onCleanup(() => silence(deck()));

  const groups = (): readonly (readonly [string, readonly EditKey[]])[] => {
    const of = deck();
    const hand = desk.grids;
    const noGrid = act.withoutGrid(desk, of);
    const noTrack = act.withoutTrack(desk, of);
    const pinned = hand.pin(of) !== null;
    const edit =
      (change: (grid: Grid, here: number) => Grid | null, otherwise = CANNOT) =>
      (): void => {
        if (!hand.edit(of, change)) desk.messages.notify(otherwise);
      };
    const shift = (ms: number): EditKey => ({
      name: `Grid ${Math.abs(ms)} ms ${ms < 0 ? 'earlier' : 'later'}`,
      label: `${ms < 0 ? '\u2212' : '+'}${Math.abs(ms)} ms`,
      title: 'Moves every beat.',
      disabled: noGrid,
      press: edit((g) => shiftGrid(g, framesOfMs(ms))),
    });
    const bars = (beats: -1 | 1): EditKey => ({
      name: `Bars one beat ${beats < 0 ? 'earlier' : 'later'}`,
      label: `${beats < 0 ? '\u2212' : '+'}1 beat`,
      title: 'The beats stay; another one is the first of its bar.',
      disabled: noGrid,
      press: edit((g) => shiftDownbeat(g, beats)),
    });
    const scale = (factor: 0.5 | 2): EditKey => ({
      name: factor < 1 ? 'Halve grid' : 'Double grid',
      label: factor < 1 ? '\u00bd' : '\u00d72',
      title: factor < 1 ? 'Every second beat goes.' : 'A beat more between any two.',
      disabled: noGrid,
      press: edit((g) => scaleTempo(g, factor)),
    });
    return [
      [
        'Place',
        [
          {
            name: 'Downbeat here',
            label: 'Beat 1 here',
            title: 'The nearest beat comes under the needle and begins a bar.',
            disabled: noGrid,
            press: edit(downbeatAt),
          },
          bars(-1),
          bars(1),
          shift(-10),
          shift(-1),
          shift(1),
          shift(10),
        ],
      ],
      [
        'Tempo',
        [
          {
            name: 'Tap along',
            label: 'Tap',
            title: 'Four taps or more along with the beat.',
            disabled: noTrack ?? (act.isPlaying(desk, of) ? null : 'Needs the deck to play: tap along.'),
            press: (timeMs) => hand.tap(of, timeMs),
          },
          scale(0.5),
          scale(2),
          {
            name: 'Enter tempo',
            label: 'BPM',
            title: 'Beats per minute of the track as recorded.',
            disabled: noTrack,
            press: () => askTempo(desk, of),
          },
          {
            name: 'Stretch from here',
            label: 'Pin',
            title: 'Everything before the nearest beat stays; then let a beat fall where it should, further on.',
            disabled: noGrid,
            pressed: pinned,
            press: () => hand.togglePin(of),
          },
          {
            name: 'Beat falls here',
            label: 'Beat here',
            title:
              'The tempo since the pin, or since the last tempo change, becomes such that a beat falls under the needle.',
            disabled: noGrid,
            press: edit(
              (g, here) => stretchFrom(g, hand.pin(of) ?? anchorOf(g, here), here),
              'There is no beat between the pin, or the last tempo change, and here. Play on.',
            ),
          },
        ],
      ],
      [
        'Tempo changes',
        [
          {
            name: 'Add tempo change here',
            label: 'Add',
            title: 'From the nearest beat on, the tempo is a matter of its own.',
            disabled: noGrid,
            press: edit(addChange),
          },
          {
            name: 'Remove tempo change',
            label: 'Remove',
            title: 'Takes out the last one before here.',
            disabled:
              noGrid ?? (grid() !== null && !isConstant(grid() as Grid) ? null : 'The tempo is the same throughout.'),
            press: edit(removeChange, 'There is no tempo change before here.'),
          },
        ],
      ],
      [
        'Hand',
        [
          {
            name: 'Undo grid',
            label: 'Undo',
            title: 'Takes the last correction back.',
            disabled: hand.canUndo(of) ? null : 'Nothing was changed since the track was loaded.',
            press: () => hand.undo(of),
          },
          {
            name: 'Redo grid',
            label: 'Redo',
            title: 'The correction taken back last, again.',
            disabled: hand.canRedo(of) ? null : 'Nothing was taken back.',
            press: () => hand.redo(of),
          },
          {
            name: 'Metronome',
            label: 'Clicks',
            title: 'Clicks on every beat, on the cue bus.',
            disabled: noGrid,
            pressed: clicks(of),
            press: (timeMs) => desk.studio.send({ op: Op.metronome, deck: of, a: clicks(of) ? 0 : 1 }, timeMs),
          },
          {
            name: 'Remove grid',
            label: 'No grid',
            title: 'The track is played without beats.',
            disabled: noGrid,
            press: () => hand.replace(of, null),
          },
        ],
      ],
    ];
  };
  return (
    <div class={`grid-editor ${deckClass(deck())}`}>
      <div class="grid-editor-deck">
        <div class="choice" role="group" aria-label="Deck whose grid is edited">
          <For each={Array.from({ length: DECK_COUNT }, (_, i) => i)}>
            {(one) => (
              <Key
                name={`Grid of deck ${deckName(one)}`}
                class={deck() === one ? 'is-chosen' : ''}
                pressed={deck() === one}
                onPress={() => desk.editGrid(one)}
              >
                {deckName(one)}
              </Key>
            )}
          </For>
        </div>
        <p class="grid-words">{gridWords(grid(), act.withoutGrid(desk, deck()))}</p>
      </div>
      <Index each={groups()}>
        {(group) => (
          <div class="grid-group" role="group" aria-label={`${group()[0]}, deck ${deckName(deck())}`}>
            <h3>{group()[0]}</h3>
            <div class="field-keys">
              <Index each={group()[1]}>
                {(key) => (
                  <Key
                    name={`${key().name}, deck ${deckName(deck())}`}
                    class="is-wide"
                    title={key().title}
                    disabled={key().disabled ?? null}
                    lit={key().pressed === true ? 'primary' : false}
                    {...(key().pressed === undefined ? {} : { pressed: key().pressed === true })}
                    onPress={(timeMs) => key().press(timeMs)}
                  >
                    {key().label}
                  </Key>
                )}
              </Index>
            </div>
          </div>
        )}
      </Index>
    </div>
  );
}

/** Where the tempo that rules at `here` begins. */
function anchorOf(grid: Grid, here: number): number {
  return grid.segments?.[rulingChange(grid, here)]?.startFrame ?? grid.downbeatFrame;
}

function gridWords(grid: Grid | null, reason: string | null): string {
  if (grid === null) return reason ?? act.NO_GRID;
  const changes = tempoChanges(grid);
  if (changes.length === 0) return `${bpm(grid.bpm)} BPM throughout, ${grid.beatsPerBar} beats to a bar`;
  const tempi = [grid.bpm, ...changes.map((change) => change.bpm)];
  const count = changes.length === 1 ? '1 tempo change' : `${changes.length} tempo changes`;
  return `${bpm(Math.min(...tempi))} to ${bpm(Math.max(...tempi))} BPM, ${count}, ${grid.beatsPerBar} beats to a bar`;
}
