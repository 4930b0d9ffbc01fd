/** What is heard: the music at its place, the mix of the edit, or the sound of a file. Pure. */

import { placedBeats } from "../flows/placing";
import type { State } from "../ui/state";
import { frameSeconds } from "../ui/time/model";
import type { Click } from "./sound";

export interface Source {
  /** The file that is heard; empty where there is only time. */
  readonly path: string;
  /** Where its first sample lies on the time axis, in seconds. */
  readonly startS: number;
  /** How long the time axis is; 0 where only the file knows. */
  readonly axisS: number;
}

/** What is played of what is open. `mixPath`: the mix of the edit, where it was made. */
export function sourceOf(state: Pick<State, "edit" | "media" | "music">, mixPath: string): Source {
  const { edit, media, music } = state;
  if (edit !== null) {
    const axisS = edit.durationFrames * frameSeconds(edit);
    if (mixPath !== "") return { path: mixPath, startS: 0, axisS };
    return { path: music?.path ?? "", startS: music?.startS ?? 0, axisS };
  }
  if (media !== null) {
    const heard = media.view.sound === undefined ? "" : media.path;
    return { path: heard, startS: 0, axisS: media.view.durationS };
  }
  return { path: music?.path ?? "", startS: music?.startS ?? 0, axisS: 0 };
}

/** From where to where there is time, on the recording's own clock. */
export function reachOf(source: Source, lengthS: number): { fromS: number; toS: number } {
  return {
    fromS: Math.min(0, 0 - source.startS),
    toS: Math.max(source.axisS - source.startS, source.axisS > 0 ? 0 : lengthS),
  };
}

/** The clicks of the beats that were chosen, on the recording's own clock, in order. */
export function clicksOf(state: Pick<State, "analysis" | "music" | "snap">, source: Source): Click[] {
  const { analysis, music, snap } = state;
  if (analysis === null || music === null) return [];
  return placedBeats(analysis, music, snap)
    .filter((beat) => beat.chosen)
    .map((beat) => ({ time: beat.time - source.startS, strong: beat.beat.beat === 1 }));
}
