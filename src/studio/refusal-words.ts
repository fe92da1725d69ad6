/**
 * Says a refusal in the performer's words: what was refused, why with the measured fact, what to do.
 * Thread: main; pure.
 */
import { Op, Refusal } from '../control-bus/commands.ts';
import { CONTROLS, DECK_LETTERS, findControl } from '../control-bus/controls.ts';
import type { RefusalReason } from '../scheduler/client.ts';

export interface RefusalWords {
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

const MINUS = '\u2212';

/** 'deck A', or 'the preview', or 'the mixer' for what is no deck. */
export function placeName(deck: number): string {
  const letter = DECK_LETTERS[deck as 0 | 1 | 2 | 3];
  if (letter !== undefined) return `deck ${letter.toUpperCase()}`;
  return deck === 255 ? 'the mixer' : 'the preview';
}

const OP_WORDS: Partial<Record<number, string>> = {
  [Op.load]: 'Load',
  [Op.eject]: 'Eject',
  [Op.seek]: 'Needle drop',
  [Op.beatJump]: 'Beat jump',
  [Op.syncOnce]: 'Sync',
  [Op.setTempo]: 'Tempo',
  [Op.hotCueJump]: 'Hot cue',
  [Op.hotCueSet]: 'Hot cue',
  [Op.hotCueClear]: 'Clear hot cue',
  [Op.loopIn]: 'Loop in',
  [Op.loopOut]: 'Loop out',
  [Op.loopBeats]: 'Loop',
  [Op.loopExit]: 'Loop exit',
  [Op.reloop]: 'Reloop',
  [Op.loopHalve]: 'Halve loop',
  [Op.loopDouble]: 'Double loop',
  [Op.loopMove]: 'Move loop',
  [Op.rollStart]: 'Loop roll',
  [Op.setControl]: 'Control',
  [Op.setGrid]: 'Beat grid',
  [Op.gridSegment]: 'Beat grid',
  [Op.metronome]: 'Metronome',
  [Op.play]: 'Play',
  [Op.cancel]: 'Cancel',
};

/** The word for an operation, as shown in toasts and the log. */
export function opWord(op: number): string {
  return OP_WORDS[op] ?? 'Action';
}

const signed = (value: number): string => (value < 0 ? `${MINUS}${Math.abs(value).toFixed(0)}` : value.toFixed(0));

/** Words for a refusal by the permission function. */
export function permissionWords(op: number, deck: number, reason: RefusalReason): RefusalWords {
  const word = opWord(op);
  const place = placeName(deck);
  switch (reason.kind) {
    case 'audible':
      return {
        what: `${word} refused: ${place} is audible`,
        why: `It reaches the master at ${signed(reason.lufs)} LUFS.`,
        remedy: `Lower its channel first, or hold ${word}.`,
      };
    case 'playing':
      return {
        what: `${word} refused: ${place} is playing`,
        why: 'It plays, though it is faded out.',
        remedy: `Pause it first, or hold ${word}.`,
      };
    case 'outOfRange': {
      const index = findControl(reason.control);
      const label = index === undefined ? reason.control : (CONTROLS[index]?.label ?? reason.control);
      return {
        what: `${label} refused: out of range`,
        why: `${reason.value} lies outside ${reason.min} … ${reason.max}.`,
        remedy: 'Choose a value inside the range.',
      };
    }
    case 'badArgument':
      return {
        what: `${word} refused: it makes no sense`,
        why: `${reason.field} was ${reason.value}.`,
        remedy: 'This is a fault in what sent it; the session log has the details.',
      };
    case 'engineBusy':
      return {
        what: `${word} refused: the engine takes nothing`,
        why: 'Its command queue is full, so the sound has stopped or is suspended.',
        remedy: 'Start the sound again, then repeat it.',
      };
  }
}

/** Words for a refusal by the kernel, at the moment of execution. */
export function kernelWords(op: number, deck: number, refusal: number): RefusalWords {
  const word = opWord(op);
  const place = placeName(deck);
  switch (refusal) {
    case Refusal.stale:
      return {
        what: `${word} dropped: too late`,
        why: 'Its beat had passed by more than one beat.',
        remedy: 'Press it again.',
      };
    case Refusal.tableFull:
      return {
        what: `${word} refused: too much is waiting`,
        why: 'Sixty-four actions wait for their beat.',
        remedy: 'Cancel some of them.',
      };
    case Refusal.noSource:
      return { what: `${word} refused: ${place} is empty`, why: 'No track is loaded.', remedy: 'Load a track first.' };
    case Refusal.noGrid:
      return {
        what: `${word} refused: no beat grid`,
        why: `The track on ${place}, or the deck to match, has no beat grid.`,
        remedy: 'Set one by hand: tap the tempo, then set the downbeat.',
      };
    case Refusal.notFound:
      return { what: `${word}: nothing to cancel`, why: 'It had happened already.', remedy: 'Nothing to do.' };
    case Refusal.nothingThere:
      return op === Op.syncOnce
        ? {
            what: 'Sync refused: nothing to follow',
            why: 'No other deck plays with a beat grid.',
            remedy: 'Start the deck to follow first.',
          }
        : {
            what: `${word} refused on ${place}`,
            why: 'There is nothing to do it to.',
            remedy: 'Set a loop or a cue first.',
          };
    case Refusal.outOfRange:
      return {
        what: `${word} refused: out of the tempo range`,
        why: `${place[0]?.toUpperCase()}${place.slice(1)} cannot reach that tempo with its present range.`,
        remedy: 'Choose a wider tempo range, or half or double tempo.',
      };
    default:
      return {
        what: `${word} refused on ${place}`,
        why: 'Its numbers make no sense to the engine.',
        remedy: 'The session log has the details.',
      };
  }
}
