/** A rating of 0 to 5, set by a press on a star (again: none) or by the digits. Thread: main. */
import { Index, type JSX } from 'solid-js';

const STARS = [1, 2, 3, 4, 5] as const;

export function Stars(props: {
  readonly title: string;
  readonly rating: number;
  readonly tabindex: number;
  readonly onRate: (rating: number) => void;
}): JSX.Element {
  const rate = (rating: number): void => props.onRate(Math.min(5, Math.max(0, rating)));
  return (
    <div
      class="stars"
      role="slider"
      tabindex={props.tabindex}
      data-stop
      aria-label={`Rating of ${props.title}`}
      aria-valuemin={0}
      aria-valuemax={5}
      aria-valuenow={props.rating}
      aria-valuetext={props.rating === 0 ? 'not rated' : `${props.rating} of 5`}
      onClick={(event) => {
        const star = Number(event.target instanceof Element ? event.target.getAttribute('data-star') : 0);
        if (star > 0) rate(star === props.rating ? 0 : star);
      }}
      onKeyDown={(event) => {
        const to = /^[0-5]$/.test(event.key)
          ? Number(event.key)
          : { '+': props.rating + 1, '-': props.rating - 1, Delete: 0 }[event.key];
        if (to === undefined || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        rate(to);
      }}
    >
      <Index each={STARS}>{(star) => <i data-star={star()} classList={{ 'is-on': star() <= props.rating }} />}</Index>
    </div>
  );
}
