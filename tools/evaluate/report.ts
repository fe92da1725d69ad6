/** Tables for people. Thread: Node. */
import { failuresOf, type PieceScore, type Summary, summarise } from './score.ts';

const COLUMNS: readonly (readonly [string, (s: Summary) => number, number])[] = [
  ['pieces', (s) => s.pieces, 0],
  ['Acc1', (s) => s.acc1, 3],
  ['Acc2', (s) => s.acc2, 3],
  ['beat F', (s) => s.beatF, 3],
  ['downbeat F', (s) => s.downbeatF, 3],
  ['offset ms', (s) => s.offsetMs, 2],
  ['|offset| ms', (s) => s.absOffsetMs, 2],
  ['key', (s) => s.key, 3],
  ['boundary ±0.5 s', (s) => s.boundaryHalf, 3],
  ['boundary ±3 s', (s) => s.boundaryThree, 3],
];

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => (row[c] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, c) => cell.padEnd(widths[c] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** One line for each analyser and group. A dash: not given by the analyser or not annotated. */
export function summaryTable(scores: Readonly<Record<string, readonly PieceScore[]>>): string[] {
  const rows = [['analyser', 'group', ...COLUMNS.map(([name]) => name)]];
  for (const [analyser, list] of Object.entries(scores)) {
    const groups = [...new Set(list.map((s) => s.group))];
    for (const group of groups.length > 1 ? [...groups, 'all'] : groups) {
      const summary = summarise(list.filter((s) => group === 'all' || s.group === group));
      const cells = COLUMNS.map(([, of, digits]) => (Number.isNaN(of(summary)) ? '–' : of(summary).toFixed(digits)));
      rows.push([analyser, group, ...cells]);
    }
  }
  return align(rows);
}

/** Failures of one analyser, most frequent first, each with the kinds of pieces it happened to. */
export function failureTable(scores: readonly PieceScore[]): string[] {
  const byFailure = new Map<string, PieceScore[]>();
  for (const score of scores)
    for (const failure of failuresOf(score)) byFailure.set(failure, [...(byFailure.get(failure) ?? []), score]);
  const rows = [...byFailure]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([failure, list]) => {
      const kinds = new Map<string, number>();
      for (const kind of list.flatMap((s) => s.kinds)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      const most = [...kinds].sort((a, b) => b[1] - a[1]).slice(0, 5);
      return [failure, String(list.length), most.map(([kind, n]) => `${kind} ${n}`).join(', ')];
    });
  return align([['failure', 'pieces', 'most often in'], ...rows]);
}

/** Every failed piece in a line. */
export function failureLines(scores: readonly PieceScore[]): string[] {
  const figure = (v: number | null, digits: number): string => (v === null ? '–' : v.toFixed(digits));
  return align([
    ['piece', 'failures', 'annotated', 'found', 'beat F', 'downbeat F', 'kinds'],
    ...scores
      .filter((s) => failuresOf(s).length > 0)
      .map((s) => [
        s.name,
        failuresOf(s).join(', '),
        figure(s.annotatedBpm, 1),
        figure(s.estimatedBpm, 1),
        figure(s.beatF, 2),
        figure(s.downbeatF, 2),
        s.kinds.slice(1).join(', '),
      ]),
  ]);
}
