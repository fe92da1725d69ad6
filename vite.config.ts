/** Thread: Node. One app, its workers and its worklet; kernel and demo synth are built on the way. */
import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import solid from 'vite-plugin-solid';
import { ISOLATION_HEADERS } from './bridge/static-server.ts';
import { buildDemoSynth } from './tools/build-demo-synth.ts';
import { kernelPlugin } from './tools/vite-kernel.ts';

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string };

function demoSynthPlugin(): Plugin {
  return {
    name: 'echelon-demo-synth',
    async buildStart() {
      await buildDemoSynth();
    },
  };
}

export default defineConfig({
  plugins: [kernelPlugin(), demoSynthPlugin(), solid()],
  server: { headers: { ...ISOLATION_HEADERS } },
  preview: { headers: { ...ISOLATION_HEADERS } },
  worker: { format: 'es' },
  define: { __APP_VERSION__: JSON.stringify(version) },
  build: { target: 'es2022', sourcemap: true, chunkSizeWarningLimit: 1500 },
});
