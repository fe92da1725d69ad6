/**
 * Everything the painters draw of one deck, gathered from the snapshots and from what the main thread told.
 * Thread: render worker. `refresh` does not allocate.
 */
import { type BeatGrid, type BeatMap, beatMap, frameAt } from '../../control-bus/beat-grid.ts';
import { HOT_CUE_COUNT } from '../../control-bus/constants.ts';
import { type DECK_FAST, type DECK_SLOW, DeckFlag } from '../../control-bus/layouts.ts';
import { WaveformView } from '../../control-bus/waveform-layout.ts';
import type { ValueOf } from '../../shmem-ipc/layout.ts';
import { CUE_TOKENS, type MarkColour, markColour } from './colours.ts';
import { type DeckMoment, HeardDeck } from './heard.ts';
import type { DeckMeta, SectionKind } from './messages.ts';

/** A section in source frames. */
export interface PlacedSection {
  readonly kind: SectionKind;
  /** 'Drop' */
  readonly word: string;
  /** 'Drop 32': word and bars. */
  readonly label: string;
  readonly startFrame: number;
  readonly endFrame: number;
}

/** How the cue of a pad is drawn. */
export interface CueFace {
  /** '3', or '3 Vocals'. */
  readonly label: string;
  readonly name: string;
  readonly colour: MarkColour;
}

export interface PlacedLoop {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly colour: MarkColour;
}

const LOADS_KEPT = 2;
/** Letters of a name that a flag has room for. */
const NAME_LETTERS = 12;

const padToken = (slot: number) => CUE_TOKENS[slot - 1] ?? 'cue-1';

function cueFaces({ cues }: Pick<DeckMeta, 'cues'>): CueFace[] {
  return Array.from({ length: HOT_CUE_COUNT }, (_, pad) => {
    const cue = cues.find(({ slot }) => slot === pad + 1);
    const name = (cue?.name ?? '').slice(0, NAME_LETTERS);
    const label = name === '' ? String(pad + 1) : `${pad + 1} ${name}`;
    return { label, name, colour: markColour(cue?.colour ?? null, padToken(pad + 1)) };
  });
}

const UNNAMED = cueFaces({ cues: [] });

const placeLoops = ({ loops }: DeckMeta): PlacedLoop[] =>
  loops.map(({ startFrame, endFrame, colour }, i) => ({
    startFrame,
    endFrame,
    colour: markColour(colour, padToken((i % HOT_CUE_COUNT) + 1)),
  }));

function placeSections(meta: DeckMeta, rateHz: number): PlacedSection[] {
  const { grid } = meta;
  if (grid === null) return [];
  const map = beatMap(grid, rateHz);
  return meta.sections.map(({ kind, startBeat, beats }) => {
    const word = kind.charAt(0).toUpperCase() + kind.slice(1);
    const bars = Math.round((beats / grid.beatsPerBar) * 10) / 10;
    return {
      kind,
      word,
      label: `${word} ${bars}`,
      startFrame: frameAt(map, startBeat),
      endFrame: frameAt(map, startBeat + beats),
    };
  });
}

interface KnownLoad {
  readonly meta: DeckMeta;
  readonly waveform: WaveformView | null;
  readonly sections: readonly PlacedSection[];
  readonly cueFaces: readonly CueFace[];
  readonly savedLoops: readonly PlacedLoop[];
}

export class DeckView {
  /** True when a track is in the deck and this view knows it. */
  loaded = false;
  /** Source frame under the needle. */
  position = 0;
  waveform: WaveformView | null = null;
  sections: readonly PlacedSection[] = [];
  /** By pad. */
  cueFaces: readonly CueFace[] = UNNAMED;
  savedLoops: readonly PlacedLoop[] = [];
  bounds: readonly number[] = [];
  totalFrames = 0;
  /** The deck's grid; null without one. Its tempo changes are known from what the main thread told. */
  beats: BeatMap | null = null;
  /** Tempo up to the first change; 0 without a grid. */
  bpm = 0;
  looping = false;
  loopInFrame = 0;
  loopOutFrame = 0;
  readonly hotCueFrames: number[] = Array.from({ length: HOT_CUE_COUNT }, () => -1);
  /** Rises with every change that is not mere movement; painters compare it. */
  version = 0;
  /** Rises when the track or its description changed: what an overview's still image shows. */
  trackVersion = 0;

  /** How the deck's grid begins, as the engine has it; `bpm` 0 means none. */
  private begins: BeatGrid = { downbeatFrame: 0, bpm: 0, beatsPerBar: 4 };
  private rateHz = 0;
  private readonly heard = new HeardDeck();
  private readonly moment: DeckMoment = { position: 0, rate: 0, loopInFrame: 0, loopOutFrame: 0, looping: false };
  private readonly loads: KnownLoad[] = [];
  private known: KnownLoad | null = null;
  private token = 0;

  /** Takes what the main thread says of a load. A load may be announced before it is in the deck. Allocates. */
  describe(meta: DeckMeta | null, rateHz: number): void {
    this.rateHz = rateHz;
    if (meta === null) {
      this.loads.length = 0;
    } else {
      const same = this.loads.findIndex((load) => load.meta.loadToken === meta.loadToken);
      const before = same >= 0 ? (this.loads.splice(same, 1)[0] as KnownLoad) : null;
      const waveform =
        meta.waveform === null
          ? null
          : before !== null && before.meta.waveform === meta.waveform
            ? before.waveform
            : new WaveformView(meta.waveform);
      this.loads.push({
        meta,
        waveform,
        sections: placeSections(meta, rateHz),
        cueFaces: cueFaces(meta),
        savedLoops: placeLoops(meta),
      });
      if (this.loads.length > LOADS_KEPT) this.loads.shift();
    }
    this.choose();
  }

  /** Notes the newest snapshots. */
  note(fast: ValueOf<typeof DECK_FAST>, contextTimeS: number): void {
    const { moment } = this;
    moment.position = fast.position;
    moment.rate = fast.rate;
    moment.looping = (fast.flags & (DeckFlag.loopActive | DeckFlag.rolling)) !== 0;
    moment.loopInFrame = fast.loopInFrame;
    moment.loopOutFrame = fast.loopOutFrame;
    this.heard.note(contextTimeS, moment);
    if (
      moment.looping !== this.looping ||
      moment.loopInFrame !== this.loopInFrame ||
      moment.loopOutFrame !== this.loopOutFrame
    ) {
      this.looping = moment.looping;
      this.loopInFrame = moment.loopInFrame;
      this.loopOutFrame = moment.loopOutFrame;
      this.version++;
    }
  }

  /** Beats of the engine's grid, with the tempo changes of the one described where it is the same. Allocates. */
  private mapBeats(): void {
    const { begins } = this;
    const told = this.known?.meta.grid ?? null;
    const same = told?.downbeatFrame === begins.downbeatFrame && told.bpm === begins.bpm;
    this.bpm = begins.bpm;
    const grid = same ? { ...begins, segments: told.segments ?? [] } : begins;
    this.beats = begins.bpm > 0 && this.rateHz > 0 ? beatMap(grid, this.rateHz) : null;
  }

  /** Notes what steps: load, grid, cues. Allocates when the grid changed. Controls step as well, so only what is drawn counts as a change. */
  noteSlow(slow: ValueOf<typeof DECK_SLOW>): void {
    const { begins } = this;
    if (slow.loadToken !== this.token) {
      this.token = slow.loadToken;
      this.heard.reset();
      this.choose();
    }
    if (slow.sourceFrames > 0 && slow.sourceFrames !== this.totalFrames) {
      this.totalFrames = slow.sourceFrames;
      this.trackVersion++;
      this.version++;
    }
    if (
      begins.downbeatFrame !== slow.gridDownbeatFrame ||
      begins.bpm !== slow.gridTempo ||
      begins.beatsPerBar !== slow.gridBeatsPerBar
    ) {
      this.begins = {
        downbeatFrame: slow.gridDownbeatFrame,
        bpm: slow.gridTempo,
        beatsPerBar: slow.gridBeatsPerBar,
      };
      this.mapBeats();
      this.version++;
    }
    for (let pad = 0; pad < this.hotCueFrames.length; pad++) {
      const frame = slow.hotCueFrames[pad] ?? -1;
      if (this.hotCueFrames[pad] === frame) continue;
      this.hotCueFrames[pad] = frame;
      this.version++;
    }
  }

  /** Moves the needle to what is heard at `contextTimeS`; null: to the newest snapshot. */
  moveTo(contextTimeS: number | null, rateHz: number): void {
    this.position =
      (contextTimeS === null ? null : this.heard.positionAt(contextTimeS, rateHz)) ?? this.moment.position;
  }

  private choose(): void {
    this.version++;
    this.trackVersion++;
    const known = this.token === 0 ? undefined : this.loads.find((load) => load.meta.loadToken === this.token);
    this.known = known ?? null;
    this.loaded = this.known !== null;
    this.waveform = this.known?.waveform ?? null;
    this.sections = this.known?.sections ?? [];
    this.cueFaces = this.known?.cueFaces ?? UNNAMED;
    this.savedLoops = this.known?.savedLoops ?? [];
    this.bounds = this.known?.meta.bounds ?? [];
    this.totalFrames = this.known?.meta.totalFrames ?? 0;
    this.mapBeats();
  }

  /** Frames in all, as exactly as is known now. */
  get length(): number {
    const { waveform } = this;
    return waveform?.complete ? waveform.frames : this.totalFrames;
  }
}
