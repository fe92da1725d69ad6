/** Page of the page files' browser test. Thread: main of a test page. */

/** What each case of the contract said on OPFS: null where it held. */
export function runContract(): Promise<(string | null)[]> {
  const worker = new Worker(new URL('./opfs.worker-harness.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<(string | null)[]>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
}
