/** One channel: trim, equaliser with kills, filter with resonance, fader, meter, crossfader side, headphones. Thread: main. */
import { type JSX, onCleanup, onMount } from 'solid-js';
import { bindDeck } from '../controls/binding.ts';
import { DeckMark } from '../controls/DeckMark.tsx';
import { Fader } from '../controls/Fader.tsx';
import { LeftIcon, PhonesIcon, RightIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { Knob } from '../controls/Knob.tsx';
import { Meter } from '../controls/Meter.tsx';
import { FADER_MARKS_DB, faderTravel } from '../controls/words.ts';
import { deckClass, deckName } from '../deck-names.ts';
import { level } from '../format.ts';
import * as act from '../state/deck-actions.ts';
import { useDesk } from '../state/desk.ts';
import { LiveText } from '../state/frame-loop.ts';
import { FilterRow } from './FilterRow.tsx';

const BANDS = [
  { key: 'eq.high', kill: 'eq.high.kill', label: 'Hi' },
  { key: 'eq.mid', kill: 'eq.mid.kill', label: 'Mid' },
  { key: 'eq.low', kill: 'eq.low.kill', label: 'Low' },
] as const;
const SIDES = ['left', 'thru', 'right'] as const;
const TICKS = FADER_MARKS_DB.map((db) => ({ at: Number.isFinite(db) ? faderTravel(db) : 0, strong: db === 0 }));
/** Loudness figures are read, not watched. */
const FIGURE_EVERY_MS = 200;

export function Strip(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const letter = deckName(props.deck);
  const meter = () => desk.fast(props.deck).meter;
  let loudness!: HTMLElement;
  onMount(() => {
    const text = new LiveText(loudness);
    let shownMs = 0;
    onCleanup(
      desk.frames.add((now) => {
        if (now - shownMs < FIGURE_EVERY_MS) return;
        shownMs = now;
        text.show(level(meter().shortTermLufs));
      }),
    );
  });
  const side = (): (typeof SIDES)[number] => SIDES[desk.control(props.deck, 'crossfader.side')] ?? 'thru';
  const killed = (key: (typeof BANDS)[number]['kill']): boolean => desk.control(props.deck, key) === 1;
  const pfl = (): boolean => desk.control(props.deck, 'pfl') === 1;
  const trim = bindDeck(desk, props.deck, 'trim');
  return (
    <section class={`strip panel ${deckClass(props.deck)}`} aria-label={`Channel ${letter}`}>
      <div class="strip-top">
        <DeckMark deck={props.deck} />
        <span
          ref={loudness}
          role="img"
          aria-label={`Short-term loudness, deck ${letter}`}
          title="Short-term loudness before the fader, LUFS"
        />
      </div>
      <div class="knob-row">
        <Knob binding={trim}>
          {(showValue) => <span class="label">{showValue() ? <b>{trim.text()}</b> : 'Trim'}</span>}
        </Knob>
      </div>
      {BANDS.map((band) => {
        const binding = bindDeck(desk, props.deck, band.key);
        return (
          <div class="knob-row">
            <Knob binding={binding}>
              {(showValue) => (
                <Key
                  name={`Kill ${band.label.toLowerCase()}, deck ${letter}`}
                  class="kill"
                  lit={killed(band.kill) ? 'kill' : false}
                  pressed={killed(band.kill)}
                  onPress={(timeMs) => act.toggleControl(desk, props.deck, band.kill, timeMs)}
                >
                  {showValue() && !killed(band.kill) ? <b>{binding.text()}</b> : band.label}
                </Key>
              )}
            </Knob>
          </div>
        );
      })}
      <FilterRow deck={props.deck} />
      <Fader binding={bindDeck(desk, props.deck, 'level')} axis="y" ticks={TICKS} class="strip-fader" />
      <Meter
        class="strip-meter"
        lamp="warn"
        name={`Meter, deck ${letter}`}
        rms={() => Math.max(meter().rmsL, meter().rmsR)}
        peak={() => Math.max(meter().peakL, meter().peakR)}
        clips={() => meter().clips}
      />
      <Key
        name={`Crossfader side, deck ${letter}: ${side()}`}
        class="strip-side"
        title="Which side of the crossfader this deck follows. Press for the next: left, thru, right."
        onPress={(timeMs) => act.cycleControl(desk, props.deck, 'crossfader.side', timeMs)}
      >
        {side() === 'left' ? <LeftIcon /> : side() === 'right' ? <RightIcon /> : 'Thru'}
      </Key>
      <Key
        name={`Headphones, deck ${letter}`}
        class="strip-pfl"
        lit={pfl() ? 'primary' : false}
        pressed={pfl()}
        onPress={(timeMs) => act.toggleControl(desk, props.deck, 'pfl', timeMs)}
      >
        <PhonesIcon />
      </Key>
    </section>
  );
}
