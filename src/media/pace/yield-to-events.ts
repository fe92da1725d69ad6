/** Lets a worker hear its messages between pieces of work. Thread: any worker. */

/** Resolves after events that are due have been handled. A message to itself: unlike timers, never held back. */
export function createYield(): () => Promise<void> {
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(null);
    });
}
