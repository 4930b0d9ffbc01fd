/** What lies under the pointer. Pure. */

import { nearestIndex, type Span, timeAt } from "./geometry";
import { type Layout, WAVE } from "./layout";
import type { DrawnCut, Model } from "./model";

const GRAB_PX = 7;
const SNAP_PX = 8;

/** Seconds that so many pixels are. */
export function secondsOf(pixels: number, span: Span): number {
  return (pixels / span.width) * (span.endS - span.startS);
}

/** The cut whose new place is nearest to the pointer; null where none is near enough. */
export function cutAt(x: number, y: number, model: Model, layout: Layout, span: Span): DrawnCut | null {
  if (model.cuts.length === 0 || y < layout.cuts) return null;
  const time = timeAt(x, span);
  let best: DrawnCut | null = null;
  let distance = secondsOf(GRAB_PX, span);
  for (const one of model.cuts) {
    const away = Math.abs(one.toS - time);
    if (away > distance) continue;
    best = one;
    distance = away;
  }
  return best;
}

/** The beat under the pointer in the waveform; null where none is near enough. */
export function beatAt(x: number, y: number, model: Model, layout: Layout, span: Span): { time: number; downbeat: boolean } | null {
  if (y < layout.wave || y >= layout.wave + WAVE) return null;
  const placed = model.beats[nearestIndex(model.beatTimes, timeAt(x, span), secondsOf(GRAB_PX, span))];
  return placed === undefined ? null : { time: placed.time, downbeat: placed.beat.beat === 1 };
}

/** The time under the pointer; a beat's where one is near, unless the user wants none. */
export function snapped(x: number, model: Model, span: Span, free: boolean): number {
  const time = timeAt(x, span);
  if (free) return time;
  return model.beats[nearestIndex(model.beatTimes, time, secondsOf(SNAP_PX, span))]?.time ?? time;
}

/** The next cut after a moment, or the one before it, by where they go. */
export function cutBeside(cuts: readonly DrawnCut[], from: DrawnCut | null, atS: number, step: 1 | -1): DrawnCut | null {
  const sorted = [...cuts].sort((one, other) => one.toS - other.toS || order(one, other));
  if (from !== null) {
    const index = sorted.findIndex((one) => order(one, from) === 0);
    return sorted[index + step] ?? from;
  }
  const later = sorted.findIndex((one) => one.toS > atS + 1e-6);
  const index = step === 1 ? later : (later < 0 ? sorted.length : later) - 1;
  return sorted[index] ?? null;
}

function order(one: DrawnCut, other: DrawnCut): number {
  return one.cut.track === other.cut.track ? one.cut.index - other.cut.index : one.cut.track < other.cut.track ? -1 : 1;
}
