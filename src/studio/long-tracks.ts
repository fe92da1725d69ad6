/**
 * Tracks too long for memory, as the studio handles them: pages of an earlier decoding are played at once, a new decoding
 * leaves its pages for the next time, and the waveform comes with them.
 * Thread: main, at human rate; bytes go through the page worker.
 */
import type { ProducedTrack, ProduceTarget } from '../audio-engine/track-loader.ts';
import { PAGE_SLOTS, TRACK_MAX_FRAMES } from '../control-bus/constants.ts';
import { errorText } from '../control-bus/error-text.ts';
import type { TrackRecord } from '../media/library/client.ts';
import type { PagesClient } from '../media/pages/client.ts';
import { markersOf } from './phrases.ts';

export const isLong = (totalFrames: number): boolean => totalFrames > TRACK_MAX_FRAMES;

export class LongTracks {
  private readonly pages: PagesClient;
  /** Waveforms by source. */
  private readonly waveforms = new Map<number, SharedArrayBuffer>();

  constructor(pages: PagesClient) {
    this.pages = pages;
  }

  /** The waveform of what a source holds; null when it is not a long track. It grows while the track is decoded. */
  waveformOf(source: number): SharedArrayBuffer | null {
    return this.waveforms.get(source) ?? null;
  }

  /** A long track is being decoded into a source. */
  drawn(source: number, waveform: SharedArrayBuffer): void {
    this.waveforms.set(source, waveform);
  }

  /** Plays the pages kept of an earlier decoding; null when there are none: it has to be decoded. */
  async produceKept(record: TrackRecord, target: ProduceTarget): Promise<ProducedTrack | null> {
    if (record.fileId === '' || !isLong(record.lengthFrames)) return null;
    const { source } = target;
    const kept = await this.pages.find(source, record.fileId);
    if (kept === null) return null;
    const grant = await target.requestSlots(PAGE_SLOTS, PAGE_SLOTS);
    if (grant === null)
      throw new Error(`${record.fileName}: the memory for loaded tracks is full. Eject one and load again.`);
    const { waveform, ...facts } = kept;
    this.waveforms.set(source, waveform);
    await this.pages.play(source, grant);
    return facts;
  }

  /** Keeps the pages of a track that was just decoded; what is known of it, with a word where they could not be kept. */
  async keep(source: number, fileName: string, track: ProducedTrack): Promise<ProducedTrack> {
    const waveform = this.waveforms.get(source);
    if (waveform === undefined) return track;
    try {
      await this.pages.keep(source, track, waveform);
      return track;
    } catch (error) {
      const notice = `${fileName} plays, but will be decoded again next time: ${errorText(error)}`;
      return { ...track, notices: [...track.notices, notice] };
    }
  }

  /** The deck has the track: places of its record that a hand may jump to stay in memory. The engine knows its hot cues. */
  loaded(source: number, { cues, ...record }: TrackRecord, leftAtFrame: number | null): void {
    if (!this.waveforms.has(source)) return;
    const { introStart, introEnd, outroStart, outroEnd } = markersOf({ cues, ...record });
    const places = [
      leftAtFrame,
      ...cues.loops.map(({ startFrame }) => startFrame),
      ...cues.loops.map(({ endFrame }) => endFrame),
      introStart,
      introEnd,
      outroStart,
      outroEnd,
    ];
    this.pages.pin(
      source,
      places.filter((frame) => frame !== null),
    );
  }

  audition(source: number, fromFrame: number): void {
    if (this.waveforms.has(source)) this.pages.audition(source, fromFrame);
  }

  /** Await this before the source's slots are given to another track. */
  async letGo(source: number): Promise<void> {
    this.waveforms.delete(source);
    await this.pages.close(source);
  }
}
