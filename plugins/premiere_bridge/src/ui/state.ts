/** What the panel knows. Seconds count from the first frame of the edit, or of the song alone. */

import type { Engine, Sent } from "../engine/client";
import type {
  BeatOptions,
  CutDecision,
  EditView,
  JobResult,
  MediaView,
  MusicAnalysis,
  MusicEdits,
  SnapOptions,
  SnapResult,
} from "../engine/contract";
import type { Host, Sequence } from "../host/port";
import type { Store } from "./store";

export type Connection =
  | { readonly kind: "searching" }
  | { readonly kind: "absent"; readonly message: string; readonly hint: string }
  /** An engine is there, and this panel is not paired with it. */
  | { readonly kind: "unpaired" }
  | { readonly kind: "mismatch"; readonly message: string }
  | { readonly kind: "ready"; readonly version: string };

/** The music that is cut to. */
export interface Music {
  readonly path: string;
  readonly name: string;
  /** Why it was taken, where nobody chose it. */
  readonly reason: string;
  /** Where its first sample lies. */
  readonly startS: number;
  /** The stretch of it that sounds, in its own seconds; all of it when absent. */
  readonly fromS?: number;
  readonly toS?: number;
}

export interface Running {
  readonly title: string;
  readonly fraction: number;
  readonly step: string;
  readonly cancel: () => void;
}

export interface Said {
  readonly kind: "done" | "warning" | "problem";
  readonly text: string;
  readonly hint?: string;
}

export interface State {
  readonly connection: Connection;
  readonly sequence: Sequence | null;
  /** The timeline as it is drawn; null without one. */
  readonly edit: EditView | null;
  /** The file of the edit, in a browser. */
  readonly editPath: string;
  /** A video or song that was opened by itself. */
  readonly media: { readonly path: string; readonly view: MediaView } | null;
  /** A result that was opened. */
  readonly result: { readonly path: string; readonly result: JobResult } | null;
  readonly music: Music | null;
  readonly analysis: MusicAnalysis | null;
  /** How the music is listened to, and what the user corrected. */
  readonly beats: Sent<BeatOptions>;
  readonly musicEdits: Sent<MusicEdits>;
  readonly snap: Sent<SnapOptions>;
  readonly decisions: readonly CutDecision[];
  /** What a dry run would do; null before one, or after a change. */
  readonly plan: SnapResult | null;
  readonly playheadS: number;
  readonly playing: boolean;
  readonly clicks: boolean;
  /** The stretch that is played again and again, in seconds; an end that is not set is absent. */
  readonly loop: { readonly inS?: number; readonly outS?: number };
  /** Whether lanes and picture are shown as the plan would have them. */
  readonly showsPlan: boolean;
  /** The stretch that is drawn. */
  readonly view: { readonly startS: number; readonly endS: number };
  readonly running: Running | null;
  readonly said: readonly Said[];
  readonly tab: Tab;
}

export type Tab = "music" | "lipsync" | "foley" | "master" | "sync" | "settings";

/** What every view is given. */
export interface Panel {
  readonly host: Host;
  readonly state: Store<State>;
  /** The engine, once the connection is ready. Throws before. */
  engine(): Engine;
}
