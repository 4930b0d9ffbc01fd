/** Beats of a song at their places in the timeline. Pure. */

import type { Beat, MusicAnalysis, Onset, SnapOptions } from "../engine/contract";
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

/** How far from a beat an onset may lie to be on it: as in the engine. */
const ONSET_NEAR_S = 0.05;

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
      chosen:
        isChosen(beat, Math.max(1, analysis.beatsPerBar), options) &&
        (options.drum !== "DRUM_ONSET" || hasOnset(analysis.onsets, beat.timeS)),
    }));
}

/** Whether something begins at a moment; onsets are in the order of time. */
function hasOnset(onsets: readonly Onset[], timeS: number): boolean {
  let low = 0;
  let high = onsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((onsets[middle]?.timeS ?? 0) < timeS - ONSET_NEAR_S) low = middle + 1;
    else high = middle;
  }
  return (onsets[low]?.timeS ?? Number.POSITIVE_INFINITY) <= timeS + ONSET_NEAR_S;
}

/** Whether cuts may go to a beat: the same rule as the engine's, but for onsets. */
export function isChosen(beat: Beat, metre: number, options: Sent<SnapOptions>): boolean {
  const ofBar = options.beatsOfBar ?? [];
  if (ofBar.length > 0 && !ofBar.includes(beat.beat)) return false;
  if (options.drum === "DRUM_KICK" && beat.kick < HEARD) return false;
  if (options.drum === "DRUM_SNARE" && beat.snare < HEARD) return false;
  const fromFirst = beat.bar - firstBarOf(options);
  const bars = options.everyBars ?? 0;
  if (bars > 0) return beat.beat === 1 && modulo(fromFirst, bars) === 0;
  const beats = options.everyBeats ?? 0;
  if (beats > 0) return modulo(fromFirst * metre + beat.beat - 1, beats) === 0;
  return true;
}

/** The bar that every Nth beat or bar is counted from. */
export function firstBarOf(options: Sent<SnapOptions>): number {
  return Math.max(1, options.firstBar ?? 0);
}

/** After how many bars the choice repeats: a shift by so many bars changes nothing. */
export function barsOfChoice(options: Sent<SnapOptions>, metre: number): number {
  const bars = options.everyBars ?? 0;
  if (bars > 0) return bars;
  const beats = options.everyBeats ?? 0;
  return beats > 0 ? beats / divisor(beats, metre) : 1;
}

/** The choice counted from so many bars later; among the first bars of the song, where it begins again. */
export function shiftedBars(options: Sent<SnapOptions>, metre: number, by: number): Sent<SnapOptions> {
  const first = modulo(firstBarOf(options) - 1 + by, barsOfChoice(options, metre)) + 1;
  return { ...options, firstBar: first === 1 ? 0 : first };
}

/** "B12.1". */
export function beatName(beat: Beat): string {
  return `B${beat.bar}.${beat.beat}`;
}

/** The greatest that divides both. */
function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
