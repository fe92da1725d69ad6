/** Pads that hold hot cues and saved loops, and the chooser that edits them. Thread: main. */
import { Op } from '../../control-bus/commands.ts';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { minutes } from '../format.ts';
import { placeOf } from '../library/Menu.tsx';
import * as cue from '../state/cue-actions.ts';
import * as act from '../state/deck-actions.ts';
import type { Desk, Marking } from '../state/desk.ts';
import { hueOf } from './mark-colours.ts';
import type { PadSpec } from './pad-spec.ts';

const time = (frame: number): string => minutes(frame / SESSION_RATE_HZ);

function openMenu(desk: Desk, kind: Marking['kind'], deck: number, pad: number, event: Event): void {
  const at = event.currentTarget;
  if (!(at instanceof Element) || !(event instanceof MouseEvent || event instanceof KeyboardEvent)) return;
  desk.mark({ kind, deck, pad, ...placeOf(event, at) });
}

export function cuePads(desk: Desk, deck: number): readonly PadSpec[] {
  const disabled = act.withoutTrack(desk, deck);
  return desk.slow.deck(deck).hotCueFrames.map((frame, pad): PadSpec => {
    const known = cue.cueOn(desk, deck, pad);
    if (frame < 0)
      return {
        name: `Set hot cue ${pad + 1}`,
        figure: String(pad + 1),
        caption: '',
        hue: null,
        empty: true,
        disabled,
        press: (timeMs) => cue.hotCue(desk, deck, pad, timeMs),
        ops: [Op.hotCueJump, Op.hotCueSet],
        target: pad,
      };
    const name = known?.name ?? '';
    return {
      name: `Hot cue ${pad + 1}${name === '' ? '' : ` ${name}`}`,
      figure: String(pad + 1),
      caption: name === '' ? time(frame) : name,
      hue: hueOf(known?.colour ?? null, pad),
      disabled,
      press: (timeMs) => cue.hotCue(desk, deck, pad, timeMs),
      secondary: (event) => openMenu(desk, 'cue', deck, pad, event),
      remove: () => cue.askClearHotCue(desk, deck, pad),
      ops: [Op.hotCueJump, Op.hotCueSet],
      target: pad,
    };
  });
}

export function loopPads(desk: Desk, deck: number): readonly PadSpec[] {
  const disabled = act.withoutTrack(desk, deck);
  const toSave = desk.slow.loop(deck) === null ? 'Needs a running loop: start one, then press here to keep it.' : null;
  return (desk.track(deck)?.loops ?? Array.from({ length: 8 }, () => null)).map((loop, pad): PadSpec => {
    const figure = `\u21bb ${pad + 1}`;
    if (loop === null)
      return {
        name: `Save loop ${pad + 1}`,
        figure,
        caption: '',
        hue: null,
        empty: true,
        disabled: disabled ?? toSave,
        press: () => cue.saveLoop(desk, deck, pad),
      };
    const running = cue.isRunning(desk, deck, loop);
    return {
      name: `Saved loop ${pad + 1}${loop.name === '' ? '' : ` ${loop.name}`}`,
      figure,
      caption: loop.name === '' ? time(loop.startFrame) : loop.name,
      hue: hueOf(loop.colour, pad),
      lit: running,
      pressed: running,
      disabled,
      press: (timeMs) => cue.loopBetween(desk, deck, loop, cue.LOOP_PAD_TARGET + pad, timeMs),
      secondary: (event) => openMenu(desk, 'loop', deck, pad, event),
      remove: () => cue.askRemoveLoop(desk, deck, pad),
      ops: [Op.reloop],
      target: cue.LOOP_PAD_TARGET + pad,
    };
  });
}

/** The eight cues once more: a press opens what a right-click opens, and plays nothing. */
export function editPads(desk: Desk, deck: number): readonly PadSpec[] {
  return cuePads(desk, deck).map((pad, i): PadSpec => {
    const { ops: _ops, secondary: _secondary, remove: _remove, ...rest } = pad;
    return {
      ...rest,
      name: `Edit hot cue ${i + 1}`,
      disabled: pad.empty === true ? 'This pad is empty.' : null,
      press: (_timeMs, event) => {
        openMenu(desk, 'cue', deck, i, event);
        desk.setPadMode(deck, 'cues');
      },
    };
  });
}
