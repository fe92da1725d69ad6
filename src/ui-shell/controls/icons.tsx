/** The few pictures of the booth, drawn in the colour of their text. Thread: main. */
import type { JSX } from 'solid-js';

const icon =
  (size: number, path: string, stroked = false) =>
  (): JSX.Element => (
    <svg
      class="icon"
      classList={{ 'is-stroked': stroked }}
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );

export const PlayIcon = icon(18, 'M3 1l13 8-13 8z');
export const LeftIcon = icon(12, 'M10 0v12L1 6z');
export const RightIcon = icon(12, 'M2 0v12l9-6z');
export const PhonesIcon = icon(16, 'M2 9a6 6 0 0112 0v4h-3.5V9.2h1.6a4.2 4.2 0 00-8.2 0h1.6V13H2z');
export const EchelonIcon = icon(18, 'M2 5l7-3 7 3M2 10l7-3 7 3M2 15l7-3 7 3', true);
export const SearchIcon = icon(14, 'M10.5 6a4.5 4.5 0 11-9 0 4.5 4.5 0 019 0zM9.5 9.5L13 13', true);
export const CloseIcon = icon(12, 'M2 2l8 8M10 2l-8 8', true);
export const WarnIcon = icon(12, 'M6 .5l6 11H0z');
export const ThemeIcon = icon(16, 'M8 1a7 7 0 100 14zM8 1a7 7 0 010 14v-1.5a5.5 5.5 0 000-11z');
export const SlidersIcon = icon(16, 'M2 4h6M12 4h2M10 2v4M2 8h2M8 8h6M6 6v4M2 12h7M13 12h1M11 10v4', true);
export const ListIcon = icon(16, 'M2 4h12M2 8h12M2 12h8', true);
export const ColumnsIcon = icon(16, 'M2 3h12v10H2zM6.5 3v10M10.5 3v10', true);
export const FoldIcon = icon(12, 'M2 4l4 4 4-4', true);
export const UnfoldIcon = icon(12, 'M2 8l4-4 4 4', true);
export const TurnIcon = icon(12, 'M3 4.5l3 3 3-3', true);
export const SmartIcon = icon(12, 'M6 1v10M1.7 3.5l8.6 5M10.3 3.5l-8.6 5', true);
