// Numbers that the score side (TypeScript) and the synth (AssemblyScript) share. Plain constants: valid in both.

/** Instruments a channel can hold. */
export const INSTRUMENT_ONESHOT = 0;
export const INSTRUMENT_POLY = 1;
export const INSTRUMENT_FM = 2;
export const INSTRUMENT_STRING = 3;

export const CHANNEL_COUNT = 24;
export const SLOT_COUNT = 24;
export const PARAM_COUNT = 96;
export const RENDER_FRAMES = 128;

// --- channel strip ---------------------------------------------------------------------------------------------------
/** Fader, dB. */
export const GAIN = 0;
/** −1 … 1, constant power. */
export const PAN = 1;
/** Side level: 0 mono, 1 as played, 2 twice as wide. */
export const WIDTH = 2;
/** High-pass corner as a MIDI note number (0 = off). */
export const HIGH_PASS = 3;
/** Low-pass corner as a MIDI note number (≥ 136 = off), 24 dB/octave. */
export const LOW_PASS = 4;
/** Resonance of the low-pass, 0 … 1. */
export const LOW_PASS_RES = 5;
/** Soft saturation, dB into the curve (0 = off). */
export const DRIVE = 6;
/** How deep the kick ducks this channel, 0 … 1. */
export const DUCK = 7;
export const SEND_HALL = 8;
export const SEND_ROOM = 9;
export const SEND_DELAY = 10;
export const CHORUS = 11;
export const CHORUS_RATE_HZ = 12;
export const CHORUS_DEPTH_MS = 13;
/** Tremolo / auto-pan depth 0 … 1, rate in Hz, and whether the sides move against each other (1) or together (0). */
export const TREMOLO = 14;
export const TREMOLO_RATE_HZ = 15;
export const TREMOLO_PAN = 16;
/** Bell equaliser: centre (MIDI note), gain in dB, Q. */
export const BELL_NOTE = 17;
export const BELL_DB = 18;
export const BELL_Q = 19;
/** Vowel filter: 0 … 4 = a, e, i, o, u (between: morph), and its share of the sound 0 … 1. */
export const VOWEL = 20;
export const VOWEL_MIX = 21;
/** One voice at a time; overlapping notes glide. For one-shots: a new hit chokes the last. */
export const MONO = 22;
/** Semitones added to every note of the channel. */
export const TUNE = 23;
/** Glide time, seconds. */
export const GLIDE_S = 24;
/** How much velocity sets loudness, 0 … 1. */
export const VELOCITY_AMP = 25;

// --- subtractive voice -----------------------------------------------------------------------------------------------
export const WAVE_SAW = 0;
export const WAVE_PULSE = 1;
export const WAVE_TRIANGLE = 2;
export const WAVE_SINE = 3;

export const OSC_WAVE = 30;
/** 1 … 8 copies, spread over ±DETUNE/2 semitones and over the stereo field. */
export const OSC_UNISON = 31;
export const OSC_DETUNE = 32;
export const OSC_SPREAD = 33;
export const OSC_WIDTH = 34;
/** Pulse-width modulation depth and rate. */
export const OSC_PWM = 35;
export const OSC_PWM_HZ = 36;
export const OSC2_WAVE = 37;
export const OSC2_LEVEL = 38;
export const OSC2_SEMI = 39;
/** Sine or square one octave (or OSC_SUB_SEMI semitones) below. */
export const SUB_WAVE = 40;
export const SUB_LEVEL = 41;
export const SUB_SEMI = 42;
export const NOISE_LEVEL = 43;
/** 0: every copy starts at phase 0 (tight), 1: at its own random phase. */
export const PHASE_RANDOM = 44;
export const PITCH_ENV_SEMI = 45;
export const PITCH_ENV_S = 46;
export const VIBRATO_SEMI = 47;
export const VIBRATO_HZ = 48;
export const VIBRATO_DELAY_S = 49;

export const FILTER_LP24 = 0;
export const FILTER_LP12 = 1;
export const FILTER_BP = 2;
export const FILTER_HP = 3;
export const FILTER_TYPE = 50;
/** MIDI note number of the corner; 136 is wide open. */
export const FILTER_CUTOFF = 51;
export const FILTER_RES = 52;
/** Semitones the filter envelope adds. */
export const FILTER_ENV = 53;
export const FILTER_KEY = 54;
export const FILTER_VELOCITY = 55;
export const FILTER_DRIVE = 56;
export const FENV_A = 57;
export const FENV_D = 58;
export const FENV_S = 59;
export const FENV_R = 60;
export const AMP_A = 61;
export const AMP_D = 62;
export const AMP_S = 63;
export const AMP_R = 64;
/** LFO on the cutoff: rate, semitones, and whether a note restarts it (1). */
export const LFO_HZ = 65;
export const LFO_CUTOFF = 66;
export const LFO_RESTART = 67;

// --- FM voice: four operators; operator n starts at FM_OP + n × FM_OP_STRIDE ----------------------------------------
/** 0: 2→1, 4→3 · 1: 4→3→2→1 · 2: all heard · 3: 2, 3 and 4 into 1. */
export const FM_ALGORITHM = 30;
/** Operator 4 into itself, radians. */
export const FM_FEEDBACK = 31;
/** Second copy detuned to the other side, semitones. */
export const FM_DETUNE = 32;
/** How much velocity opens the modulators, 0 … 1. */
export const FM_VELOCITY = 33;
/** Modulation halves each octave above middle C times this. */
export const FM_KEY_DAMP = 34;
export const FM_OP = 36;
export const FM_OP_STRIDE = 6;
export const FM_RATIO = 0;
/** Carriers: amplitude; modulators: index in radians. */
export const FM_LEVEL = 1;
export const FM_A = 2;
export const FM_D = 3;
export const FM_S = 4;
export const FM_R = 5;

// --- plucked string --------------------------------------------------------------------------------------------------
/** Seconds to −60 dB at middle C. */
export const STRING_DECAY_S = 30;
/** 0 dull … 1 bright: damping in the loop. */
export const STRING_BRIGHT = 31;
/** Hardness of the pluck, 0 … 1. */
export const STRING_PLUCK = 32;
/** Where the string is plucked, 0.05 … 0.5 of its length. */
export const STRING_POSITION = 33;
/** Seconds to fade after the note ends. */
export const STRING_RELEASE_S = 34;
/** Body resonance level. */
export const STRING_BODY = 35;

// --- one-shot recipes: the numbers handed to `bake` ------------------------------------------------------------------
export const BAKE_KICK = 0;
export const BAKE_SNARE = 1;
export const BAKE_CLAP = 2;
export const BAKE_HAT = 3;
export const BAKE_SHAKER = 4;
export const BAKE_TOM = 5;
export const BAKE_RIM = 6;
export const BAKE_CYMBAL = 7;
export const BAKE_IMPACT = 8;
export const BAKE_CRACKLE = 9;
export const BAKE_PARAM_COUNT = 12;

// --- master and sends ------------------------------------------------------------------------------------------------
export const MASTER_GAIN = 0;
/** High-pass of the whole mix as a MIDI note (for builds); 14 (18 Hz) is the rest position. */
export const MASTER_HIGH_PASS = 1;
export const MASTER_LOW_PASS = 2;
export const MASTER_LOW_SHELF_DB = 3;
export const MASTER_HIGH_SHELF_DB = 4;
export const MASTER_MID_DB = 5;
export const MASTER_DRIVE = 6;
/** Glue compressor threshold in dB (0 = off). */
export const MASTER_GLUE_DB = 7;
export const MASTER_CEILING_DB = 8;
export const HALL_RT_S = 9;
export const HALL_SIZE = 10;
export const HALL_DAMP = 11;
export const HALL_LEVEL = 12;
export const ROOM_RT_S = 13;
export const ROOM_SIZE = 14;
export const ROOM_DAMP = 15;
export const ROOM_LEVEL = 16;
/** Delay times in frames, left and right, then feedback, tone (MIDI note of the low-pass) and level. */
export const DELAY_LEFT = 17;
export const DELAY_RIGHT = 18;
export const DELAY_FEEDBACK = 19;
export const DELAY_TONE = 20;
export const DELAY_LEVEL = 21;
/** How deep the kick ducks reverbs and delay, 0 … 1. */
export const RETURN_DUCK = 22;
/** Seconds the duck takes to recover. */
export const DUCK_S = 23;
/** Delay return into the hall, 0 … 1. */
export const DELAY_TO_HALL = 24;
export const MASTER_PARAM_COUNT = 25;
