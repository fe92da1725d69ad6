/** The studio as the interface may use it: every call leads to the part that does it. Thread: main. */
import { Op } from '../control-bus/commands.ts';
import { EngineSwitch } from '../control-bus/engine-host.ts';
import type { CuePort, StudioPort } from '../ui-shell/port.ts';
import type { Studio } from './studio.ts';

function cuePort(studio: Studio): CuePort {
  const { cues, settings, preview } = studio;
  return {
    editCue: (deck, slot, change) => cues.editCue(deck, slot, change),
    saveLoop: (deck, pad, startFrame, endFrame) => cues.saveLoop(deck, pad, startFrame, endFrame),
    editLoop: (deck, id, change) => cues.editLoop(deck, id, change),
    removeLoop: (deck, id) => cues.removeLoop(deck, id),
    setMarker: (deck, marker, frame) => cues.setMarker(deck, marker, frame),
    releaseMarkers: (deck) => cues.releaseMarkers(deck),
    audition: (trackId, fromFrame, toFrame) => studio.togglePreview(trackId, fromFrame, toFrame),
    auditioned: preview.auditioned,
    autoCue: settings.autoCue,
    setAutoCue: (on) => settings.setAutoCue(on),
  };
}

/** The port of a studio; call it once. */
export function portOf(studio: Studio): StudioPort {
  const { core, decks, recording, logs, outputs, painting, resume, preview } = studio;
  const { snapshots } = core;
  const switches = new Int32Array(core.memory.switches);
  return {
    phase: core.host.phase,
    resumeAudio: () => (core.host.phase.get().kind === 'deviceLost' ? core.host.recover() : core.host.resume()),
    fast: snapshots.fast,
    slow: snapshots.slow,
    telemetry: snapshots.telemetry,
    refreshSnapshots: () => {
      Atomics.add(switches, EngineSwitch.mainFrames, 1);
      snapshots.refresh();
    },
    heardDelayS: () => core.heardDelayS(),
    send: (fields, eventTimeMs) => core.send(fields, eventTimeMs),
    setControl: (target, a, eventTimeMs) => {
      core.send({ op: Op.setControl, target, a }, eventTimeMs);
    },
    onRefused: core.refused.on,
    library: studio.libraryDesk.port(),
    imports: studio.importing.port(),
    exchange: studio.exchangeDesk.port(),
    load: (trackId, deck, override, atFrame) => studio.loads.load(trackId, deck, override, atFrame),
    deckTracks: decks.tracks,
    setGrid: (deck, grid) => studio.setGrid(deck, grid),
    cues: cuePort(studio),
    onNotice: core.notices.on,
    preview: (trackId) => studio.togglePreview(trackId),
    previewing: preview.playing,
    recorder: recording.state,
    startRecording: () => void recording.start(),
    stopRecording: () => void recording.stop(),
    downloadRecording: (name) => recording.download(name),
    deleteRecording: (name) => recording.remove(name),
    sessionLogs: logs.state,
    refreshSessionLogs: () => logs.refresh(),
    downloadSessionLog: (name) => logs.download(name),
    deleteSessionLog: (name) => logs.remove(name),
    resume: resume.offer,
    acceptResume: () => void resume.accept(),
    declineResume: () => resume.decline(),
    output: outputs.state,
    setOutputDevice: (id) => void outputs.setDevice(id),
    setCueRouting: (routing) => outputs.setCue(routing),
    setLatency: (setting) => void outputs.setLatency(setting),
    attachLanes: (canvas, onDecks) => painting.attachLanes(canvas, onDecks),
    attachOverview: (canvas, deck) => painting.attachOverview(canvas, deck),
    setLaneZoom: (px) => painting.setLaneZoom(px),
    themeChanged: () => painting.themeChanged(),
  };
}
