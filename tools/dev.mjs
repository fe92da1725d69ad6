// Thread: Node. `npm run dev`: the app with hot reload, on the same one origin as `npm start`.
import { ensureInstalled, run } from './lib-steps.mjs';

ensureInstalled();
process.exit(run('npx', ['vite', '--host', '127.0.0.1', '--port', '4173', '--strictPort']));
