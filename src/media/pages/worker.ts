/** Thread: page worker. Entry: pages of long tracks in OPFS, over Comlink. */
import { expose } from 'comlink';
import { openOpfsFiles } from '../byte-files/opfs.ts';
import { STORE_FOLDER, STORE_LOCK, StoreTable } from '../store/store-table.ts';
import { PageFiles } from './page-files.ts';
import { PagesService } from './pages-service.ts';

expose(
  new PagesService(
    async () =>
      new PageFiles(
        new StoreTable(
          await openOpfsFiles(STORE_FOLDER),
          async (work) => await navigator.locks.request(STORE_LOCK, work),
        ),
      ),
  ),
);
