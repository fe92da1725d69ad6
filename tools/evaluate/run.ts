/**
 * Evaluation of analysis: `npm run evaluate -- --data DIR` on annotated files, `npm run evaluate` on the synthetic corpus.
 *
 *   --data DIR      audio with .beats, .jams, .bpm or .key beside it, instead of the corpus
 *   --half NAME     'development' or 'held out' only
 *   --every N       every Nth piece only
 *   --peers         also music-tempo (Node) and web-audio-beat-detector (Chromium)
 *   --failures      one line for each failed piece
 *   --json FILE     all scores
 *
 * Thread: Node.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Analyser, ours } from './analyser.ts';
import { corpusItems, folderItems, type Item } from './items.ts';
import { failureLines, failureTable, summaryTable } from './report.ts';
import { type PieceScore, scorePiece, summarise } from './score.ts';

function itemsFrom(values: { data?: string | undefined; half?: string | undefined }): Item[] {
  if (values.data !== undefined) return folderItems(values.data);
  if (values.half === 'development' || values.half === 'held out') return corpusItems(values.half);
  if (values.half !== undefined) throw new Error(`there is no half "${values.half}": say "development" or "held out"`);
  return [...corpusItems('development'), ...corpusItems('held out')];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      half: { type: 'string' },
      every: { type: 'string' },
      json: { type: 'string' },
      peers: { type: 'boolean', default: false },
      failures: { type: 'boolean', default: false },
    },
  });
  const every = Number(values.every ?? 1);
  if (!(Number.isInteger(every) && every > 0)) throw new Error(`--every needs a whole number, not "${values.every}"`);
  const items = itemsFrom(values).filter((_, i) => i % every === 0);
  const analysers: Analyser[] = [ours];
  if (values.peers) {
    const { musicTempo, openWebAudioPeer } = await import('./peers.ts');
    analysers.push(musicTempo, await openWebAudioPeer());
  }
  const scores: Record<string, PieceScore[]> = Object.fromEntries(analysers.map((a) => [a.name, []]));
  const milliseconds: Record<string, number> = Object.fromEntries(analysers.map((a) => [a.name, 0]));
  const unread: { name: string; problem: string }[] = [];
  let seconds = 0;
  for (const [i, item] of items.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\r${i + 1} of ${items.length}: ${item.name}\x1b[K`);
    let loaded: Awaited<ReturnType<Item['load']>>;
    try {
      loaded = await item.load();
    } catch (error) {
      unread.push({ name: item.name, problem: error instanceof Error ? error.message : String(error) });
      continue;
    }
    const { audio, annotation } = loaded;
    seconds += audio.frames / audio.rateHz;
    for (const analyser of analysers) {
      const start = performance.now();
      const found = await analyser.analyse(audio);
      milliseconds[analyser.name] = (milliseconds[analyser.name] ?? 0) + performance.now() - start;
      scores[analyser.name]?.push(scorePiece(item, annotation, found));
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  for (const analyser of analysers) await analyser.close();
  const print = (lines: readonly string[]): void => console.log(`${lines.join('\n')}\n`);
  print(summaryTable(scores));
  print(
    analysers.map(
      ({ name }) => `${name}: ${((milliseconds[name] ?? 0) / 1000 / (seconds / 60)).toFixed(2)} s a minute of audio`,
    ),
  );
  print(failureTable(scores[ours.name] ?? []));
  if (values.failures) print(failureLines(scores[ours.name] ?? []));
  if (unread.length > 0) print(['could not be read:', ...unread.map(({ name, problem }) => `  ${name}: ${problem}`)]);
  if (values.json !== undefined) {
    const summaries = Object.fromEntries(Object.entries(scores).map(([name, list]) => [name, summarise(list)]));
    writeFileSync(values.json, `${JSON.stringify({ summaries, milliseconds, seconds, unread, scores }, null, 2)}\n`);
  }
}

await main();
