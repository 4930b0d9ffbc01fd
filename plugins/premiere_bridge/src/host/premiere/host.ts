/** Premiere as the panel's host. */

import type { Engine } from "../../engine/client";
import type { EditView } from "../../engine/contract";
import { selfTest } from "../../selftest/report";
import {
  type ClipsLanded,
  type Features,
  type Host,
  HostProblem,
  type MarkersLanded,
  type MarkerTarget,
  type Memory,
  type NewClip,
  type NewMarker,
  type PickKind,
  type Sequence,
  type SequenceLanded,
} from "../port";
import { described, openProject, openSequence } from "./active";
import { premiere, uxp } from "./adobe";
import { placeClips, removeClips } from "./clips";
import { exchange, exportEdit, openEdit, projectFolder } from "./exchange";
import { BATCH, putMarkers, removeMarkers } from "./markers";

const TYPES: Record<PickKind, string[]> = {
  sound: ["wav", "flac", "mp3", "m4a", "aac", "aif", "aiff", "ogg", "mp4", "mov", "mxf"],
  video: ["mp4", "mov", "m4v", "mkv", "mxf", "avi"],
  edit: ["otio", "otioz", "xml", "fcpxml", "edl", "aaf"],
  result: ["json"],
  any: ["*"],
};
export const BATCH_KEY = "batch";

export class PremiereHost implements Host {
  readonly name = `Premiere ${uxp().host.version}`;
  readonly memory: Memory = new UxpMemory();

  features(): Features {
    const kind = exchange();
    const why = ["Premiere gives a panel no preset to export sound with: master an exported file."];
    if (kind === "xml") why.push("This Premiere has no OpenTimelineIO: Final Cut Pro XML is used.");
    if (kind === "none") why.push("This Premiere cannot export a sequence to a panel: markers only.");
    return {
      markers: true,
      clipMarkers: true,
      newSequence: kind,
      placeClips: true,
      exportSound: false,
      playhead: true,
      why,
    };
  }

  async sequence(): Promise<Sequence | null> {
    try {
      return await described(await openSequence(await openProject()));
    } catch (error) {
      if (error instanceof HostProblem) return null;
      throw error;
    }
  }

  onChange(changed: () => void): () => void {
    const { EventManager, Constants } = premiere();
    const events = [Constants.SequenceEvent.ACTIVATED, Constants.SequenceEvent.SELECTION_CHANGED];
    for (const event of events) EventManager.addGlobalEventListener(event, changed);
    return () => {
      for (const event of events) EventManager.removeGlobalEventListener(event, changed);
    };
  }

  exportEdit(): Promise<string> {
    return exportEdit();
  }

  async view(): Promise<EditView | null> {
    return null;
  }

  openEdit(path: string, name: string): Promise<SequenceLanded> {
    return openEdit(path, name);
  }

  async putMarkers(markers: readonly NewMarker[], on: MarkerTarget, label: string): Promise<MarkersLanded> {
    const batch = Number((await this.memory.read(BATCH_KEY)) ?? BATCH);
    return putMarkers(markers, on, label, batch > 0 ? batch : BATCH);
  }

  removeMarkers(on: MarkerTarget): Promise<number> {
    return removeMarkers(on);
  }

  placeClips(clips: readonly NewClip[], label: string): Promise<ClipsLanded> {
    return placeClips(clips, label);
  }

  removeClips(): Promise<number> {
    return removeClips("Backbeat: remove foley");
  }

  exportSound(): Promise<string> {
    return Promise.reject(new HostProblem("Premiere gives a panel no way to export sound.", "Choose a file that you exported."));
  }

  outputFolder(): Promise<string> {
    return projectFolder();
  }

  async pickFile(kind: PickKind): Promise<string | null> {
    const entry = await uxp().storage.localFileSystem.getFileForOpening({ types: TYPES[kind] });
    return entry?.nativePath ?? null;
  }

  async pickFolder(): Promise<string | null> {
    const entry = await uxp().storage.localFileSystem.getFolder();
    return entry?.nativePath ?? null;
  }

  async playhead(): Promise<bigint | null> {
    const sequence = await openSequence(await openProject());
    return BigInt((await sequence.getPlayerPosition()).ticks);
  }

  async setPlayhead(at: bigint): Promise<void> {
    const sequence = await openSequence(await openProject());
    await sequence.setPlayerPosition(premiere().TickTime.createWithTicks(at.toString()));
  }

  selfTest(engine: Engine): Promise<string> {
    return selfTest(engine, this.name);
  }
}

/** Settings in the panel's own storage, the token where the system keeps secrets. */
class UxpMemory implements Memory {
  async read(key: string): Promise<string | null> {
    return localStorage.getItem(`backbeat.${key}`);
  }

  async write(key: string, value: string | null): Promise<void> {
    if (value === null) localStorage.removeItem(`backbeat.${key}`);
    else localStorage.setItem(`backbeat.${key}`, value);
  }

  async readSecret(key: string): Promise<string | null> {
    const bytes = await uxp().storage.secureStorage.getItem(`backbeat.${key}`);
    // UXP has no TextDecoder; tokens are ASCII.
    return bytes === null || bytes === undefined ? null : String.fromCharCode(...bytes);
  }

  async writeSecret(key: string, value: string | null): Promise<void> {
    const { secureStorage } = uxp().storage;
    if (value === null) await secureStorage.removeItem(`backbeat.${key}`);
    else await secureStorage.setItem(`backbeat.${key}`, value);
  }
}
