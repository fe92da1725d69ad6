import { describe, expect, it } from 'vitest';
import { partsOfFileName } from './file-names.ts';

describe('partsOfFileName', () => {
  it.each([
    ['Mira Voss - Glass Harbour.mp3', 'Mira Voss', 'Glass Harbour'],
    ['03 - Perrin – Slow Signal (Live - 2019).flac', 'Perrin', 'Slow Signal (Live – 2019)'],
    ['untitled_take_2.wav', '', 'untitled take 2'],
    ['07.wav', '', '07'],
    ['.mp3', '', '.mp3'],
    ['1999.ogg', '', '1999'],
  ])('%s', (name, artist, title) => {
    expect(partsOfFileName(name)).toEqual({ artist, title });
  });
});
