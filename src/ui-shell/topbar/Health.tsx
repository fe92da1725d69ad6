/** Three figures, then the health word: its cause may be long, and nothing stands behind it to be pushed. Thread: main. */
import { createEffect, createSignal, type JSX, Match, onCleanup, onMount, Switch } from 'solid-js';
import { WarnIcon } from '../controls/icons.tsx';
import { useDesk } from '../state/desk.ts';
import { LiveText } from '../state/frame-loop.ts';
import { fromObservable } from '../state/signals.ts';
import { type Health as HealthState, healthOf } from './health.ts';

const LOOK_EVERY_MS = 500;
const sameHealth = (a: HealthState, b: HealthState): boolean =>
  a.kind === b.kind && (a.kind === 'ok' || b.kind === 'ok' || a.cause === b.cause);

export function Health(): JSX.Element {
  const desk = useDesk();
  const { studio } = desk;
  const phase = fromObservable(studio.phase);
  const output = fromObservable(studio.output);
  const recorder = fromObservable(studio.recorder);
  const [health, setHealth] = createSignal<HealthState>({ kind: 'ok' }, { equals: sameHealth });
  let load!: HTMLElement;
  let underruns!: HTMLElement;
  let latency!: HTMLElement;
  onMount(() => {
    const texts = { load: new LiveText(load), underruns: new LiveText(underruns), latency: new LiveText(latency) };
    let lookedMs = Number.NEGATIVE_INFINITY;
    let counted = -1;
    let grewMs = Number.NEGATIVE_INFINITY;
    onCleanup(
      desk.frames.add((now) => {
        if (now - lookedMs < LOOK_EVERY_MS) return;
        lookedMs = now;
        const { telemetry } = studio;
        const count = telemetry.lateEvents + telemetry.chunksMissing;
        if (counted >= 0 && count > counted) grewMs = now;
        counted = count;
        texts.load.show(`${Math.round(telemetry.load * 100)} %`);
        texts.underruns.show(String(count));
        texts.latency.show(`${((output().baseLatencyS + output().outputLatencyS) * 1000).toFixed(1)} ms`);
        underruns.classList.toggle('is-danger', now - grewMs < 2000);
        setHealth(
          healthOf({
            phase: phase(),
            telemetry,
            output: output(),
            recorderProblem: recorder().problem,
            sinceUnderrunMs: now - grewMs,
          }),
        );
      }),
    );
  });
  createEffect((before: string) => {
    const now = health();
    if (now.kind === before) return before;
    // A lost device is told by its banner, with the remedy.
    if (now.kind === 'degraded') desk.announcer.sayNow(`Degraded: ${now.cause}`);
    return now.kind;
  }, 'ok');
  const cause = (): string => {
    const now = health();
    return now.kind === 'ok' ? '' : now.cause;
  };
  return (
    <>
      <div class="figures">
        <span title="Share of the time the engine may use">
          CPU <b ref={load} />
        </span>
        <span title="Times the engine was late since start">
          Underruns <b ref={underruns} />
        </span>
        <span title="From the engine to the ear">
          Latency <b ref={latency} />
        </span>
      </div>
      <div class="health" title={cause() === '' ? 'The sound is well' : cause()}>
        <Switch>
          <Match when={health().kind === 'ok'}>
            <i class="health-dot" />
            <b>OK</b>
          </Match>
          <Match when={health().kind === 'degraded'}>
            <span class="health-warn">
              <WarnIcon />
              <b>Degraded</b>
            </span>
            <span class="ell">{cause()}</span>
          </Match>
          <Match when={health().kind === 'lost'}>
            <span class="health-lost">
              <WarnIcon />
              <b>Sound lost</b>
            </span>
            <span class="ell">{cause()}</span>
          </Match>
        </Switch>
      </div>
    </>
  );
}
