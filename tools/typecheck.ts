/** Type-checks every thread with its own libraries. Thread: Node. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../configs/tsconfig', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

let failed = 0;
for (const file of readdirSync(folder).sort()) {
  if (file === 'base.json') continue;
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(folder, file)], { stdio: 'inherit' });
  if (status !== 0) {
    failed++;
    console.error(`types of configs/tsconfig/${file}: failed`);
  }
}
process.exit(failed === 0 ? 0 : 1);
