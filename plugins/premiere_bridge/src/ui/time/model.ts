/** What the time area draws, in seconds of the timeline and sorted, so that only what is seen is looked at. */

import type { Cut, EditView, ItemView, MarkerView, MusicAnalysis } from "../../engine/contract";
import { type Decisions, standingOf, type Standing } from "../../flows/decisions";
import { type PlacedBeat, placedBeats } from "../../flows/placing";
import type { State } from "../state";
import { plannedLanes } from "./planned";

export interface Lane {
  readonly label: string;
  readonly isSound: boolean;
  readonly enabled: boolean;
  readonly items: readonly LaneItem[];
}

export interface LaneItem {
  readonly startS: number;
  readonly endS: number;
  readonly item: ItemView;
}

export interface DrawnCut {
  readonly cut: Cut;
  readonly fromS: number;
  readonly toS: number;
  readonly standing: Standing;
}

export interface DrawnSection {
  readonly startS: number;
  readonly endS: number;
  readonly label: string;
}

export interface DrawnMarker {
  readonly time: number;
  readonly marker: MarkerView;
}

export interface Model {
  readonly lengthS: number;
  readonly frameS: number;
  readonly lanes: readonly Lane[];
  readonly beats: readonly PlacedBeat[];
  readonly beatTimes: Float64Array;
  /** Those that begin a bar, and the bar from which on they are counted where not all are drawn. */
  readonly bars: readonly PlacedBeat[];
  readonly barTimes: Float64Array;
  readonly firstBar: number;
  readonly sections: readonly DrawnSection[];
  readonly drops: readonly number[];
  readonly markers: readonly DrawnMarker[];
  readonly cuts: readonly DrawnCut[];
  /** The stretch in which cuts move, of a plan that has one. */
  readonly range: { readonly startS: number; readonly endS: number } | null;
  /** Where the music lies, and which stretch of it. */
  readonly music: { readonly startS: number; readonly fromS: number; readonly toS: number } | null;
}

const EMPTY_S = 60;

/** Everything that is drawn of what is open. */
export function modelOf(state: State): Model {
  const { edit, analysis, music, snap, decisions, plan, media, showsPlan } = state;
  const frameS = frameSeconds(edit);
  const startS = music?.startS ?? 0;
  const beats = analysis === null || music === null ? [] : placedBeats(analysis, music, snap);
  const bars = beats.filter((one) => one.beat.beat === 1);
  const asItIs = lanesOf(edit);
  const map = plan?.syncMap;
  const alone = Math.max(media?.view.durationS ?? 0, startS + (analysis?.durationS ?? 0));
  const lengthS = edit === null ? alone : edit.durationFrames * frameS;
  return {
    lengthS: lengthS > 0 ? lengthS : EMPTY_S,
    frameS,
    lanes: showsPlan && map !== undefined ? plannedLanes(asItIs, map, frameS) : asItIs,
    beats,
    beatTimes: Float64Array.from(beats, (beat) => beat.time),
    bars,
    barTimes: Float64Array.from(bars, (bar) => bar.time),
    firstBar: bars.find((one) => one.chosen)?.beat.bar ?? 1,
    sections: sectionsOf(analysis, startS),
    drops: (analysis?.drops ?? []).map((drop) => startS + drop.timeS),
    markers: markersOf(edit),
    cuts: cutsOf(map?.cuts ?? [], decisions, frameS),
    range: map?.rangeStartFrame === undefined && map?.rangeEndFrame === undefined ? null : { startS: (map.rangeStartFrame ?? 0) * frameS, endS: (map.rangeEndFrame ?? map.durationFrames) * frameS },
    music: music === null ? null : { startS, fromS: music.fromS ?? 0, toS: music.toS ?? Number.POSITIVE_INFINITY },
  };
}

export function frameSeconds(edit: EditView | null): number {
  const rate = edit?.rate;
  return rate === undefined ? 1 / 25 : rate.denominator / rate.numerator;
}

/** Lanes as editors stack them: the highest picture track first, then sound from A1 down. */
export function lanesOf(edit: EditView | null): Lane[] {
  if (edit === null) return [];
  const frame = frameSeconds(edit);
  const made = edit.tracks.map((track) => ({
    label: track.label,
    isSound: track.isSound,
    enabled: track.enabled,
    items: track.items.map((item) => ({
      item,
      startS: item.startFrame * frame,
      endS: item.endFrame * frame,
    })),
  }));
  return [...made.filter((lane) => !lane.isSound).reverse(), ...made.filter((lane) => lane.isSound)];
}

export function cutsOf(cuts: readonly Cut[], decisions: Decisions, frameS: number): DrawnCut[] {
  return cuts
    .map((cut) => ({
      cut,
      fromS: cut.fromFrame * frameS,
      toS: cut.toFrame * frameS,
      standing: standingOf(decisions, cut),
    }))
    .filter((drawn) => drawn.standing !== "through");
}

export function sectionsOf(analysis: MusicAnalysis | null, startS: number): DrawnSection[] {
  return (analysis?.sections ?? []).map((section) => ({
    startS: startS + section.startS,
    endS: startS + section.endS,
    label: section.label,
  }));
}

export function markersOf(edit: EditView | null): DrawnMarker[] {
  const frame = frameSeconds(edit);
  return (edit?.markers ?? [])
    .map((marker) => ({ marker, time: marker.frame * frame }))
    .sort((one, other) => one.time - other.time);
}

/** The topmost picture clip that is seen at a moment, and where in its media. */
export function pictureAt(
  lanes: readonly Lane[],
  time: number,
): { readonly item: ItemView; readonly mediaS: number } | null {
  for (const lane of lanes) {
    if (lane.isSound || !lane.enabled) continue;
    const found = lane.items.find(
      ({ item, startS, endS }) =>
        item.enabled && item.kind !== "ITEM_KIND_TRANSITION" && time >= startS && time < endS,
    );
    if (found === undefined) continue;
    const speed = found.item.speed === 0 ? 1 : found.item.speed;
    const into = found.item.still ? 0 : (time - found.startS) * speed;
    return { item: found.item, mediaS: found.item.sourceStartS + into };
  }
  return null;
}
