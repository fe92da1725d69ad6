/** What is wrong and what to do, in the middle of the page: for what keeps the whole instrument from playing. Thread: main. */
import type { JSX } from 'solid-js';
import { EchelonIcon } from '../controls/icons.tsx';

export function TroubleCard(props: { readonly what: string; readonly remedy: string }): JSX.Element {
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
