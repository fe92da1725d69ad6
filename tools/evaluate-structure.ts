/**
 * Scores sections and energy on music whose form is known: the demo tracks and generated pieces, each in a set that the
 * method's constants were chosen on and a set that was held out. True grids are given.
 *
 *   node --import tsx tools/evaluate-structure.ts [--cache FOLDER] [--only tuned|held] [--verbose] [--json FILE]
 *
 * Thread: Node.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { energyOf } from '../src/media/analysis/energy.ts';
import { FeatureStream } from '../src/media/analysis/feature-stream.ts';
import { FEATURE_VERSION, type FeatureSummary, readSummary } from '../src/media/analysis/feature-summary.ts';
import { type LoudnessResult, LoudnessStream } from '../src/media/analysis/loudness.ts';
import { constantBeats, estimateStructure } from '../src/media/analysis/structure.ts';
import { type FormSpec, type Manner, planForm } from '../src/media/analysis/structure-pieces.ts';
import type { SectionEstimate } from '../src/media/analysis/structure-result.ts';
import { boundaryTimes, hitRate, type LabelledSpan, labelAccuracy } from '../src/media/analysis/structure-score.ts';
import { demoTrack } from '../src/media/demo/catalogue.ts';
import { renderScore } from '../src/media/demo/render.ts';
import { SCORES } from '../src/media/demo/scores/index.ts';
import { compileDemoSynth } from './build-demo-synth.ts';

const RATE = 48_000;
const SLICE = 8192;
const TOLERANCES_S = [0.5, 3] as const;

/** Constants were chosen on these demo tracks; the other four are held out. */
const TUNED_DEMOS = ['sodium-lights', 'skylark-circuit', 'low-ferry', 'velvet-laundrette'];
const MANNERS: readonly Manner[] = ['club', 'trance', 'breaks', 'band', 'flat', 'halfTime'];
const SEEDS = { tuned: [0, 1, 2, 3], held: [20, 21, 22, 23] } as const;
type Set = keyof typeof SEEDS;

interface Piece {
  readonly name: string;
  readonly set: string;
  readonly bpm: number;
  readonly beatsPerBar: number;
  readonly downbeatFrame: number;
  readonly truth: readonly LabelledSpan[];
  readonly energy: number | null;
  readonly heard: Heard;
}

interface Heard {
  readonly summary: FeatureSummary;
  readonly loudness: LoudnessResult;
}

interface Scored {
  readonly name: string;
  readonly set: string;
  readonly f: readonly number[];
  readonly labels: number;
  readonly found: readonly SectionEstimate[];
}

/** Features and loudness while samples come in. */
class Listener {
  private readonly features = new FeatureStream(RATE);
  private readonly loudness = new LoudnessStream(RATE);
  busyMs = 0;
  frames = 0;

  push(pcm: Float32Array, n: number): void {
    const start = performance.now();
    for (let at = 0; at < n; at += SLICE) {
      const count = Math.min(SLICE, n - at);
      this.features.push(pcm.subarray(at * 2), count);
      this.loudness.push(pcm.subarray(at * 2), count);
    }
    this.frames += n;
    this.busyMs += performance.now() - start;
  }

  finish(): Heard {
    return { summary: this.features.finish(), loudness: this.loudness.finish() };
  }
}

const cost = { busyMs: 0, frames: 0 };

/** What was heard of a piece, from the cache when it is there. */
async function listen(cache: string | null, name: string, play: (listener: Listener) => Promise<void>): Promise<Heard> {
  const file = cache === null ? null : join(cache, `${name.replaceAll(' ', '-')}.v${FEATURE_VERSION}`);
  if (file !== null && existsSync(`${file}.bin`))
    return {
      summary: readSummary(new Uint8Array(readFileSync(`${file}.bin`))),
      loudness: JSON.parse(readFileSync(`${file}.json`, 'utf8')) as LoudnessResult,
    };
  const listener = new Listener();
  await play(listener);
  const heard = listener.finish();
  cost.busyMs += listener.busyMs;
  cost.frames += listener.frames;
  if (file !== null) {
    writeFileSync(`${file}.bin`, heard.summary.bytes);
    writeFileSync(`${file}.json`, JSON.stringify(heard.loudness));
  }
  return heard;
}

async function demos(set: Set, cache: string | null): Promise<Piece[]> {
  const module = await WebAssembly.compile(await compileDemoSynth());
  const pieces: Piece[] = [];
  for (const score of SCORES) {
    if (TUNED_DEMOS.includes(score.id) !== (set === 'tuned')) continue;
    const track = demoTrack(score.id);
    if (track === undefined) throw new Error(`${score.id} is not in the catalogue`);
    const heard = await listen(cache, `demo ${score.id}`, async (listener) => {
      await renderScore(module, score, {
        async open() {},
        write: (pcm, n) => listener.push(pcm, n),
        complete() {},
      });
    });
    const { bpm, beatsPerBar, downbeatFrame, sections: truth, energy } = track;
    pieces.push({ name: score.id, set: `demo, ${set}`, bpm, beatsPerBar, downbeatFrame, truth, energy, heard });
  }
  return pieces;
}

async function generated(set: Set, cache: string | null): Promise<Piece[]> {
  const specs: FormSpec[] = MANNERS.flatMap((manner) => SEEDS[set].map((seed) => ({ manner, seed })));
  specs.push({ manner: 'band', seed: SEEDS[set][0], beatsPerBar: 3 });
  const pieces: Piece[] = [];
  for (const spec of specs) {
    const form = planForm(spec);
    const heard = await listen(cache, form.name, async (listener) => {
      const pcm = form.render();
      listener.push(pcm, pcm.length / 2);
    });
    const { name, bpm, beatsPerBar, downbeatFrame, sections: truth } = form;
    pieces.push({ name, set: `generated, ${set}`, bpm, beatsPerBar, downbeatFrame, truth, energy: null, heard });
  }
  return pieces;
}

/** Neighbours of one label count as one section, as in the estimate. */
function joined(spans: readonly LabelledSpan[]): LabelledSpan[] {
  const out: LabelledSpan[] = [];
  for (const span of spans) {
    const last = out[out.length - 1];
    if (last?.kind === span.kind) out[out.length - 1] = { ...last, beats: last.beats + span.beats };
    else out.push(span);
  }
  return out;
}

function score(piece: Piece): Scored {
  const map = constantBeats(piece, RATE);
  const found = estimateStructure(piece.heard.summary, map)?.sections ?? [];
  const seconds = (beat: number): number => map.frameOf(beat) / RATE;
  const truth = joined(piece.truth);
  const times = [boundaryTimes(truth, seconds), boundaryTimes(found, seconds)] as const;
  return {
    name: piece.name,
    set: piece.set,
    f: TOLERANCES_S.map((tolerance) => hitRate(...times, tolerance).f),
    labels: labelAccuracy(truth, found),
    found,
  };
}

const words = (spans: readonly LabelledSpan[], perBar: number): string =>
  spans.map((s) => `${s.kind} ${s.startBeat / perBar}+${s.beats / perBar}`).join(' · ');
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
const per = (value: number): string => value.toFixed(3);

function option(args: readonly string[], flag: string): string | null {
  const at = args.indexOf(flag);
  return at < 0 ? null : (args[at + 1] ?? null);
}

async function main(args: readonly string[]): Promise<void> {
  const cache = option(args, '--cache');
  if (cache !== null) mkdirSync(cache, { recursive: true });
  const only = option(args, '--only');
  const sets = (['tuned', 'held'] as const).filter((set) => only === null || only === set);
  const all: Scored[] = [];
  for (const set of sets)
    for (const piece of [...(await demos(set, cache)), ...(await generated(set, cache))]) {
      const scored = score(piece);
      all.push(scored);
      const energy = energyOf(piece.heard.summary, piece.heard.loudness);
      if (!args.includes('--verbose') && piece.energy === null) continue;
      const [half, three] = scored.f as [number, number];
      console.log(`${scored.name}: F ${per(half)} ±0.5 s, ${per(three)} ±3 s, labels ${per(scored.labels)}`);
      if (energy !== null)
        console.log(
          `  energy ${energy.value.toFixed(2)}${piece.energy === null ? '' : ` (${piece.energy})`}: loudness ${per(energy.loudness)}, onsets ${per(energy.onsets)}, low ${per(energy.low)}, bright ${per(energy.brightness)}`,
        );
      if (!args.includes('--verbose')) continue;
      console.log(`  true  ${words(piece.truth, piece.beatsPerBar)}`);
      console.log(`  found ${words(scored.found, piece.beatsPerBar)}`);
      console.log(
        `        ${scored.found.map((s) => `b${s.boundaryConfidence.toFixed(2)} l${s.labelConfidence.toFixed(2)} ${s.levelDb.toFixed(0)}dB k${s.kick.toFixed(2)} b${s.bass.toFixed(2)}`).join(' · ')}`,
      );
    }
  const names = [...new Set(all.map((s) => s.set))];
  const table = names.map((set) => {
    const of = all.filter((s) => s.set === set);
    return {
      set,
      pieces: of.length,
      'F ±0.5 s': Number(per(mean(of.map((s) => s.f[0] as number)))),
      'F ±3 s': Number(per(mean(of.map((s) => s.f[1] as number)))),
      labels: Number(per(mean(of.map((s) => s.labels)))),
    };
  });
  console.table(table);
  if (cost.frames > 0)
    console.log(`${((cost.busyMs / cost.frames) * 300 * RATE).toFixed(0)} ms for five minutes: features and loudness`);
  const json = option(args, '--json');
  if (json !== null) writeFileSync(json, JSON.stringify({ table, pieces: all }, null, 1));
}

await main(process.argv.slice(2));
