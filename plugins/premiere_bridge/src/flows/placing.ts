/** Beats of a song at their places in the timeline. Pure. */

import type { Beat, MusicAnalysis, SnapOptions } from "../engine/contract";
import type { Sent } from "../engine/client";

export interface PlacedBeat {
  /** Seconds from the timeline's first frame, offset included. */
  readonly time: number;
  readonly beat: Beat;
  /** Whether cuts may go there, by what the user chose. */
  readonly chosen: boolean;
}

/** Where the music lies. */
export interface Place {
  /** Where its first sample lies in the timeline, in seconds. */
  readonly startS: number;
  /** The stretch of it that sounds, in its own seconds. */
  readonly fromS?: number;
  readonly toS?: number;
}

/** Least share of a drum at which it counts as heard: as in the engine. */
export const HEARD = 0.5;

export function placedBeats(
  analysis: MusicAnalysis,
  place: Place,
  options: Sent<SnapOptions>,
): PlacedBeat[] {
  const offset = (options.gridOffsetMs ?? 0) / 1000;
  const from = place.fromS ?? 0;
  const to = place.toS ?? Number.POSITIVE_INFINITY;
  return analysis.beats
    .filter((beat) => beat.timeS >= from && beat.timeS < to)
    .map((beat) => ({
      time: place.startS + beat.timeS + offset,
      beat,
      chosen: isChosen(beat, Math.max(1, analysis.beatsPerBar), options),
    }));
}

/** Whether cuts may go to a beat: the same rule as the engine's. */
export function isChosen(beat: Beat, metre: number, options: Sent<SnapOptions>): boolean {
  const ofBar = options.beatsOfBar ?? [];
  if (ofBar.length > 0 && !ofBar.includes(beat.beat)) return false;
  if (options.drum === "DRUM_KICK" && beat.kick < HEARD) return false;
  if (options.drum === "DRUM_SNARE" && beat.snare < HEARD) return false;
  const bars = options.everyBars ?? 0;
  if (bars > 0) return beat.beat === 1 && (beat.bar - 1) % bars === 0;
  const beats = options.everyBeats ?? 0;
  if (beats > 0) return modulo((beat.bar - 1) * metre + beat.beat - 1, beats) === 0;
  return true;
}

/** "B12.1". */
export function beatName(beat: Beat): string {
  return `B${beat.bar}.${beat.beat}`;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
