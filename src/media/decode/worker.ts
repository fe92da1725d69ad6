/** Thread: decode worker. Entry: answers `DecodeApi` over Comlink. */
import { expose } from 'comlink';
import { DecodeService } from './decode-service.ts';

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** A message to itself: unlike timers, never held back. */
function yieldToEvents(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

expose(new DecodeService(yieldToEvents));
