import { describe, expect, it } from 'vitest';
import { parseKey, READERS } from './formats.ts';

const read = (ending: string, text: string) => READERS[ending]?.(text, `x${ending}`);

describe('annotation files', () => {
  it('reads beats with and without places in the bar', () => {
    expect(read('.beats', '0.5 1\n1.0 2\r\n1.5 3\n2.0 4\n2.5 1\n')).toEqual({
      beats: [0.5, 1, 1.5, 2, 2.5],
      downbeats: [0.5, 2.5],
      bpm: 120,
      isConstant: true,
    });
    expect(read('.beats', '# hand\n0.5\t1.1\n1.0\t1.2')).toEqual({ beats: [0.5, 1], downbeats: [0.5] });
    expect(read('.beats', '0.5\n1.1\n1.6')).toMatchObject({ isConstant: false });
  });

  it('refuses beats that are not numbers or not in order', () => {
    expect(() => read('.beats', '0.5 1\nsoon 2')).toThrow(/x\.beats.*"soon"/);
    expect(() => read('.beats', '2\n1')).toThrow(/not later/);
  });

  it('reads GiantSteps tempo and key', () => {
    expect(read('.bpm', '127.98\n')).toEqual({ bpm: 127.98 });
    expect(read('.key', 'Eb minor\n')).toEqual({ key: { tonic: 3, mode: 'minor' } });
    expect(read('.key', 'unknown')).toEqual({});
  });

  it('reads keys as people write them', () => {
    expect(['Am', 'F:maj', 'C# minor', 'B♭', 'g:min'].map(parseKey)).toEqual([
      { tonic: 9, mode: 'minor' },
      { tonic: 5, mode: 'major' },
      { tonic: 1, mode: 'minor' },
      { tonic: 10, mode: 'major' },
      { tonic: 7, mode: 'minor' },
    ]);
    expect(parseKey('A minor / C major')).toBeNull();
  });

  it('reads JAMS, both ways of writing observations', () => {
    const list = {
      annotations: [
        { namespace: 'beat', data: [0, 1, 2, 3].map((t) => ({ time: t, duration: 0, value: (t % 2) + 1 })) },
        { namespace: 'key_mode', data: [{ time: 0, duration: 9, value: 'D:minor' }] },
        {
          namespace: 'segment_open',
          data: [
            { time: 0, value: 'intro' },
            { time: 2, value: 'drop' },
          ],
        },
      ],
    };
    expect(read('.jams', JSON.stringify(list))).toMatchObject({
      bpm: 60,
      downbeats: [0, 2],
      key: { tonic: 2, mode: 'minor' },
      sections: [
        { startS: 0, kind: 'intro' },
        { startS: 2, kind: 'drop' },
      ],
    });
    const columns = { annotations: [{ namespace: 'beat_position', data: { time: [1, 2, 3], value: [1, 2, 3] } }] };
    expect(read('.jams', JSON.stringify(columns))).toMatchObject({ beats: [1, 2, 3], downbeats: [1] });
    expect(() => read('.jams', '{}')).toThrow(/no list/);
  });
});
