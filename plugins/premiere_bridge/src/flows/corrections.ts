/** Corrections of what was heard: tempo, the first beat of the bar, single beats. Pure. */

import type { Sent } from "../engine/client";
import type { BeatOptions, MusicAnalysis, MusicEdits } from "../engine/contract";

export type Options = Sent<BeatOptions>;
export type Edits = Sent<MusicEdits>;

/** How near a tap must be to a beat to be that beat: as in the engine. */
const NEAR_S = 0.07;
/** How exactly a tapped tempo is taken. */
const TAP_TOLERANCE = 0.04;
const MOST_TAPS = 16;
const TAP_GAP_MS = 2000;

/** Half or double the tempo that was heard; the other way round where it is so already. */
export function scaled(options: Options, to: "half" | "double"): Options {
  const wanted = to === "half" ? "TEMPO_SCALE_HALF" : "TEMPO_SCALE_DOUBLE";
  const opposite = to === "half" ? "TEMPO_SCALE_DOUBLE" : "TEMPO_SCALE_HALF";
  const now = options.tempoScale;
  const next = now === opposite || now === wanted ? "TEMPO_SCALE_UNSPECIFIED" : wanted;
  return { ...options, tempoScale: next };
}

/** The bar begins on the beat nearest to this moment of the song. */
export function beatOneAt(options: Options, analysis: MusicAnalysis, songS: number): Options {
  const nearest = [...analysis.beats].sort(
    (one, other) => Math.abs(one.timeS - songS) - Math.abs(other.timeS - songS),
  )[0];
  return nearest === undefined ? options : { ...options, firstDownbeatS: nearest.timeS };
}

/** Beat one moves by so many beats. */
export function shifted(options: Options, analysis: MusicAnalysis, beats: number): Options {
  const first = analysis.beats.findIndex((beat) => beat.beat === 1);
  const count = analysis.beats.length;
  if (first < 0 || count === 0) return options;
  const metre = Math.max(1, analysis.beatsPerBar);
  let index = first + beats;
  while (index < 0) index += metre;
  const target = analysis.beats[Math.min(index, count - 1)];
  return target === undefined ? options : { ...options, firstDownbeatS: target.timeS };
}

/** Adds a beat where none is near, or removes the one that is. */
export function toggledBeat(edits: Edits, analysis: MusicAnalysis, songS: number): Edits {
  const near = analysis.beats.find((beat) => Math.abs(beat.timeS - songS) <= NEAR_S);
  if (near === undefined) {
    return {
      ...edits,
      beats: sorted([...(edits.beats ?? []), { timeS: songS, downbeat: false }]),
      removedBeatsS: (edits.removedBeatsS ?? []).filter((time) => Math.abs(time - songS) > NEAR_S),
    };
  }
  const own = (edits.beats ?? []).filter((beat) => Math.abs((beat.timeS ?? 0) - near.timeS) > 1e-6);
  if (own.length < (edits.beats ?? []).length) return { ...edits, beats: own };
  return { ...edits, removedBeatsS: [...(edits.removedBeatsS ?? []), near.timeS].sort(ascending) };
}

/** Moves a beat: what was heard there goes, the user's is there instead. */
export function movedBeat(edits: Edits, fromS: number, toS: number, downbeat: boolean): Edits {
  const others = (edits.beats ?? []).filter((beat) => Math.abs((beat.timeS ?? 0) - fromS) > 1e-6);
  const isOwn = others.length < (edits.beats ?? []).length;
  const removed = edits.removedBeatsS ?? [];
  const far = Math.abs(toS - fromS) > NEAR_S;
  return {
    ...edits,
    beats: sorted([...others, { timeS: toS, downbeat }]),
    // The engine moves the nearest beat heard; one farther away has to be removed.
    removedBeatsS: far && !isOwn ? [...removed, fromS].sort(ascending) : removed,
  };
}

/** Taps, the newest last; a pause begins anew. */
export function tapped(taps: readonly number[], nowMs: number): number[] {
  const last = taps[taps.length - 1];
  const kept = last !== undefined && nowMs - last <= TAP_GAP_MS ? taps : [];
  return [...kept, nowMs].slice(-MOST_TAPS);
}

/** The tempo of taps, by the line of least squares through them; null before four. */
export function tappedTempo(taps: readonly number[]): number | null {
  if (taps.length < 4) return null;
  const mean = (taps.length - 1) / 2;
  const average = taps.reduce((sum, tap) => sum + tap, 0) / taps.length;
  let above = 0;
  let below = 0;
  taps.forEach((tap, index) => {
    above += (index - mean) * (tap - average);
    below += (index - mean) ** 2;
  });
  const periodMs = above / below;
  return periodMs > 0 ? 60_000 / periodMs : null;
}

/** Options that hold the tempo near to what was tapped. */
export function nearTempo(options: Options, bpm: number): Options {
  return {
    ...options,
    tempoScale: "TEMPO_SCALE_UNSPECIFIED",
    minTempoBpm: bpm * (1 - TAP_TOLERANCE),
    maxTempoBpm: bpm * (1 + TAP_TOLERANCE),
  };
}

function sorted<T extends { timeS?: number | undefined }>(beats: T[]): T[] {
  return beats.sort((one, other) => (one.timeS ?? 0) - (other.timeS ?? 0));
}

function ascending(one: number, other: number): number {
  return one - other;
}
