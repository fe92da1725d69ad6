/** What state the sound is in, in words the performer can act upon. Thread: main. */

export type EnginePhase =
  | { readonly kind: 'starting' }
  /** The browser waits for a gesture. */
  | { readonly kind: 'suspended' }
  | { readonly kind: 'running' }
  | { readonly kind: 'unsupported'; readonly what: string; readonly remedy: string }
  | { readonly kind: 'deviceLost'; readonly what: string; readonly remedy: string }
  | { readonly kind: 'failed'; readonly what: string; readonly remedy: string };

/** The needs of the engine that this page does not meet, or null. */
export function missingNeed(): EnginePhase | null {
  if (typeof AudioWorkletNode === 'undefined' || typeof WebAssembly === 'undefined')
    return {
      kind: 'unsupported',
      what: 'This browser has no audio worklets or no WebAssembly.',
      remedy: 'Open Echelon in a current Chrome, Edge or another Chromium browser.',
    };
  if (!globalThis.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined')
    return {
      kind: 'unsupported',
      what: 'The page is not cross-origin isolated, so its threads cannot share memory.',
      remedy:
        'Open it from `npm start` (http://127.0.0.1:4173), or serve it with the COOP and COEP headers described in the README.',
    };
  return null;
}
