/** Mark, title, tempo, key, time, overview. Thread: main. */
import { type JSX, onCleanup, onMount } from 'solid-js';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { controlIndex } from '../../control-bus/controls.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { DeckMark } from '../controls/DeckMark.tsx';
import { tempoPercent } from '../controls/words.ts';
import { deckName } from '../deck-names.ts';
import { bpm, minutes, remaining, signed, transposeCamelot, UNKNOWN } from '../format.ts';
import { isAudible } from '../state/audible.ts';
import { useDesk } from '../state/desk.ts';
import { LiveText } from '../state/frame-loop.ts';
import { Overview } from './Overview.tsx';

/** Time left at which an audible deck warns. */
export const END_WARNING_S = 30;

/** Semitones the music sounds shifted by: the key shift, and the tempo's share when key lock is off. */
export function soundingShift(keyShift: number, keyLock: boolean, percent: number): number {
  const byTempo = keyLock ? 0 : 12 * Math.log2(Math.max(0.01, 1 + percent / 100));
  return Math.round(keyShift + byTempo);
}

export function DeckHead(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const letter = deckName(props.deck);
  const track = () => desk.track(props.deck)?.track;
  const percent = (): number =>
    tempoPercent(desk.control(props.deck, 'tempo'), desk.control(props.deck, 'tempo.range'));
  const shift = (): number =>
    soundingShift(desk.control(props.deck, 'key.shift'), desk.control(props.deck, 'keylock') === 1, percent());
  const key = (): string => {
    const own = track()?.key ?? null;
    return own === null ? UNKNOWN : transposeCamelot(own, shift());
  };
  const caption = (): string => {
    const loaded = desk.track(props.deck);
    if (loaded === null) return 'Load a track';
    return loaded.decoded < 1 ? `Reading ${Math.floor(loaded.decoded * 100)} %` : loaded.track.artist;
  };
  let tempo!: HTMLElement;
  let left!: HTMLElement;
  let gone!: HTMLElement;
  onMount(() => {
    const texts = { tempo: new LiveText(tempo), left: new LiveText(left), gone: new LiveText(gone) };
    let warned = false;
    const crossfader = controlIndex('mixer.crossfader');
    const reverse = controlIndex('mixer.crossfader.reverse');
    const paint = (): void => {
      const fast = desk.fast(props.deck);
      const loaded = (fast.flags & DeckFlag.loaded) !== 0;
      const seconds = fast.position / SESSION_RATE_HZ;
      const total = desk.slow.deck(props.deck).sourceFrames / SESSION_RATE_HZ;
      const still = Math.max(0, total - seconds);
      texts.tempo.show(bpm(fast.tempo));
      texts.left.show(loaded ? remaining(still) : UNKNOWN);
      texts.gone.show(loaded ? minutes(seconds) : UNKNOWN);
      const warn =
        loaded &&
        still < END_WARNING_S &&
        isAudible({
          flags: fast.flags,
          lufs: fast.meter.shortTermLufs,
          level: desk.control(props.deck, 'level'),
          side: desk.control(props.deck, 'crossfader.side'),
          crossfader: desk.slow.control(crossfader),
          reversed: desk.slow.control(reverse) === 1,
        });
      if (warn === warned) return;
      warned = warn;
      left.classList.toggle('is-ending', warn);
      if (warn) desk.announcer.sayNow(`Deck ${letter} ends in ${Math.round(still)} seconds.`);
    };
    onCleanup(desk.frames.add(paint));
  });
  return (
    <div class="deck-head">
      <div class="deck-title">
        <DeckMark deck={props.deck} large />
        <div class="deck-names">
          <h2 class="ell" title={track()?.title}>
            {track()?.title ?? 'Empty'}
          </h2>
          <p class="ell" title={caption()}>
            {caption()}
          </p>
        </div>
        <div class="figure is-tempo">
          <b ref={tempo} role="img" aria-label={`Tempo of deck ${letter}`} />
          <span>
            <em title={track()?.keyName ?? 'Key unknown'}>{key()}</em> {signed(percent(), 1)} %
          </span>
        </div>
        <div class="figure is-time">
          <b ref={left} role="img" aria-label={`Time left, deck ${letter}`} />
          <span ref={gone} />
        </div>
      </div>
      <Overview deck={props.deck} />
    </div>
  );
}
