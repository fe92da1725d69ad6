/**
 * A page to look at the interface without a studio: `npx vite --config src/ui-shell/dev/vite.config.ts`, then /src/ui-shell/dev/index.html with
 * ?scene=empty, ?phase=suspended, ?resume, ?theme=contrast, ?unpainted. Not part of any build.
 * Thread: main.
 */
import { mountUi } from '../index.tsx';
import { createFakeStudio, type FakeStudio } from './fake-studio.ts';

declare global {
  interface Window {
    fakeStudio: FakeStudio;
  }
}

const wanted = new URLSearchParams(location.search);
localStorage.setItem('echelon.theme', wanted.get('theme') === 'contrast' ? 'contrast' : 'dark');
const studio = createFakeStudio(wanted.get('scene') === 'empty' ? 'empty' : 'mix', !wanted.has('unpainted'));
const lost = {
  what: 'The output device is gone',
  remedy: 'Plug it in again, or choose another device in the settings.',
};
if (wanted.get('phase') === 'suspended') studio.cells.phase.set({ kind: 'suspended' });
if (wanted.get('phase') === 'lost') studio.cells.phase.set({ kind: 'deviceLost', ...lost });
if (wanted.get('phase') === 'unsupported') {
  studio.cells.phase.set({
    kind: 'unsupported',
    what: 'This page is not isolated',
    remedy: 'Open it at http://127.0.0.1:4173, where the server sends the isolation headers.',
  });
}
if (wanted.has('resume'))
  studio.cells.resume.set({ lastAlive: new Date(2031, 4, 2, 22, 31), tracks: ['Glass Harbour', 'Night Ferry'] });
window.fakeStudio = studio;
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root to draw into');
mountUi(root, studio);
