/**
 * The demo tracks as the track list shows them: true grids, keys and sections, known without rendering a sample.
 * Lengths, sections and identities are generated from the scores (`tools/check-demo.ts --update`); a test compares.
 * Thread: any.
 */
import { phrasesOf } from '../analysis/phrases.ts';
import { RENDERED } from './catalogue.generated.ts';
import type { SectionKind } from './score/types.ts';

export interface DemoSection {
  kind: SectionKind;
  /** Beats from the downbeat at frame 0. */
  startBeat: number;
  beats: number;
}

export interface DemoPhrase {
  /** Beats from the downbeat at frame 0. */
  startBeat: number;
  bars: number;
}

export interface DemoTrack {
  id: string;
  title: string;
  artist: string;
  /** What it is, in a few words. */
  style: string;
  bpm: number;
  beatsPerBar: number;
  /** Frame (48 kHz) of the first downbeat. */
  downbeatFrame: number;
  /** Camelot. */
  key: string;
  keyName: string;
  /** 1 … 5. */
  energy: number;
  totalFrames: number;
  sections: readonly DemoSection[];
  phrases: readonly DemoPhrase[];
  /** 'demo:<id>:<start of the pcmId>': changes with every sample of the rendering. */
  fileId: string;
  /** Identity of the rendered samples, as `PcmHasher` computes it. */
  pcmId: string;
  /** Three colours and a seed from which a cover can be drawn. */
  palette: readonly [string, string, string];
  motif: number;
}

type Described = Pick<
  DemoTrack,
  'id' | 'title' | 'artist' | 'style' | 'bpm' | 'key' | 'keyName' | 'energy' | 'palette' | 'motif'
>;

const DESCRIBED: readonly Described[] = [
  {
    id: 'low-ferry',
    title: 'Low Ferry',
    artist: 'Odell Marsh',
    style: 'dub hip-hop',
    bpm: 84,
    key: '5A',
    keyName: 'C minor',
    energy: 2,
    palette: ['#2b2117', '#c98a3c', '#f1dfbf'],
    motif: 84,
  },
  {
    id: 'cinnamon-hour',
    title: 'Cinnamon Hour',
    artist: 'Palo Verdura',
    style: 'slow dembow',
    bpm: 98,
    key: '6A',
    keyName: 'G minor',
    energy: 3,
    palette: ['#3a1020', '#e2572f', '#ffd9a0'],
    motif: 98,
  },
  {
    id: 'velvet-laundrette',
    title: 'Velvet Laundrette',
    artist: 'Marco Tindall',
    style: 'nu-disco',
    bpm: 112,
    key: '8B',
    keyName: 'C major',
    energy: 3,
    palette: ['#2a0f3d', '#ff5fa2', '#7df0e0'],
    motif: 112,
  },
  {
    id: 'slow-window',
    title: 'Slow Window',
    artist: 'Ines Farrow',
    style: 'deep house',
    bpm: 120,
    key: '8A',
    keyName: 'A minor',
    energy: 2,
    palette: ['#0f1f2c', '#4f9bb8', '#e6eef0'],
    motif: 120,
  },
  {
    id: 'sodium-lights',
    title: 'Sodium Lights',
    artist: 'Ada Quillfeather',
    style: 'house',
    bpm: 124,
    key: '9A',
    keyName: 'E minor',
    energy: 4,
    palette: ['#1a1208', '#ff9d2e', '#fff1c9'],
    motif: 124,
  },
  {
    id: 'glass-meridian',
    title: 'Glass Meridian',
    artist: 'Octant Field',
    style: 'trance techno',
    bpm: 128,
    key: '10A',
    keyName: 'B minor',
    energy: 5,
    palette: ['#071426', '#3fd0ff', '#d9c7ff'],
    motif: 128,
  },
  {
    id: 'underpass-bloom',
    title: 'Underpass Bloom',
    artist: 'Lowmarch',
    style: 'garage and dubstep',
    bpm: 140,
    key: '4A',
    keyName: 'F minor',
    energy: 5,
    palette: ['#101512', '#7bd24a', '#e9c6ff'],
    motif: 140,
  },
  {
    id: 'skylark-circuit',
    title: 'Skylark Circuit',
    artist: 'Fenn & Halloway',
    style: 'liquid drum & bass',
    bpm: 174,
    key: '5A',
    keyName: 'C minor',
    energy: 4,
    palette: ['#10203a', '#6fa8ff', '#ffe7a8'],
    motif: 174,
  },
];

const BEATS_PER_BAR = 4;
/** A score says where its sections change, and nothing of changes inside them. */
const STILL = new Float64Array();

/** Cut as the analysis cuts the sections it finds. */
function phrasesIn(sections: readonly DemoSection[]): DemoPhrase[] {
  return sections.flatMap(({ startBeat, beats }) =>
    phrasesOf(startBeat / BEATS_PER_BAR, beats / BEATS_PER_BAR, STILL).map(({ startBar, bars }) => ({
      startBeat: startBar * BEATS_PER_BAR,
      bars,
    })),
  );
}

export const DEMO_TRACKS: readonly DemoTrack[] = DESCRIBED.map((track) => {
  const rendered = RENDERED[track.id];
  if (!rendered) throw new Error(`"${track.id}" was never rendered: run tools/check-demo.ts --update`);
  const { totalFrames, sections, pcmId } = rendered;
  return {
    ...track,
    beatsPerBar: BEATS_PER_BAR,
    downbeatFrame: 0,
    totalFrames,
    sections,
    phrases: phrasesIn(sections),
    pcmId,
    fileId: `demo:${track.id}:${pcmId.slice(0, 24)}`,
  };
});

/** The track with this id, or undefined. */
export function demoTrack(id: string): DemoTrack | undefined {
  return DEMO_TRACKS.find((track) => track.id === id);
}
