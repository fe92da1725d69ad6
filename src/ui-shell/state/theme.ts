/** Dark or high contrast: the performer's choice, else the system's. Thread: main. */
import { type Accessor, createSignal, onCleanup } from 'solid-js';

export type Theme = 'dark' | 'contrast';
const STORED = 'echelon.theme';

export interface ThemeState {
  readonly theme: Accessor<Theme>;
  readonly setTheme: (theme: Theme) => void;
}

function stored(): Theme | null {
  const value = localStorage.getItem(STORED);
  return value === 'dark' || value === 'contrast' ? value : null;
}

/** Follows `prefers-contrast` until a choice was made; `changed` is called after every change. */
export function createTheme(changed: () => void): ThemeState {
  const media = matchMedia('(prefers-contrast: more)');
  const wanted = (): Theme => stored() ?? (media.matches ? 'contrast' : 'dark');
  const [theme, setSignal] = createSignal<Theme>(wanted());
  const apply = (next: Theme): void => {
    // The page first: whoever hears the signal reads its tokens from the page.
    document.documentElement.dataset.theme = next;
    setSignal(next);
    changed();
  };
  const follow = (): void => apply(wanted());
  media.addEventListener('change', follow);
  onCleanup(() => media.removeEventListener('change', follow));
  apply(theme());
  return {
    theme,
    setTheme(next) {
      localStorage.setItem(STORED, next);
      apply(next);
    },
  };
}
