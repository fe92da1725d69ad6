/** How imports, exports and restores are told. Thread: main; pure. */
import type { ExportReport, ImportReport, SeratoReport } from '../media/exchange/client.ts';
import type { RestoreReport } from '../media/library/client.ts';
import type { ExchangeOutcome } from '../ui-shell/port.ts';

/** '1 track', '1,204 tracks' */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

const NOTHING_MORE = { failed: false, missing: [], notes: [], undo: null } as const;

export function importOutcome(report: ImportReport, files: readonly string[]): ExchangeOutcome {
  const { tracks, matched, changed, keptByHand, ambiguous, ambiguousCount, missing, missingCount } = report;
  const facts = [
    `${counted(matched, 'track')} of ${tracks.toLocaleString('en')} found in the library; ${changed.toLocaleString('en')} know more now.`,
  ];
  if (report.cratesMade + report.cratesFilled > 0)
    facts.push(`${counted(report.cratesMade, 'crate')} made, ${report.cratesFilled.toLocaleString('en')} filled.`);
  if (keptByHand > 0) facts.push(`${counted(keptByHand, 'correction')} made by hand here differ, and stay.`);
  if (ambiguousCount > 0)
    facts.push(
      `${counted(ambiguousCount, 'track')} may be several of the library, and were left alone: ${ambiguous.slice(0, 3).join('; ')}.`,
    );
  if (missingCount > 0)
    facts.push(
      report.waits
        ? `${counted(missingCount, 'track')} are not in the library. They wait: add their audio, and they take their cues and places.`
        : `${counted(missingCount, 'track')} are not in the library, and this browser keeps no list of them. Add their audio, then import again.`,
    );
  const what = `${files.length === 1 ? files[0] : counted(files.length, 'file')}, ${report.formats.join(', ')}`;
  return { ...NOTHING_MORE, what: `Imported ${what}`, facts, missing, notes: report.notes };
}

export function seratoOutcome({ found, changed, keptByHand, notes }: SeratoReport, files: number): ExchangeOutcome {
  const facts = [
    `${counted(found, 'file')} of ${files.toLocaleString('en')} hold tags of Serato; ${counted(changed, 'track')} know more now.`,
  ];
  if (keptByHand > 0) facts.push(`${counted(keptByHand, 'correction')} made by hand here differ, and stay.`);
  return { ...NOTHING_MORE, what: 'Read Serato’s tags', facts, notes };
}

export function exportOutcome(report: ExportReport, place: string | null): ExchangeOutcome {
  const { files, tracks, lists, notes } = report;
  const name = files.length === 1 ? (files[0]?.name ?? '') : counted(files.length, 'file');
  const where = place === null ? 'among the downloads' : `in ${place}`;
  return {
    ...NOTHING_MORE,
    what: `Exported ${name}`,
    facts: [`${counted(tracks, 'track')}, ${counted(lists, 'list')}, ${where}.`],
    notes,
  };
}

export function restoreOutcome(report: RestoreReport, name: string): ExchangeOutcome {
  const { madeTracks, mergedTracks, crates, sets, covers, spoilt, spoiltCount } = report;
  const facts = [
    `${counted(madeTracks, 'track')} came back, ${mergedTracks.toLocaleString('en')} were brought together with what is here.`,
    `${counted(crates, 'crate')}, ${counted(sets, 'set')} and ${counted(covers, 'cover')} in the backup. Where both differ, a hand wins, then what is newer.`,
  ];
  const [first] = spoilt;
  if (first !== undefined)
    facts.push(
      `${counted(spoiltCount, 'line')} could not be read and were left out; line ${first.line}: ${first.reason}.`,
    );
  return { ...NOTHING_MORE, what: `Restored ${name}`, facts };
}

export const failedOutcome = (what: string, why: string): ExchangeOutcome => ({
  ...NOTHING_MORE,
  what,
  failed: true,
  facts: [why],
});
