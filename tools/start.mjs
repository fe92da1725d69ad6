// Thread: Node. `npm start`: install what is missing, build kernel and app, serve them on the one origin.
import { ensureInstalled, fail, run, runTs } from './lib-steps.mjs';

ensureInstalled();
if (!process.argv.includes('--no-build')) {
  console.log('Building kernel and app …');
  if (run('npx', ['vite', 'build', '--logLevel', 'warn']) !== 0) fail('The build failed: see its message above.');
}
process.exit(runTs('bridge/main.ts'));
