/**
 * What the panel asks of the place it runs in: Premiere, or files in a browser.
 *
 * Times are ticks or exact frames, never rounded seconds; every call that changes something says what
 * really landed, read back from the host and not from what was asked for.
 */

import type { Engine } from "../engine/client";
import type { EditView } from "../engine/contract";
import type { Rate } from "./ticks";

/** What this host can do; what it cannot is not offered, and `why` says why. */
export interface Features {
  /** Markers on the sequence, and on clips of the bin. */
  readonly markers: boolean;
  readonly clipMarkers: boolean;
  /** How a new sequence comes about: from OTIO, from FCP7 XML, or not at all. */
  readonly newSequence: "otio" | "xml" | "none";
  /** Clips brought into a bin and put on tracks. */
  readonly placeClips: boolean;
  /** The mix of the sequence as a file. */
  readonly exportSound: boolean;
  /** Whether the host plays and has a playhead of its own. */
  readonly playhead: boolean;
  /** Why what is missing is missing, one sentence each. */
  readonly why: readonly string[];
}

export interface Sequence {
  /** By which the host knows it again. */
  readonly id: string;
  readonly name: string;
  readonly rate: Rate;
  /** Ticks of the first frame on the sequence's own clock, and of its whole length. */
  readonly zero: bigint;
  readonly length: bigint;
  readonly soundTracks: readonly SoundTrack[];
}

export interface SoundTrack {
  /** "A1". */
  readonly label: string;
  readonly name: string;
  readonly clips: readonly SoundClip[];
}

/** A clip of sound on a track. Ticks count from the sequence's first frame. */
export interface SoundClip {
  readonly name: string;
  readonly path: string;
  readonly start: bigint;
  readonly end: bigint;
  /** Where in the media it starts. */
  readonly source: bigint;
  readonly selected: boolean;
  /** Why beats cannot be laid over it (nested, retimed, offline ...); empty where they can. */
  readonly refused: string;
}

export interface NewMarker {
  readonly name: string;
  readonly comment: string;
  /** From the sequence's first frame, or the start of the media. */
  readonly at: bigint;
  readonly color?: MarkerColor;
}

export type MarkerColor = "red" | "cyan" | "green" | "orange" | "magenta" | "yellow" | "blue";

export interface MarkersLanded {
  /** How many are there now, by reading back. */
  readonly there: number;
  /** How many of an earlier run went. */
  readonly replaced: number;
  /** How many undo steps it took: 1 unless the host refused. */
  readonly undoSteps: number;
  /** What to say of it. */
  readonly notes: readonly string[];
}

/** A sound that goes onto a track of ours. */
export interface NewClip {
  readonly path: string;
  /** Name of the track: "FOLEY", "HARD FX", "AMB", "ROOM". */
  readonly track: string;
  /** Where it starts and ends, from the sequence's first frame. */
  readonly at: bigint;
  readonly end: bigint;
  /** Where in the file it starts. */
  readonly source: bigint;
  readonly name: string;
}

export interface ClipsLanded {
  readonly there: number;
  /** Clips that are not where they were put, one sentence each. */
  readonly missed: readonly string[];
  readonly notes: readonly string[];
}

export interface SequenceLanded {
  readonly name: string;
  readonly clips: number;
  readonly markers: number;
  readonly notes: readonly string[];
}

export type PickKind = "sound" | "video" | "edit" | "result" | "any";

export interface Host {
  /** "Premiere 26.3.0", "browser". */
  readonly name: string;
  features(): Features;

  /** The sequence that is open; null without one. */
  sequence(): Promise<Sequence | null>;
  /** Called when another sequence is opened or the selection changes. Returns how to stop. */
  onChange(changed: () => void): () => void;

  /** The open sequence as a file for the engine (.otio or .xml), in a folder that stays. */
  exportEdit(): Promise<string>;
  /** What the sequence looks like, for drawing; null where the host does not tell. */
  view(): Promise<EditView | null>;
  /** A new sequence from a timeline of the engine; the open one is not touched. */
  openEdit(path: string, name: string): Promise<SequenceLanded>;

  /** Puts markers on the sequence or on the media of a clip; replaces those of an earlier run. */
  putMarkers(markers: readonly NewMarker[], on: MarkerTarget, label: string): Promise<MarkersLanded>;
  /** Removes every marker that Backbeat wrote, and no other. */
  removeMarkers(on: MarkerTarget): Promise<number>;

  /** Brings sounds into the Backbeat bin and puts them on tracks of their own; replaces those of an earlier run. */
  placeClips(clips: readonly NewClip[], label: string): Promise<ClipsLanded>;
  /** Takes what Backbeat put on the tracks of the open sequence off them, and no other clip. */
  removeClips(): Promise<number>;
  /** The mix of the sequence as a WAV. */
  exportSound(): Promise<string>;

  /** Where results of the engine go: beside the project, never a temporary folder. */
  outputFolder(): Promise<string>;
  /** Lets the user choose; null where nothing was chosen. */
  pickFile(kind: PickKind, title: string): Promise<string | null>;
  pickFolder(title: string): Promise<string | null>;

  playhead(): Promise<bigint | null>;
  setPlayhead(at: bigint): Promise<void>;

  /** Settings that stay, and secrets that stay where others cannot read them. */
  readonly memory: Memory;
  /** Asks the host what only it can answer, and saves a report; only where there is such a host. */
  selfTest?(engine: Engine): Promise<string>;
}

export type MarkerTarget = { readonly kind: "sequence" } | { readonly kind: "media"; readonly path: string };

export interface Memory {
  read(key: string): Promise<string | null>;
  write(key: string, value: string | null): Promise<void>;
  readSecret(key: string): Promise<string | null>;
  writeSecret(key: string, value: string | null): Promise<void>;
}

/** Something the user should know, in a sentence, and what to do about it. */
export class HostProblem extends Error {
  constructor(
    message: string,
    readonly hint = "",
  ) {
    super(message);
    this.name = "HostProblem";
  }
}
