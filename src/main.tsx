/** Thread: main (entry). Boots the studio and hands its port to the interface. */
import { missingNeed } from './audio-engine/phase.ts';
import { mountProblem, mountUi } from './ui-shell/index.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');

const missing = missingNeed();
if (missing !== null && missing.kind === 'unsupported') mountProblem(root, missing.what, missing.remedy);
else
  import('./studio/boot.ts')
    .then(({ bootStudio }) => bootStudio())
    .then(
      ({ port }) => {
        mountUi(root, port);
        // For the console and the browser tests: the same door the interface uses.
        Object.assign(globalThis, { echelon: port });
      },
      (error: unknown) =>
        mountProblem(
          root,
          `Echelon could not start: ${error instanceof Error ? error.message : String(error)}.`,
          'Reload the page. If it stays like this, run `npm start` again, which rebuilds the app.',
        ),
    );
