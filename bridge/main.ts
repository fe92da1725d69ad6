/** Thread: Node. Serves the built app on its one origin; ends with a message when it cannot. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOST, PORT, serve } from './static-server.ts';

const root = fileURLToPath(new URL('../dist', import.meta.url));
if (!existsSync(join(root, 'index.html'))) {
  console.error('There is no built app in dist/. Run `npm start`, which builds it first.');
  process.exit(1);
}

try {
  await serve(root);
} catch (error) {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    console.error(
      `Port ${PORT} is in use, perhaps by another Echelon. Your tracks and sets belong to http://${HOST}:${PORT}, so Echelon\n` +
        `starts nowhere else. If that page is Echelon already, just open it; otherwise end the program that holds the port.`,
    );
  else console.error(`The server could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

// `localhost` may resolve to ::1: answer there as well, with the redirect. A machine without IPv6 simply has no such address.
serve(root, PORT, '::1').catch((error: unknown) => {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT' && code !== 'EADDRINUSE')
    console.error(
      `No redirect from http://localhost over IPv6: ${error instanceof Error ? error.message : String(error)}`,
    );
});

console.log(
  `\nEchelon is ready:  http://${HOST}:${PORT}\n\nOpen it in Chrome. Ctrl+C ends the server; the page keeps playing.`,
);
