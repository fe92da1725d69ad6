/**
 * Vite plugin: builds kernel and stretcher before the app, and again with a page reload when the kernel's source changes.
 * Thread: Node.
 */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { buildKernel } from './build-kernel.ts';

const SOURCES = fileURLToPath(new URL('../worklets/kernel/assembly/', import.meta.url));

export function kernelPlugin(): Plugin {
  return {
    name: 'echelon-kernel',
    async buildStart() {
      const { kernel } = await buildKernel();
      this.info(`kernel ${kernel.id}, ${kernel.bytes} bytes`);
    },
    configureServer(server) {
      server.watcher.add(SOURCES);
      server.watcher.on('change', (path) => {
        if (!path.startsWith(SOURCES)) return;
        buildKernel().then(
          () => server.ws.send({ type: 'full-reload' }),
          (error: Error) => server.config.logger.error(error.message),
        );
      });
    },
  };
}
