/** Files as the panel's host: a timeline is read from a file, and results are new files beside it. */

import type { Engine } from "../../engine/client";
import type { EditView } from "../../engine/contract";
import { fileName, folderOf } from "../../ui/words/numbers";
import {
  type ClipsLanded,
  type Features,
  type Host,
  HostProblem,
  type MarkersLanded,
  type Memory,
  type PickKind,
  type Sequence,
  type SequenceLanded,
} from "../port";
import { ticksPerFrame } from "../ticks";
import { pick } from "./picker";
import { soundTracksOf } from "./tracks";

/** What is open. */
export interface Opened {
  readonly path: string;
  readonly edit: EditView | null;
}

const FEATURES: Features = {
  markers: false,
  clipMarkers: false,
  newSequence: "otio",
  placeClips: false,
  exportSound: true,
  playhead: false,
  why: ["In a browser, markers and clips are written into a new timeline beside the one that is open."],
};

export class FilesHost implements Host {
  readonly name = "browser";
  readonly memory: Memory = new BrowserMemory();

  constructor(
    private readonly engine: () => Engine,
    private readonly opened: () => Opened | null,
  ) {}

  features(): Features {
    return FEATURES;
  }

  async sequence(): Promise<Sequence | null> {
    const opened = this.opened();
    if (opened === null || opened.edit === null) return null;
    const { edit, path } = opened;
    const rate = edit.rate ?? { numerator: 25, denominator: 1 };
    return {
      id: path,
      name: edit.name === "" ? fileName(path) : edit.name,
      rate,
      zero: 0n,
      length: BigInt(Math.ceil(edit.durationFrames)) * ticksPerFrame(rate),
      soundTracks: soundTracksOf(edit),
    };
  }

  onChange(): () => void {
    return () => {};
  }

  async exportEdit(): Promise<string> {
    const opened = this.opened();
    if (opened === null || opened.edit === null) {
      throw new HostProblem("No timeline is open.", "Open an .otio file.");
    }
    return opened.path;
  }

  async view(): Promise<EditView | null> {
    return this.opened()?.edit ?? null;
  }

  async openEdit(path: string): Promise<SequenceLanded> {
    const file = await this.engine().call("Panel/OpenFile", { path });
    const tracks = file.edit?.tracks ?? [];
    const clips = tracks.flatMap((track) => track.items).filter((item) => item.kind !== "ITEM_KIND_TRANSITION");
    return {
      name: fileName(path),
      clips: clips.length,
      markers: file.edit?.markers.length ?? 0,
      notes: [`It is saved as ${path}.`],
    };
  }

  putMarkers(): Promise<MarkersLanded> {
    return Promise.reject(new HostProblem("Markers are written into a new timeline here."));
  }

  removeMarkers(): Promise<number> {
    return Promise.reject(new HostProblem("A file that is open is never changed."));
  }

  placeClips(): Promise<ClipsLanded> {
    return Promise.reject(new HostProblem("Clips are placed in a new timeline here."));
  }

  removeClips(): Promise<number> {
    return Promise.reject(new HostProblem("A file that is open is never changed."));
  }

  exportSound(): Promise<string> {
    return this.exportEdit();
  }

  async outputFolder(): Promise<string> {
    const opened = this.opened();
    if (opened === null) throw new HostProblem("Nothing is open.", "Open a file first.");
    return folderOf(opened.path);
  }

  pickFile(kind: PickKind, title: string): Promise<string | null> {
    return pick(this.engine(), kind, title);
  }

  pickFolder(title: string): Promise<string | null> {
    return pick(this.engine(), null, title);
  }

  async playhead(): Promise<bigint | null> {
    return null;
  }

  async setPlayhead(): Promise<void> {}
}

/** Settings in the browser's storage; the token only as long as the tab is open. */
class BrowserMemory implements Memory {
  async read(key: string): Promise<string | null> {
    return storage(() => localStorage.getItem(`backbeat.${key}`));
  }

  async write(key: string, value: string | null): Promise<void> {
    storage(() => put(localStorage, key, value));
  }

  async readSecret(key: string): Promise<string | null> {
    return storage(() => sessionStorage.getItem(`backbeat.${key}`));
  }

  async writeSecret(key: string, value: string | null): Promise<void> {
    storage(() => put(sessionStorage, key, value));
  }
}

function put(where: Storage, key: string, value: string | null): null {
  if (value === null) where.removeItem(`backbeat.${key}`);
  else where.setItem(`backbeat.${key}`, value);
  return null;
}

/** A browser may refuse storage altogether; then nothing stays, and nothing else breaks. */
function storage(work: () => string | null): string | null {
  try {
    return work();
  } catch {
    return null;
  }
}
