/**
 * Serves the built app with the headers that cross-origin isolation needs, on one origin for life.
 * Thread: Node. The server never lists folders and never leaves its root.
 */
import { createReadStream, type Stats, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

export const HOST = '127.0.0.1';
export const PORT = 4173;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** Headers that make `crossOriginIsolated` true and keep the page to itself. */
export const ISOLATION_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...ISOLATION_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(text);
}

/** Maps a request path to a file below `root`, or null when it points nowhere or outside. */
export function resolvePath(root: string, url: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, `http://${HOST}`).pathname);
  } catch {
    return null; // not a URL: the caller answers 404
  }
  if (path.includes('\0')) return null;
  const file = normalize(join(root, path.endsWith('/') ? `${path}index.html` : path));
  return file.startsWith(root.endsWith(sep) ? root : root + sep) ? file : null;
}

function statFile(file: string): Stats | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() ? found : null;
}

/** Answers one request. A request for another host name of this machine is redirected to the one origin. */
export function handle(root: string, port: number, request: IncomingMessage, response: ServerResponse): void {
  const host = request.headers.host ?? '';
  if (host === `localhost:${port}` || host === `[::1]:${port}`) {
    response.writeHead(308, { Location: `http://${HOST}:${port}${request.url ?? '/'}` });
    response.end();
    return;
  }
  if (host !== `${HOST}:${port}`) {
    refuse(response, 421, `This server answers http://${HOST}:${port} only.`);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'Only GET and HEAD are answered here.');
    return;
  }
  const file = resolvePath(root, request.url ?? '/');
  const found = file === null ? null : statFile(file);
  if (file === null || found === null) {
    refuse(response, 404, 'There is no such file.');
    return;
  }
  const hashed = /[-.][0-9A-Za-z_-]{8,}\.(js|css|wasm)$/.test(file);
  response.writeHead(200, {
    ...ISOLATION_HEADERS,
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Length': found.size,
    'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stream = createReadStream(file);
  stream.on('error', (error) => response.destroy(error));
  stream.pipe(response);
}

/** Starts the server. Rejects with the system's error (`EADDRINUSE` when the port is taken). */
export function serve(root: string, port: number = PORT, host: string = HOST): Promise<Server> {
  const server = createServer((request, response) => handle(root, port, request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}
