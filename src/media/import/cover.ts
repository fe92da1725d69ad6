/**
 * The cover of a track as a small picture: at most `COVER_SIDE_PX` on its longer side and `COVER_BYTES_MAX` bytes.
 * Where nothing can decode pictures (Node, an old browser), or the picture is broken, there is none.
 * Thread: import worker. Decoding takes memory in proportion to the picture's area, so the area has a limit as well.
 */
export const COVER_SIDE_PX = 160;
export const COVER_BYTES_MAX = 20_000;
/** Falling quality, until the picture is small enough. */
const QUALITIES = [0.8, 0.6, 0.4, 0.2] as const;
/** Larger pictures are left alone: 6000 × 6000 take 144 MB decoded. */
const SIDE_MAX_PX = 6000;

/** Width and height that a header names, before anything is decoded; null where it cannot be told. */
export function pictureSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (i: number): number => bytes[i] ?? 0;
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47)
    return { width: view.getUint32(16), height: view.getUint32(20) };
  if (bytes.length >= 10 && view.getUint32(0) === 0x47494638)
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (at(0) !== 0xff || at(1) !== 0xd8) return null;
  // JPEG: segments up to the frame header (SOF0 … SOF15, without DHT, JPG and DAC).
  for (let i = 2; i + 9 <= bytes.length; ) {
    if (at(i) !== 0xff) return null;
    const marker = at(i + 1);
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { width: view.getUint16(i + 7), height: view.getUint16(i + 5) };
    i += marker === 0xff ? 1 : 2 + view.getUint16(i + 2);
  }
  return null;
}

async function encode(canvas: OffscreenCanvas): Promise<Blob | null> {
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
    // A browser without WebP answers with PNG; then JPEG is asked for.
    const small = blob.type === 'image/webp' ? blob : await canvas.convertToBlob({ type: 'image/jpeg', quality });
    if (small.size <= COVER_BYTES_MAX) return small;
  }
  return null;
}

/** The thumbnail, or null. Never throws: a broken picture is no reason to refuse a track. */
export async function thumbnailOf(
  cover: { mime: string; bytes: Uint8Array<ArrayBuffer> } | null,
): Promise<Blob | null> {
  if (cover === null || typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function') return null;
  const size = pictureSize(cover.bytes);
  if (size === null || size.width === 0 || size.height === 0) return null;
  if (Math.max(size.width, size.height) > SIDE_MAX_PX) return null;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([cover.bytes]));
  } catch {
    return null; // the platform's decoder refused it: a track without a picture
  }
  try {
    const scale = Math.min(1, COVER_SIDE_PX / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (context === null) return null;
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    return await encode(canvas);
  } finally {
    bitmap.close();
  }
}
