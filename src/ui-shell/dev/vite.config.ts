/** Serves the dev page alone, without kernel or workers: `npx vite --config src/ui-shell/dev/vite.config.ts`. Thread: Node. */
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

export default defineConfig({
  plugins: [solid()],
  cacheDir: '.cache/vite-ui',
  server: { port: 5199, strictPort: true },
});
