/** How well a track fits a deck, as one to five dots. Thread: main. */
import { Index, type JSX } from 'solid-js';

const FIVE = [1, 2, 3, 4, 5] as const;

export function Fit(props: { readonly score: number }): JSX.Element {
  const dots = (): number => Math.max(1, Math.round(props.score * 5));
  return (
    <span class="fit" role="img" aria-label={`Fits ${dots()} of 5`}>
      <Index each={FIVE}>{(step) => <i classList={{ 'is-on': step() <= dots() }} />}</Index>
    </span>
  );
}
