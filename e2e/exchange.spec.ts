import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import {
  demoTitles,
  expectNoTroubles,
  Flag,
  findTrack,
  loadTrack,
  openApp,
  searchTracks,
  untilFlag,
} from './support/app.ts';
import { asTransfer, clickWav, type DroppedFile } from './support/files.ts';

const SECONDS = 20;
const pulse = (): DroppedFile => ({ name: 'Mira - Pulse.wav', mimeType: 'audio/wav', buffer: clickWav(SECONDS, 122) });
/** By hand, on purpose not what the analysis finds. */
const GRID = { downbeatFrame: 4321, bpm: 121.75, beatsPerBar: 4 };

const key = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const outcome = (page: Page) => page.getByRole('status', { name: 'Outcome' });

async function addMusic(page: Page, file: DroppedFile): Promise<void> {
  await page.getByLabel('Music files').setInputFiles(file);
}

async function openExchange(page: Page): Promise<void> {
  await key(page, 'Exchange').click();
  await expect(page.getByRole('region', { name: 'Exchange' })).toBeVisible();
}

async function importFile(page: Page, file: DroppedFile): Promise<void> {
  await page.getByLabel('Collections, playlists, crates and backups').setInputFiles(file);
}

/** Presses a key that offers a download; returns what would be saved. */
async function downloaded(page: Page, name: string): Promise<DroppedFile> {
  const [download] = await Promise.all([page.waitForEvent('download'), key(page, name).click()]);
  const buffer = await readFile(await download.path());
  return { name: download.suggestedFilename(), mimeType: 'application/octet-stream', buffer };
}

/** Everything the browser keeps for the app is gone. */
async function wipe(page: Page): Promise<void> {
  const { origin } = new URL(page.url());
  await page.goto('about:blank');
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await session.detach();
}

const hotCues = (page: Page, deck: number): Promise<number[]> =>
  page.evaluate((i) => {
    globalThis.echelon.refreshSnapshots();
    return [...(globalThis.echelon.slow.decks[i]?.hotCueFrames ?? [])];
  }, deck);

/** Crates by name and nesting, each with the titles in it. */
const crates = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { library } = globalThis.echelon;
    const list = await library.list();
    const lines: string[] = [];
    for (const { id, name, depth } of library.crates.get()) {
      const reply = await list.search({ text: '', order: null, crateId: id, fitsDeck: null }, 0, 100);
      const titles = (reply?.rows ?? []).map((row) => row?.track.title);
      lines.push(`${'>'.repeat(depth)}${name}: ${titles.join(', ')}`);
    }
    await list.close();
    return lines;
  });

/** The work of an evening: a corrected grid, two cues on a file and one on a demo track, crates in crates. */
async function work(page: Page): Promise<{ demo: string; cues: number[] }> {
  const [demo = ''] = await demoTitles(page);
  await addMusic(page, pulse());
  await loadTrack(page, 'Pulse', 'A');
  await page.waitForFunction(() => globalThis.echelon.deckTracks[0]?.get()?.grid !== null);
  await page.evaluate((grid) => globalThis.echelon.setGrid(0, grid), GRID);
  await page.waitForFunction(() => globalThis.echelon.deckTracks[0]?.get()?.track.gridProducer === 'hand');
  await key(page, 'Set hot cue 1, deck A').click();
  await expect.poll(async () => (await hotCues(page, 0))[0]).toBeGreaterThanOrEqual(0);
  await loadTrack(page, demo, 'B');
  await key(page, 'Set hot cue 3, deck B').click();
  await expect.poll(async () => (await hotCues(page, 1))[2]).toBeGreaterThanOrEqual(0);
  const ids = await Promise.all(
    ['title:pulse', `title:"${demo}"`].map(async (text) => (await searchTracks(page, text))[0]?.id ?? ''),
  );
  await page.evaluate(async (keys) => {
    const { library } = globalThis.echelon;
    await library.editCrates({ kind: 'create', id: 'tonight', name: 'Tonight', parentId: null });
    await library.editCrates({ kind: 'create', id: 'late', name: 'Late', parentId: 'tonight' });
    await library.editCrates({ kind: 'addTracks', id: 'tonight', trackKeys: [...keys].reverse(), index: null });
    await library.editCrates({ kind: 'addTracks', id: 'late', trackKeys: keys.slice(0, 1), index: null });
  }, ids);
  await expect(page.getByRole('treeitem', { name: 'Tonight, 2 tracks' })).toBeVisible();
  // The pads are looked at four times a second.
  await expect
    .poll(async () => (await searchTracks(page, 'has:cues')).map(({ title }) => title).sort())
    .toEqual(['Pulse', demo].sort());
  return { demo, cues: await hotCues(page, 0) };
}

test('a collection goes out as rekordbox XML and comes back after everything was wiped: grid, cues, crates', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const troubles = await openApp(page);
  const { demo, cues } = await work(page);
  const cratesBefore = await crates(page);
  expect(cratesBefore).toEqual([`Tonight: ${demo}, Pulse`, '>Late: Pulse']);

  await openExchange(page);
  await page.getByLabel('Folder of your music for the other program').fill('/Users/mira/Music');
  const collection = await downloaded(page, 'Export');
  expect(collection.name).toBe('Echelon.xml');
  const xml = collection.buffer.toString('utf8');
  expect(xml).toContain('Location="file://localhost/Users/mira/Music/Mira%20-%20Pulse.wav"');
  expect(xml).toContain('Bpm="121.75"');
  await expect(outcome(page)).toContainText('Exported Echelon.xml');
  await expect(outcome(page)).toContainText('Demo tracks have no file');

  await wipe(page);
  await openApp(page);
  expect(await crates(page)).toEqual([]);
  await addMusic(page, pulse());
  await loadTrack(page, 'Pulse', 'A');
  await page.waitForFunction(() => globalThis.echelon.deckTracks[0]?.get()?.grid !== null);
  expect(await hotCues(page, 0)).toEqual(new Array(8).fill(-1));

  await openExchange(page);
  await importFile(page, collection);
  await expect(outcome(page)).toContainText('Imported Echelon.xml, rekordbox XML');
  await expect(outcome(page)).toContainText('2 crates made, 2 filled.');
  expect(await crates(page)).toEqual(cratesBefore);
  // The deck that holds the track follows at once: grid and pads.
  await page.waitForFunction(() => globalThis.echelon.deckTracks[0]?.get()?.track.gridProducer === 'rekordbox 1');
  const grid = await page.evaluate(() => globalThis.echelon.deckTracks[0]?.get()?.grid);
  expect(grid?.bpm).toBe(GRID.bpm);
  expect(grid?.downbeatFrame).toBeCloseTo(GRID.downbeatFrame, 3);
  await expect.poll(() => hotCues(page, 0)).toEqual(cues.map((frame) => (frame < 0 ? frame : Math.round(frame))));
  await key(page, 'Close exchange').click();
  await loadTrack(page, demo, 'B');
  await expect.poll(async () => (await hotCues(page, 1))[2]).toBeGreaterThanOrEqual(0);

  // Once more: nothing is doubled, and the crates can be taken back.
  await openExchange(page);
  await importFile(page, collection);
  await expect(outcome(page)).toContainText('0 know more now.');
  expect(await crates(page)).toEqual(cratesBefore);
  expectNoTroubles(troubles);
});

test('tracks whose audio is missing wait, and take cues and crates when it comes', { tag: '@long' }, async ({
  page,
}) => {
  test.setTimeout(120_000);
  const troubles = await openApp(page);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<DJ_PLAYLISTS Version="1.0.0"><COLLECTION Entries="2">
<TRACK TrackID="1" Name="Pulse" Artist="Mira" TotalTime="${SECONDS}" Rating="204" PlayCount="5"
 Location="file://localhost/Volumes/DJ/Mira%20-%20Pulse.wav">
<TEMPO Inizio="0.1" Bpm="121.00" Metro="4/4" Battito="1"/>
<POSITION_MARK Name="Drop" Type="0" Start="2.5" Num="1" Red="255" Green="0" Blue="0"/></TRACK>
<TRACK TrackID="2" Name="Elsewhere" Artist="Nobody" TotalTime="300" Location="file://localhost/Volumes/DJ/gone.wav"/>
</COLLECTION><PLAYLISTS><NODE Type="0" Name="ROOT" Count="1"><NODE Type="1" Name="Harbour" KeyType="0" Entries="2">
<TRACK Key="2"/><TRACK Key="1"/></NODE></NODE></PLAYLISTS></DJ_PLAYLISTS>`;
  const transfer = await page.evaluateHandle(
    (list) => {
      const data = new DataTransfer();
      for (const { name, type, base64 } of list)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }));
      return data;
    },
    asTransfer([{ name: 'collection.xml', mimeType: 'text/xml', buffer: Buffer.from(xml) }]),
  );
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('body', type, { dataTransfer: transfer });
  await expect(outcome(page)).toContainText('2 tracks are not in the library. They wait');
  await expect(outcome(page)).toContainText('Mira – Pulse');
  expect(await crates(page)).toEqual(['Harbour: ']);
  await expect(page.getByText('2 wait for their audio.')).toBeVisible();

  await addMusic(page, pulse());
  await key(page, 'Close exchange').click();
  await loadTrack(page, 'Pulse', 'A');
  await expect.poll(() => crates(page)).toEqual(['Harbour: Pulse']);
  await page.waitForFunction(() => globalThis.echelon.deckTracks[0]?.get()?.track.gridProducer === 'rekordbox 1');
  await expect.poll(async () => (await hotCues(page, 0))[1]).toBe(120_000);
  const [track] = await searchTracks(page, 'title:pulse');
  expect([track?.rating, track?.plays]).toEqual([4, 5]);

  await openExchange(page);
  await expect(page.getByText('1 wait for their audio.')).toBeVisible();
  await key(page, 'Forget the tracks that wait').click();
  await key(page, 'Forget').click();
  await expect(page.getByText('wait for their audio.')).toBeHidden();
  expectNoTroubles(troubles);
});

test('a broken file says what is wrong with it and changes nothing; crates of an import can be taken back', async ({
  page,
}) => {
  const troubles = await openApp(page);
  const before = await searchTracks(page, '');
  await openExchange(page);
  const file = (name: string, text: string): DroppedFile => ({ name, mimeType: 'text/xml', buffer: Buffer.from(text) });
  await importFile(page, file('torn.xml', '<DJ_PLAYLISTS Version="1.0.0"><COLLECTION><TRACK Name="x"'));
  await expect(outcome(page)).toContainText('The import failed');
  await expect(outcome(page)).toContainText('torn.xml, rekordbox XML, line 1');
  await importFile(page, file('bomb.xml', '<!DOCTYPE x [<!ENTITY a "b">]><DJ_PLAYLISTS>&a;</DJ_PLAYLISTS>'));
  await expect(outcome(page)).toContainText('bomb.xml');
  await importFile(page, file('letter.xml', '<letter>Dear DJ</letter>'));
  await expect(outcome(page)).toContainText('letter.xml: This is no collection');
  expect(await searchTracks(page, '')).toEqual(before);
  expect(await crates(page)).toEqual([]);

  const [first = ''] = await demoTitles(page);
  await importFile(page, file('Closing.m3u8', `#EXTM3U\n${first}\n`));
  await expect(outcome(page)).toContainText('1 crate made, 1 filled.');
  expect(await crates(page)).toEqual([`Closing: ${first}`]);
  await key(page, 'Take the crates back').click();
  await expect.poll(() => crates(page)).toEqual([]);
  expectNoTroubles(troubles);
});

test('a backup brings everything but the audio back', { tag: '@long' }, async ({ page }) => {
  test.setTimeout(120_000);
  const troubles = await openApp(page);
  const { cues } = await work(page);
  const cratesBefore = await crates(page);
  await openExchange(page);
  const backup = await downloaded(page, 'Back up');
  expect(backup.name).toMatch(/^Echelon library .*\.jsonl$/);

  await wipe(page);
  await openApp(page);
  await openExchange(page);
  await importFile(page, backup);
  await expect(outcome(page)).toContainText('1 track came back');
  expect(await crates(page)).toEqual(cratesBefore);
  await addMusic(page, pulse());
  await key(page, 'Close exchange').click();
  await loadTrack(page, 'Pulse', 'A');
  await expect.poll(() => hotCues(page, 0)).toEqual(cues);
  expect(await page.evaluate(() => globalThis.echelon.deckTracks[0]?.get()?.grid?.bpm)).toBe(GRID.bpm);
  expectNoTroubles(troubles);
});

test('of two files with the same audio one is kept, and an undo brings the other back', { tag: '@long' }, async ({
  page,
}) => {
  test.setTimeout(120_000);
  const troubles = await openApp(page);
  const { buffer } = pulse();
  // Another chunk at the end: other bytes, the same samples.
  const chunk = Buffer.from('LIST\x04\0\0\0INFO', 'latin1');
  const twin = Buffer.concat([buffer, chunk]);
  twin.writeUInt32LE(twin.length - 8, 4);
  await addMusic(page, pulse());
  await addMusic(page, { name: 'copy.wav', mimeType: 'audio/wav', buffer: twin });
  await loadTrack(page, 'Pulse', 'A');
  await loadTrack(page, 'copy', 'B');
  await untilFlag(page, 'B', Flag.hasGrid, true);
  await openExchange(page);
  await key(page, 'Duplicates').click();
  const duplicates = page.getByRole('region', { name: 'Duplicates' });
  await expect(duplicates).toContainText('The same audio');
  await key(page, 'Keep Mira - Pulse.wav').click();
  await expect(duplicates).toContainText('No duplicates');
  expect(await searchTracks(page, 'title:copy')).toEqual([]);
  await key(page, 'Undo').click();
  await expect(duplicates).toContainText('copy.wav');
  await key(page, 'Close exchange').click();
  await findTrack(page, 'copy');
  await findTrack(page, 'Pulse');
  expectNoTroubles(troubles);
});
