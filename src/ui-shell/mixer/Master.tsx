/** Master: meters, gain reduction, loudness figures, output levels. Thread: main. */
import { For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { controlIndex } from '../../control-bus/controls.ts';
import { bindGlobal } from '../controls/binding.ts';
import { Key } from '../controls/Key.tsx';
import { Knob } from '../controls/Knob.tsx';
import { Meter } from '../controls/Meter.tsx';
import { level, MINUS, signed } from '../format.ts';
import { meterHeight, SCALE_MARKS } from '../meter-scale.ts';
import { useDesk } from '../state/desk.ts';
import { LiveText } from '../state/frame-loop.ts';
import { fromObservable } from '../state/signals.ts';

/** Channels a device needs before the booth has outputs of its own. */
export const BOOTH_CHANNELS = 6;
const UNROUTED = 'The headphones have no output yet: choose a cue routing in Settings';

/** Gain reduction that fills its meter. */
const REDUCTION_FULL_DB = 12;
const FIGURE_EVERY_MS = 200;
const KNOBS = [
  { name: 'master.level', label: 'Master' },
  { name: 'phones.mix', label: 'Cue mix' },
  { name: 'phones.level', label: 'Phones' },
  { name: 'booth.level', label: 'Booth' },
] as const;

export function Master(): JSX.Element {
  const desk = useDesk();
  const { studio } = desk;
  let reduction!: HTMLDivElement;
  let loudness!: HTMLElement;
  let peak!: HTMLElement;
  let limit!: HTMLElement;
  onMount(() => {
    const texts = { loudness: new LiveText(loudness), peak: new LiveText(peak), limit: new LiveText(limit) };
    let shownMs = 0;
    let drawn = -1;
    let deepest = 0;
    onCleanup(
      desk.frames.add((now) => {
        const { master, gainReductionDb } = studio.fast;
        const share = Math.round(Math.min(1, -gainReductionDb / REDUCTION_FULL_DB) * 200) / 200;
        if (share !== drawn) {
          drawn = share;
          reduction.style.backgroundSize = `100% ${share * 100}%`;
        }
        deepest = Math.min(deepest, gainReductionDb);
        if (now - shownMs < FIGURE_EVERY_MS) return;
        shownMs = now;
        texts.loudness.show(level(master.shortTermLufs));
        texts.peak.show(level(master.truePeakDb, -100));
        texts.limit.show(signed(deepest, 1));
        deepest = 0;
      }),
    );
  });
  const output = fromObservable(studio.output);
  const hasBooth = (): boolean => output().cue === 'channels-3-4' && output().maxChannels >= BOOTH_CHANNELS;
  const split = controlIndex('phones.split');
  const splitOn = (): boolean => desk.slow.control(split) === 1;
  return (
    <section class="master panel" aria-label="Master">
      <div class="strip-top">Master</div>
      <div class="master-meters">
        <div class="scale" aria-hidden="true">
          <For each={SCALE_MARKS}>
            {(db) => (
              <span style={{ top: `${(1 - meterHeight(db)) * 100}%` }}>{db === 0 ? '0' : `${MINUS}${-db}`}</span>
            )}
          </For>
        </div>
        <Meter
          name="Master meter left"
          lamp="danger"
          rms={() => studio.fast.master.rmsL}
          peak={() => studio.fast.master.peakL}
          clips={() => studio.fast.master.clips}
        />
        <Meter
          name="Master meter right"
          lamp="danger"
          rms={() => studio.fast.master.rmsR}
          peak={() => studio.fast.master.peakR}
          clips={() => studio.fast.master.clips}
        />
        <div
          class="reduction"
          role="img"
          aria-label="Gain reduction"
          title="Gain reduction of the limiter, 12 dB full"
          ref={reduction}
        />
        <em class="is-l">L</em>
        <em class="is-r">R</em>
        <em class="is-gr">GR</em>
      </div>
      <dl title="Short-term loudness; highest true peak; limiter's deepest reduction just now">
        <dt>LUFS</dt>
        <dd ref={loudness} />
        <dt>Peak</dt>
        <dd ref={peak} />
        <dt>Limit</dt>
        <dd ref={limit} />
      </dl>
      <div class="master-knobs">
        <For each={KNOBS}>
          {(knob) => {
            const binding = bindGlobal(desk, knob.name);
            const unrouted = (): boolean => knob.name.startsWith('phones.') && output().cue === 'off';
            return (
              <Show when={knob.name !== 'booth.level' || hasBooth()}>
                <div
                  class="knob-row"
                  classList={{ 'is-wide-only': knob.name === 'booth.level', 'is-unrouted': unrouted() }}
                  title={unrouted() ? UNROUTED : undefined}
                >
                  <Knob binding={binding}>
                    {(showValue) => <span class="label">{showValue() ? <b>{binding.text()}</b> : knob.label}</span>}
                  </Knob>
                </div>
              </Show>
            );
          }}
        </For>
      </div>
      <Key
        name="Split cue"
        class="is-wide-only"
        title={output().cue === 'off' ? UNROUTED : 'Headphones: cue in one ear, master in the other'}
        lit={splitOn() ? 'primary' : false}
        pressed={splitOn()}
        onPress={(timeMs) => desk.setControl(split, splitOn() ? 0 : 1, timeMs)}
      >
        Split cue
      </Key>
    </section>
  );
}
