/** The three bands of onset strength as one curve. Thread: analysis worker; allocates. */
import { HOP_FRAMES, type OnsetFeatures } from './onsets.ts';

const BAND_WEIGHTS = { low: 1, mid: 1, high: 0.6 } as const;

/** All bands in one curve of zero mean, each scaled by its own mean and freed of its slow changes. */
export function combinedOnsets(features: OnsetFeatures): Float64Array {
  const n = features.low.length;
  const out = new Float64Array(n);
  const half = Math.round((0.4 * features.rateHz) / HOP_FRAMES);
  for (const band of ['low', 'mid', 'high'] as const) {
    const curve = features[band];
    let total = 0;
    for (let i = 0; i < n; i++) total += curve[i] as number;
    const scale = BAND_WEIGHTS[band] / (total / Math.max(1, n) + 1e-9);
    let running = 0;
    for (let i = 0; i < Math.min(n, half); i++) running += curve[i] as number;
    for (let i = 0; i < n; i++) {
      if (i + half < n) running += curve[i + half] as number;
      if (i - half - 1 >= 0) running -= curve[i - half - 1] as number;
      const count = Math.min(n - 1, i + half) - Math.max(0, i - half) + 1;
      const above = (curve[i] as number) - running / count;
      if (above > 0) out[i] = (out[i] as number) + above * scale;
    }
  }
  let sum = 0;
  for (let i = 0; i < n; i++) sum += out[i] as number;
  for (let i = 0; i < n; i++) out[i] = (out[i] as number) - sum / Math.max(1, n);
  return out;
}
