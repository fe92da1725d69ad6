/** Thread: demo worker. Entry: answers `DemoApi` over Comlink. */
import { expose } from 'comlink';
import { createYield } from '../pace/yield-to-events.ts';
import { DemoService } from './demo-service.ts';

async function loadModule(url: string): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

expose(new DemoService(loadModule, createYield()));
