/** What the lists of the library can be ordered by, as the toolbar offers it. Thread: main. */
import type { JSX } from 'solid-js';
import { deckName } from '../deck-names.ts';
import { PHRASE_ORDERS } from '../phrases/phrase-columns.ts';
import { useDesk } from '../state/desk.ts';
import { ORDERS } from './columns.ts';
import { OrderChoice, type OrderOption } from './OrderChoice.tsx';

const OWN = '';
const FITS = 'fits ';

const TRACK_OPTIONS: readonly OrderOption[] = [
  { value: OWN, label: 'As added' },
  ...ORDERS.map(({ column, label }) => ({
    value: column,
    label: `By ${label === 'BPM' ? label : label.toLowerCase()}`,
  })),
];
const PHRASE_OPTIONS: readonly OrderOption[] = [
  { value: OWN, label: 'Track by track' },
  ...[0, 1, 2, 3].map((deck) => ({ value: `${FITS}${deck}`, label: `Fits deck ${deckName(deck)}` })),
  ...PHRASE_ORDERS.map(({ column, label }) => ({ value: column, label })),
];

export function TrackOrderChoice(): JSX.Element {
  const { library } = useDesk();
  return (
    <OrderChoice
      options={TRACK_OPTIONS}
      value={library.order()?.column ?? OWN}
      descending={library.order()?.descending ?? null}
      onChoose={(value) => {
        const column = ORDERS.find((candidate) => candidate.column === value)?.column;
        library.setOrder(column === undefined ? null : { column, descending: library.order()?.descending ?? false });
      }}
      onReverse={() => {
        const order = library.order();
        if (order !== null) library.setOrder({ ...order, descending: !order.descending });
      }}
    />
  );
}

/** Also what fits a deck in tempo and key, best first. */
export function PhraseOrderChoice(): JSX.Element {
  const { library } = useDesk();
  const order = library.phraseOrder;
  const value = (): string => {
    const choice = library.phraseChoice();
    return choice?.kind === 'fits' ? `${FITS}${choice.deck}` : (order()?.column ?? OWN);
  };
  const choose = (chosen: string): void => {
    const column = PHRASE_ORDERS.find((candidate) => candidate.column === chosen)?.column;
    if (chosen.startsWith(FITS)) library.setPhraseChoice({ kind: 'fits', deck: Number(chosen.slice(FITS.length)) });
    else if (column === undefined) library.setPhraseChoice(null);
    else library.setPhraseChoice({ kind: 'column', order: { column, descending: order()?.descending ?? false } });
  };
  return (
    <OrderChoice
      options={PHRASE_OPTIONS}
      value={value()}
      descending={order()?.descending ?? null}
      onChoose={choose}
      onReverse={() => {
        const now = order();
        if (now !== null) library.setPhraseChoice({ kind: 'column', order: { ...now, descending: !now.descending } });
      }}
    />
  );
}
