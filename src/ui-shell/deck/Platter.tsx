/** Cover (the file's own, or one drawn from the names), four-segment beat ring and needle; drag to scratch. Thread: main. */
import { createEffect, createResource, type JSX, onCleanup, onMount } from 'solid-js';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { deckName } from '../deck-names.ts';
import { attachScratch } from '../gestures/scratch.ts';
import type { DeckFast } from '../port.ts';
import * as act from '../state/deck-actions.ts';
import { type Desk, useDesk } from '../state/desk.ts';
import { readTokens } from '../state/tokens.ts';
import { COVER_TOKENS, drawCover, drawPicture, hashText } from './cover.ts';
import { angleBetween, framesPerTurn, TAU, turnPhase } from './platter-maths.ts';

const SIZE = 88;
const MIDDLE = SIZE / 2;
const SEGMENT_GAP = 0.05;

function surface(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ratio = Math.max(1, devicePixelRatio);
  canvas.width = Math.round(SIZE * ratio);
  canvas.height = Math.round(SIZE * ratio);
  const g = canvas.getContext('2d');
  if (g === null) throw new Error('this browser has no 2D canvas; Echelon needs one to draw decks');
  g.scale(ratio, ratio);
  return g;
}

/** The picture of a cover, decoded; null where the library has none, or it is broken: the drawn one then stays. */
async function loadPicture(
  desk: Desk,
  coverId: string,
): Promise<{ readonly coverId: string; readonly image: HTMLImageElement | null }> {
  const url = await desk.studio.library.cover(coverId).catch(() => null);
  if (url === null) return { coverId, image: null };
  const image = new Image();
  image.src = url;
  const isWhole = await image.decode().then(
    () => true,
    () => false,
  );
  return { coverId, image: isWhole ? image : null };
}

export function Platter(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const letter = deckName(props.deck);
  const [picture] = createResource(
    () => desk.track(props.deck)?.track.coverId ?? null,
    (id) => loadPicture(desk, id),
  );
  let root!: HTMLDivElement;
  let cover!: HTMLCanvasElement;
  let ring!: HTMLCanvasElement;
  onMount(() => {
    const coverContext = surface(cover);
    const g = surface(ring);
    let ink = readTokens(['bg-1', 'bg-3', 'ink-0', 'deck-a', 'deck-b', 'deck-c', 'deck-d']);
    let drawn = Number.NaN;
    createEffect(() => {
      desk.theme.theme();
      const track = desk.track(props.deck)?.track;
      ink = readTokens(['bg-1', 'bg-3', 'ink-0', 'deck-a', 'deck-b', 'deck-c', 'deck-d']);
      drawn = Number.NaN;
      coverContext.clearRect(0, 0, SIZE, SIZE);
      if (track === undefined) {
        coverContext.beginPath();
        coverContext.arc(MIDDLE, MIDDLE, MIDDLE - 13, 0, 7);
        coverContext.fillStyle = readTokens(['bg-2'])['bg-2'];
        coverContext.fill();
        return;
      }
      drawCover(coverContext, SIZE, MIDDLE - 13, hashText(track.title + track.artist), readTokens(COVER_TOKENS));
      const art = picture();
      // Until the picture of a new track is there, the resource still holds the last one's.
      if (art?.coverId === track.coverId && art?.image) drawPicture(coverContext, SIZE, MIDDLE - 13, art.image);
    });
    const colour = (): string => ink[`deck-${letter.toLowerCase()}` as 'deck-a'];
    const paint = (calm: boolean): boolean => {
      const fast = desk.fast(props.deck);
      // Under a hand the needle follows in every frame.
      const underHand = (fast.flags & DeckFlag.scratching) !== 0;
      if (calm || underHand) paintNeedle(fast);
      return underHand;
    };
    const paintNeedle = (fast: DeckFast): void => {
      const phase = turnPhase(fast, desk.slow.deck(props.deck));
      const loaded = (fast.flags & DeckFlag.loaded) !== 0;
      const key = loaded ? Math.round(phase * 2048) + (fast.flags & DeckFlag.hasGrid) * 4 : -1;
      if (key === drawn) return;
      drawn = key;
      g.clearRect(0, 0, SIZE, SIZE);
      g.lineWidth = 5;
      const beats = phase * 4;
      for (let i = 0; i < 4; i++) {
        const from = -Math.PI / 2 + (i * Math.PI) / 2 + SEGMENT_GAP;
        const to = from + Math.PI / 2 - 2 * SEGMENT_GAP;
        g.strokeStyle = ink['bg-3'];
        g.beginPath();
        g.arc(MIDDLE, MIDDLE, MIDDLE - 4, from, to);
        g.stroke();
        const full = loaded ? Math.min(1, Math.max(0, beats - i)) : 0;
        if (full > 0) {
          g.strokeStyle = colour();
          g.beginPath();
          g.arc(MIDDLE, MIDDLE, MIDDLE - 4, from, from + (to - from) * full);
          g.stroke();
        }
      }
      if (!loaded) return;
      const angle = phase * TAU - Math.PI / 2;
      const x = Math.cos(angle);
      const y = Math.sin(angle);
      g.strokeStyle = ink['ink-0'];
      g.lineWidth = 3;
      g.beginPath();
      g.moveTo(MIDDLE + (MIDDLE - 20) * x, MIDDLE + (MIDDLE - 20) * y);
      g.lineTo(MIDDLE + (MIDDLE - 1) * x, MIDDLE + (MIDDLE - 1) * y);
      g.stroke();
      g.fillStyle = ink['bg-1'];
      g.beginPath();
      g.arc(MIDDLE, MIDDLE, 4, 0, 7);
      g.fill();
    };
    onCleanup(desk.frames.addEvery(paint));
    const angleOf = (event: PointerEvent, element: HTMLElement): number => {
      const box = element.getBoundingClientRect();
      return Math.atan2(event.clientY - box.top - box.height / 2, event.clientX - box.left - box.width / 2);
    };
    attachScratch(root, desk.studio, {
      deck: () => props.deck,
      enabled: () => act.isLoaded(desk, props.deck),
      framesBetween: (from, to, element) =>
        (angleBetween(angleOf(from, element), angleOf(to, element)) / TAU) * framesPerTurn(desk.slow.deck(props.deck)),
    });
  });
  return (
    <div class="platter" ref={root} role="img" aria-label={`Platter, deck ${letter}`} title="Drag to scratch">
      <canvas ref={cover} />
      <canvas ref={ring} />
    </div>
  );
}
