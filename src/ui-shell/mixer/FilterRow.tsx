/** The filter knob, and beside it the resonance: its label is a small slider of its own. Thread: main. */
import { type JSX, onMount, Show } from 'solid-js';
import { bindDeck } from '../controls/binding.ts';
import { Knob } from '../controls/Knob.tsx';
import { createSliderGestures } from '../gestures/slider.ts';
import { KNOB_RANGE_PX } from '../gestures/travel.ts';
import { useDesk } from '../state/desk.ts';

export function FilterRow(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const filter = bindDeck(desk, props.deck, 'filter');
  const resonance = bindDeck(desk, props.deck, 'filter.resonance');
  let bar!: HTMLDivElement;
  const gestures = createSliderGestures({
    value: resonance.value,
    fallback: resonance.fallback,
    set: resonance.set,
    travel: resonance.travel,
    axis: 'y',
    rangePx: () => KNOB_RANGE_PX,
  });
  onMount(() => gestures.attach(bar));
  const kind = (): string => (filter.value() === 0 ? 'Filter' : filter.value() < 0 ? 'LP' : 'HP');
  return (
    <div class="knob-row">
      <Knob binding={filter} coloured>
        {(showValue) => (
          <div
            ref={bar}
            class="resonance"
            classList={{ 'is-held': gestures.dragging() }}
            role="slider"
            tabindex="0"
            aria-label={resonance.name}
            aria-valuemin={resonance.min}
            aria-valuemax={resonance.max}
            aria-valuenow={Number(resonance.value().toFixed(4))}
            aria-valuetext={resonance.spoken()}
            aria-orientation="vertical"
            title={`${resonance.name}: ${resonance.text()} %. Drag up for more.`}
          >
            <span class="label">
              {gestures.hovered() || gestures.dragging() ? (
                <b>Reso {resonance.text()}</b>
              ) : (
                <>
                  {kind()}
                  <Show when={filter.value() !== 0 || showValue()}>
                    <small classList={{ 'is-shown': showValue() }}>{filter.text()}</small>
                  </Show>
                </>
              )}
            </span>
            <i class="resonance-track">
              <i class="resonance-value" style={{ transform: `scaleX(${resonance.value()})` }} />
            </i>
          </div>
        )}
      </Knob>
    </div>
  );
}
