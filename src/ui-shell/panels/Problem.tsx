/** Why there is no sound, and what to do about it. Thread: main. */
import type { JSX } from 'solid-js';
import { EchelonIcon } from '../controls/icons.tsx';

export function Problem(props: { readonly what: string; readonly remedy: string }): JSX.Element {
  return (
    <div class="boot" role="alertdialog" aria-label={props.what} aria-modal="true">
      <div class="boot-card">
        <EchelonIcon />
        <b>{props.what}</b>
        <span>{props.remedy}</span>
        <button type="button" class="toast-do" onClick={() => location.reload()}>
          Reload the page
        </button>
      </div>
    </div>
  );
}
