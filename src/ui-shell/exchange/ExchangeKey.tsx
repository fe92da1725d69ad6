/** The toolbar's way to the exchange. Thread: main. */
import type { JSX } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { useDesk } from '../state/desk.ts';

export function ExchangeKey(): JSX.Element {
  const desk = useDesk();
  const isOpen = (): boolean => desk.panel() === 'exchange';
  return (
    <Key
      name="Exchange"
      class="is-wide"
      title="Collections of other programs in and out, backups, duplicates"
      expanded={isOpen()}
      onPress={() => desk.openPanel(isOpen() ? null : 'exchange')}
    >
      Exchange
    </Key>
  );
}
