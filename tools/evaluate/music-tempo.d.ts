/** What music-tempo's own documentation says of its one class; the package brings no types. */
declare module 'music-tempo' {
  export default class MusicTempo {
    /** Throws when the sound has too few onsets. `timeStep`: seconds from one spectrum to the next. */
    constructor(mono: Float32Array, params?: { bufferSize?: number; hopSize?: number; timeStep?: number });
    /** Beats a minute, as text. */
    readonly tempo: string | number;
    /** Seconds. */
    readonly beats: readonly number[];
  }
}
