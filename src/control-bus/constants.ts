/** Sizes that every thread agrees on. Thread: any. */

/** Frames the engine renders at a time, on its own grid, whatever the host's quantum. */
export const BLOCK_FRAMES = 128;
/** Default session rate. */
export const SESSION_RATE_HZ = 48_000;
export const DECK_COUNT = 4;
/** Voices beyond the decks: 4 is the preview voice, 5…8 are sampler voices. */
export const PREVIEW_VOICE = 4;
export const SAMPLER_VOICE_FIRST = 5;
export const SAMPLER_COUNT = 4;
export const VOICE_COUNT = DECK_COUNT + 1 + SAMPLER_COUNT;
export const HOT_CUE_COUNT = 8;
/** Tempo segments a deck's grid can have. */
export const GRID_SEGMENTS_MAX = 256;
/** Pending commands the kernel can hold. */
export const PENDING_MAX = 64;
/** Commands the shell hands to the kernel in one block, at most; the rest wait in the ring. */
export const COMMANDS_PER_BLOCK_MAX = 64;
/** Events one block can report; more are counted in `Telemetry.eventsLost`. */
export const EVENTS_PER_BLOCK_MAX = 256;

/** "No deck" in a command or event. */
export const NO_DECK = 255;

/** PCM pool: a slot holds this many 32-bit words; a slab (one SharedArrayBuffer) holds SLAB_SLOTS slots. */
export const SLOT_WORDS = 131_072;
export const SLAB_SLOTS = 64;
/** Sources (tracks, samples) that can be in memory at once. */
export const SOURCE_COUNT = 32;
/** Slots one source can name: 30 minutes of stereo int16 at 48 kHz with room to spare. */
export const SOURCE_SLOTS_MAX = 1408;
/** Tracks up to this many frames are held as float32, longer ones as int16 (12 minutes at 48 kHz). */
export const FLOAT32_MAX_FRAMES = 12 * 60 * SESSION_RATE_HZ;
/** Longest track held in memory whole: 30 minutes at 48 kHz. Longer ones are paged from disk. */
export const TRACK_MAX_FRAMES = 30 * 60 * SESSION_RATE_HZ;
/** Longest track there is: four hours at 48 kHz. */
export const LONG_TRACK_MAX_FRAMES = 4 * 3600 * SESSION_RATE_HZ;
/** Frames in a page of a long track: one slot of stereo int16, 2.7 s. */
export const PAGE_FRAMES = SLOT_WORDS;
/** Pages of one long track in memory at once: 32 MiB, not quite three minutes. */
export const PAGE_SLOTS = 64;

/** Loop lengths a deck offers, in beats. */
export const LOOP_BEATS = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32] as const;
/** Beat jump sizes, in beats. */
export const JUMP_BEATS = [0.5, 1, 2, 4, 8, 16, 32] as const;
/** Quantise steps, in beats (index = value of `deck.x.quantise.step`). */
export const QUANTISE_BEATS = [1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32] as const;
/** Tempo fader ranges as a fraction (index = value of `deck.x.tempo.range`). */
export const TEMPO_RANGES = [0.08, 0.16, 0.5] as const;
