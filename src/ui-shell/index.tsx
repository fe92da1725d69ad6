/**
 * The interface. Thread: main; it carries no musical time and touches the rest only through its port.
 *
 * `mountUi(root, studio)` draws the booth into `root` and returns its removal.
 *
 * Names that tests and assistive technology may rely on (D stands for the deck's letter):
 * - regions: banner, "Waveforms", main "Decks and mixer", "Deck D", "Mixer", "Channel D", "Master", "Actions", "Library";
 * - deck buttons: "Play, deck D" (aria-pressed), "Cue, deck D", "Sync, deck D", "Key lock, deck D", "Slip, deck D",
 *   "Quantise, deck D", "Tempo range, deck D: plus or minus N percent", "Pad mode, deck D: Cues";
 * - pads, by mode: "Set hot cue 1, deck D" / "Hot cue 1, deck D"; "Roll 1/4 beat, deck D", "Move loop back, deck D",
 *   "Move loop on, deck D", "Reloop, deck D"; "Jump back 4 beats, deck D", "Jump on 4 beats, deck D", "Halve jump size, deck D",
 *   "Nudge back, deck D", "Nudge on, deck D", "Censor, deck D", "Reverse, deck D"; "Key down a semitone, deck D",
 *   "Key up a semitone, deck D", "Key back to the track, deck D", "Brake two seconds, deck D", "Spin back one second, deck D";
 *   "Tap tempo, deck D", "Set downbeat here, deck D", "Move grid earlier, deck D", "Halve grid tempo, deck D", "Enter grid
 *   tempo, deck D", "Edit grid, deck D"; in the chooser "Pads: Hot cues, deck D" …, "Pads: Choose quantise step, deck D",
 *   "Pads: Edit a hot cue, deck D", then "Edit hot cue 1, deck D"; saved loops: "Save loop 1, deck D" / "Saved loop 1, deck D";
 *   a name follows the number; the menu of a pad: dialog "Edit hot cue 1, deck D" with textbox "Name of …", radio group
 *   "Colour of …", "Wait for the beat at …", "Clear …", "Close …";
 * - phrases: tab "Phrases", region "Phrases", radio "Phrases of deck D", "Listen to NAME, deck D", "Jump to NAME, deck D", "Loop
 *   NAME, deck D", "Play next NAME, deck D", "Go to where it was left, deck D", "Intro ends here, deck D", "Outro starts here,
 *   deck D", "Intro and outro by the sections, deck D";
 * - region "Beat grid": "Grid of deck D", "Downbeat here, deck D", "Bars one beat earlier, deck D", "Grid 10 ms later, deck D",
 *   "Tap along, deck D", "Halve grid, deck D", "Enter tempo, deck D", "Stretch from here, deck D" (aria-pressed), "Beat falls
 *   here, deck D", "Add tempo change here, deck D", "Remove tempo change, deck D", "Undo grid, deck D", "Redo grid, deck D",
 *   "Metronome, deck D" (aria-pressed), "Remove grid, deck D", "Close beat grid";
 * - loop: "Loop 4 beats, deck D" (aria-pressed), "Halve loop, deck D", "Double loop, deck D", "Loop in, deck D", "Loop out,
 *   deck D", "Exit loop, deck D";
 * - sliders: "Tempo, deck D", "Trim, deck D", "Hi, deck D", "Mid, deck D", "Low, deck D", "Filter, deck D", "Resonance,
 *   deck D", "Level, deck D", "Position, deck D", "Crossfader", "Master", "Cue mix", "Phones", "Booth", "Preview";
 * - mixer buttons: "Kill hi, deck D", "Kill mid, deck D", "Kill low, deck D", "Crossfader side, deck D: thru",
 *   "Headphones, deck D", "Cut to left", "Cut to right", "Split cue";
 * - images: "Platter, deck D" and "Waveform, Deck D…" (drag to scratch), "Meter, deck D", "Tempo of deck D",
 *   "Time left, deck D", "Session clock";
 * - top: "Record" / "Stop recording", "Recordings", "Settings", "Keyboard map", "High contrast";
 * - library: combobox "Search tracks", tabs "Fits now" and "Tracks", "Save search as a smart crate", tree "Places" with
 *   "NAME, N tracks", "New crate", "Add music", file input "Music files", grid "Tracks", "Load TITLE to deck D",
 *   "Pre-listen TITLE", slider "Rating of TITLE"; messages: groups named by what was refused, "Hold to load anyway" or
 *   "Hold to seek anyway", "Dismiss"; questions: alertdialog.
 */
import { render } from 'solid-js/web';
import { App } from './App.tsx';
import { Problem } from './panels/Problem.tsx';
import type { StudioPort } from './port.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/topbar.css';
import './styles/waves.css';
import './styles/deck.css';
import './styles/mixer.css';
import './styles/strip.css';
import './styles/library.css';
import './styles/panels.css';
import './styles/cues.css';
import './styles/two-decks.css';
import './styles/contrast.css';

/** Draws one message instead of the booth, for a page on which the studio cannot start. Returns what removes it. */
export function mountProblem(root: HTMLElement, what: string, remedy: string): () => void {
  return render(() => <Problem what={what} remedy={remedy} />, root);
}

/** Draws the interface into `root`. Returns what removes it and stops its frame loop. */
export function mountUi(root: HTMLElement, studio: StudioPort): () => void {
  return render(() => <App studio={studio} />, root);
}
