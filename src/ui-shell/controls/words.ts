/** How a control's value reads, short and spoken, with fixed decimals per control. Thread: any; pure. */
import { TEMPO_RANGES } from '../../control-bus/constants.ts';
import { INFINITE, level, signed } from '../format.ts';

export interface ControlWords {
  readonly text: (value: number) => string;
  readonly unit: string;
  readonly unitSpoken: string;
  /** The whole spoken value, where the figure alone would not do. */
  readonly spoken?: (value: number) => string;
}

const percent = (value: number): string => String(Math.round(value * 100));
const DECIBELS: ControlWords = { text: (v) => signed(v, 1), unit: 'dB', unitSpoken: 'decibels' };
const OUTPUT: ControlWords = { text: (v) => level(v, -59.95), unit: 'dB', unitSpoken: 'decibels' };
const PERCENT: ControlWords = { text: percent, unit: '%', unitSpoken: 'percent' };

/** Level of a channel fader in dB: the travel's square, as the kernel has it. */
export function faderDb(travel: number): number {
  return travel <= 0 ? Number.NEGATIVE_INFINITY : 40 * Math.log10(travel);
}
/** Travel at which the fader gives that many dB. */
export function faderTravel(db: number): number {
  return 10 ** (db / 40);
}
/** Marks beside a channel fader. */
export const FADER_MARKS_DB = [0, -6, -12, -24, Number.NEGATIVE_INFINITY] as const;

/** Corner of the one-knob filter in Hz, as the kernel has it: low-pass 20 kHz…60 Hz, high-pass 20 Hz…8 kHz. */
export function filterHz(knob: number): number {
  return knob < 0 ? 20_000 * (60 / 20_000) ** -knob : 20 * (8000 / 20) ** knob;
}

/** `640`, `1.2k`, `20k`: at most four signs. */
export function hertz(value: number): string {
  if (value < 999.5) return String(Math.round(value));
  return value < 9950 ? `${(value / 1000).toFixed(1)}k` : `${Math.round(value / 1000)}k`;
}

/** Tempo change in percent for a fader position and the index of its range. */
export function tempoPercent(position: number, range: number): number {
  return position * 100 * (TEMPO_RANGES[Math.round(range)] ?? TEMPO_RANGES[0]);
}

/** Range of the tempo fader in whole percent. */
export function tempoRangePercent(range: number): number {
  return Math.round(100 * (TEMPO_RANGES[Math.round(range)] ?? TEMPO_RANGES[0]));
}

/** Words of a control by its key (decks) or name (the rest). */
export function controlWords(key: string, tempoRange: () => number): ControlWords {
  switch (key) {
    case 'trim':
    case 'eq.high':
    case 'eq.mid':
    case 'eq.low':
      return DECIBELS;
    case 'tempo':
      return {
        text: (v) => signed(tempoPercent(v, tempoRange()), tempoRange() === 0 ? 2 : 1),
        unit: '%',
        unitSpoken: 'percent',
      };
    case 'filter':
      return {
        text: (v) => (v === 0 ? 'Off' : hertz(filterHz(v))),
        unit: 'Hz',
        unitSpoken: 'hertz',
        spoken: (v) => (v === 0 ? 'off' : `${v < 0 ? 'low-pass' : 'high-pass'} ${Math.round(filterHz(v))} hertz`),
      };
    case 'level':
      return { text: (v) => (v <= 0 ? INFINITE : signed(faderDb(v), 1)), unit: 'dB', unitSpoken: 'decibels' };
    case 'master.level':
    case 'booth.level':
    case 'phones.level':
    case 'preview.level':
      return OUTPUT;
    case 'mixer.crossfader':
      return {
        text: (v) => signed(v * 100, 0),
        unit: '%',
        unitSpoken: 'percent',
        spoken: (v) => (Math.abs(v) < 0.005 ? 'centre' : `${percent(Math.abs(v))} percent ${v < 0 ? 'left' : 'right'}`),
      };
    case 'phones.mix':
      return {
        text: percent,
        unit: '% master',
        unitSpoken: 'percent master',
        spoken: (v) => (v <= 0 ? 'cue only' : v >= 1 ? 'master only' : `${percent(v)} percent master`),
      };
    default:
      return PERCENT;
  }
}
