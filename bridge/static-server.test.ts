import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOST, handle, ISOLATION_HEADERS, resolvePath, serve } from './static-server.ts';

const root = mkdtempSync(join(tmpdir(), 'echelon-static-'));
mkdirSync(join(root, 'assets'));
writeFileSync(join(root, 'index.html'), '<!doctype html><title>Echelon</title>');
writeFileSync(join(root, 'assets', 'engine-a1B2c3D4.js'), 'export {};');

let server: Server;
let port = 0;

function get(
  path: string,
  options: { host?: string; method?: string } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: HOST, port, path, method: options.method ?? 'GET', headers: { Host: options.host ?? `${HOST}:${port}` } },
      (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    call.on('error', reject);
    call.end();
  });
}

beforeAll(async () => {
  server = await serve(root, 0);
  port = (server.address() as AddressInfo).port;
  server.removeAllListeners('request');
  server.on('request', (req, res) => handle(root, port, req, res));
});
afterAll(() => {
  server.close();
});

describe('the static server', () => {
  it('serves the page with the isolation headers', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.body).toContain('Echelon');
    for (const [name, value] of Object.entries(ISOLATION_HEADERS)) expect(page.headers[name.toLowerCase()]).toBe(value);
    expect(page.headers['cache-control']).toBe('no-cache');
  });
  it('lets hashed assets be cached for good', async () => {
    expect((await get('/assets/engine-a1B2c3D4.js')).headers['cache-control']).toContain('immutable');
  });
  it('redirects localhost to the one origin, path included', async () => {
    const answer = await get('/assets/engine-a1B2c3D4.js?x=1', { host: `localhost:${port}` });
    expect(answer.status).toBe(308);
    expect(answer.headers.location).toBe(`http://${HOST}:${port}/assets/engine-a1B2c3D4.js?x=1`);
  });
  it('answers no other host name (DNS rebinding)', async () => {
    expect((await get('/', { host: 'evil.example' })).status).toBe(421);
  });
  it('refuses writes, missing files and ways out of its folder', async () => {
    expect((await get('/', { method: 'POST' })).status).toBe(405);
    expect((await get('/nothing.js')).status).toBe(404);
    expect((await get('/assets')).status).toBe(404);
    expect((await get('/..%2f..%2fetc%2fpasswd')).status).toBe(404);
    expect((await get('/%00')).status).toBe(404);
    expect((await get('/%zz')).status).toBe(404);
    expect(resolvePath(root, '/../secret')).toBe(join(root, 'secret'));
  });
  it('rejects when the port is taken, so that the caller can say so', async () => {
    await expect(serve(root, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
