/** Draws the time area onto a canvas: only what is seen, and only with what every host's canvas has. */

import type { Rate } from "../../host/ticks";
import { clock } from "../words/numbers";
import { timecode } from "../words/timecode";
import type { PlacedBeat } from "../../flows/placing";
import type { Colors } from "./colors";
import { firstFrom, rulerStep, type Span, xOf } from "./geometry";
import { CUTS, LANE, type Layout, RULER, SECTIONS, WAVE } from "./layout";
import type { DrawnCut, Lane, Model } from "./model";
import { moveWords } from "./moves";
import type { Tile } from "./tiles";

type Context = CanvasRenderingContext2D;

export interface Drawn {
  readonly model: Model;
  readonly layout: Layout;
  readonly span: Span;
  readonly colors: Colors;
  readonly tiles: readonly Tile[];
  readonly waveProblem: string;
  readonly playheadS: number;
  readonly focus: DrawnCut | null;
  readonly dragged: { readonly cut: DrawnCut; readonly toS: number } | null;
  readonly rate: Rate | null;
  readonly startFrame: number;
  readonly dropFrame: boolean;
}

const FONT = "11px system-ui, sans-serif";
const NEAR_S = 8;
/** Cuts that lie nearer together than this are drawn as lines only. */
const LEAST_CUT_PX = 5;
const LEAST_BEAT_PX = 3;
const LEAST_BAR_PX = 8;
/** Room of the number of a bar. */
const LABEL_PX = 34;
/** Room of the names of the tracks, at the left of their lanes. */
const LABEL = 26;

export function draw(context: Context, drawn: Drawn): void {
  const { span, layout, colors } = drawn;
  context.fillStyle = colors.ground;
  context.fillRect(0, 0, span.width, layout.height);
  context.font = FONT;
  context.textBaseline = "middle";
  drawRuler(context, drawn);
  if (drawn.model.music !== null) {
    drawSections(context, drawn);
    drawWave(context, drawn);
    drawBeats(context, drawn);
  }
  drawLanes(context, drawn);
  drawMarkers(context, drawn);
  drawCuts(context, drawn);
  drawPlayhead(context, drawn);
}

function drawRuler(context: Context, { span, colors, model, rate, startFrame, dropFrame }: Drawn): void {
  const step = rulerStep(span, 90, model.frameS);
  context.fillStyle = colors.raised;
  context.fillRect(0, 0, span.width, RULER);
  const first = Math.ceil(span.startS / step);
  const last = Math.floor(span.endS / step);
  for (let mark = first; mark <= last; mark += 1) {
    const time = mark * step;
    const x = Math.round(xOf(time, span));
    context.fillStyle = colors.line;
    context.fillRect(x, RULER - 6, 1, 6);
    context.fillStyle = colors.quiet;
    const frame = startFrame + Math.round(time / model.frameS);
    const label = rate === null ? clock(time, step < 1 ? 2 : 0) : timecode(frame, rate, dropFrame);
    write(context, label, x + 3, RULER / 2 - 1);
  }
}

function drawSections(context: Context, { model, span, colors, layout }: Drawn): void {
  model.sections.forEach((section, index) => {
    const left = Math.max(0, xOf(section.startS, span));
    const right = Math.min(span.width, xOf(section.endS, span));
    if (right <= left) return;
    context.fillStyle = colors.sections[index % colors.sections.length] ?? colors.raised;
    context.fillRect(left, layout.sections, right - left, SECTIONS - 1);
    if (right - left > 24) clipped(context, section.label, left + 4, layout.sections + SECTIONS / 2, right - left - 8, colors.text);
  });
}

function drawWave(context: Context, drawn: Drawn): void {
  const { span, colors, layout, tiles, model, playheadS } = drawn;
  const middle = layout.wave + WAVE / 2;
  const half = WAVE / 2 - 3;
  context.fillStyle = colors.line;
  context.fillRect(0, middle, span.width, 1);
  if (drawn.waveProblem !== "") {
    clipped(context, drawn.waveProblem, 8, middle - 12, span.width - 16, colors.quiet);
  }
  const startS = model.music?.startS ?? 0;
  const [from, to] = [startS + (model.music?.fromS ?? 0), startS + (model.music?.toS ?? 0)];
  for (const tile of tiles) {
    const count = tile.low.length;
    const each = (tile.endS - tile.startS) / Math.max(1, count);
    const firstColumn = Math.max(0, Math.floor((span.startS - startS - tile.startS) / each));
    const lastColumn = Math.min(count, Math.ceil((span.endS - startS - tile.startS) / each));
    const width = (each / (span.endS - span.startS)) * span.width;
    let wasNear: boolean | null = null;
    for (let column = firstColumn; column < lastColumn; column += 1) {
      const time = startS + tile.startS + column * each;
      if (time < from || time >= to) continue;
      let [most, least] = [tile.high[column] ?? 0, tile.low[column] ?? 0];
      let x = xOf(time, span);
      if (width < 1) {
        // What falls into one pixel is drawn once.
        x = Math.floor(x);
        while (column + 1 < lastColumn && time + each < to && xOf(startS + tile.startS + (column + 1) * each, span) < x + 1) {
          column += 1;
          most = Math.max(most, tile.high[column] ?? 0);
          least = Math.min(least, tile.low[column] ?? 0);
        }
      }
      const [high, low] = [(most / 127) * half, (least / 127) * half];
      const isNear = Math.abs(time - playheadS) <= NEAR_S;
      if (isNear !== wasNear) context.fillStyle = isNear ? colors.wave : colors.waveFar;
      wasNear = isNear;
      context.fillRect(x, middle - high, Math.max(1, width), Math.max(1, high - low));
    }
  }
}

/** Beginnings of bars that are seen: every one, or every 2nd, 4th, 8th ... so that lines stay apart. */
export function barsShown({ bars, barTimes, firstBar }: Pick<Model, "bars" | "barTimes" | "firstBar">, span: Span): PlacedBeat[] {
  const first = firstFrom(barTimes, span.startS);
  const last = firstFrom(barTimes, span.endS);
  let step = 1;
  while ((last - first) * LEAST_BAR_PX > span.width * step) step *= 2;
  const shown: PlacedBeat[] = [];
  for (let index = first; index < last; ) {
    const bar = bars[index];
    if (bar === undefined) break;
    const after = (((bar.beat.bar - firstBar) % step) + step) % step;
    if (after === 0) shown.push(bar);
    index += step - after;
  }
  return shown;
}

function drawBeats(context: Context, { model, span, colors, layout }: Drawn): void {
  const { beats, beatTimes } = model;
  const first = firstFrom(beatTimes, span.startS);
  const last = firstFrom(beatTimes, span.endS);
  const perBeat = span.width / Math.max(1, last - first);
  const shown = perBeat < LEAST_BEAT_PX ? barsShown(model, span) : beats.slice(first, last);
  const labelled = span.width / Math.max(1, shown.filter((one) => one.beat.beat === 1).length) > LABEL_PX;
  for (const placed of shown) {
    const down = placed.beat.beat === 1;
    const x = Math.round(xOf(placed.time, span));
    // An unsure beat is a short line.
    const tall = down ? 1 : 0.35 + 0.4 * placed.beat.confidence;
    const height = Math.round(WAVE * tall);
    context.fillStyle = placed.chosen ? (down ? colors.downbeat : colors.beat) : colors.unchosen;
    context.fillRect(x, layout.wave + WAVE - height, 1, height);
    if (down && labelled) {
      write(context, String(placed.beat.bar), x + 3, layout.wave + 7);
    }
  }
  context.fillStyle = colors.moved;
  for (const drop of model.drops) {
    if (drop < span.startS || drop > span.endS) continue;
    triangle(context, xOf(drop, span), layout.wave + 1, 5);
  }
}

function drawLanes(context: Context, drawn: Drawn): void {
  drawn.model.lanes.forEach((lane, index) => {
    drawLane(context, drawn, lane, drawn.layout.lanes[index] ?? 0);
  });
}

function drawLane(context: Context, { span, colors }: Drawn, lane: Lane, top: number): void {
  context.fillStyle = colors.raised;
  context.fillRect(0, top, span.width, LANE);
  let drawnTo = Number.NEGATIVE_INFINITY;
  for (const { item, startS, endS } of lane.items) {
    if (endS <= span.startS || startS >= span.endS) continue;
    const left = Math.max(0, xOf(startS, span));
    const right = Math.min(span.width, xOf(endS, span));
    if (item.kind === "ITEM_KIND_TRANSITION") {
      context.fillStyle = colors.quiet;
      context.fillRect(left, top, Math.max(1, right - left), 3);
      continue;
    }
    // Clips that are thinner than a pixel are one.
    if (right - drawnTo < 1) continue;
    drawnTo = right;
    const there = item.online || item.mediaPath === "";
    const color = lane.isSound ? colors.sound : colors.clip;
    context.fillStyle = !lane.enabled || !item.enabled ? colors.line : there ? color : colors.offline;
    context.fillRect(left, top, Math.max(1, right - left - 1), LANE);
    if (!there) {
      context.fillStyle = colors.refused;
      context.fillRect(left, top + LANE - 3, Math.max(1, right - left - 1), 3);
    }
    const textLeft = Math.max(left, LABEL) + 4;
    if (right - textLeft > 24) {
      clipped(context, there ? item.name : `${item.name} (offline)`, textLeft, top + LANE / 2, right - textLeft - 4, colors.clipText);
    }
  }
  context.fillStyle = colors.ground;
  context.fillRect(0, top, LABEL, LANE);
  context.fillStyle = colors.quiet;
  write(context, lane.label, 4, top + LANE / 2, LABEL - 6);
}

function drawMarkers(context: Context, { model, span, colors }: Drawn): void {
  let before = Number.NEGATIVE_INFINITY;
  for (const { time, marker } of model.markers) {
    if (time < span.startS || time > span.endS) continue;
    const x = Math.round(xOf(time, span));
    if (x - before < 2) continue;
    before = x;
    context.fillStyle = marker.ours ? colors.beat : colors.pinned;
    context.fillRect(x - 1, RULER - 9, 3, 5);
  }
}

function drawCuts(context: Context, drawn: Drawn): void {
  const { model, span, colors, layout, dragged, focus } = drawn;
  const bottom = layout.height;
  if (model.range !== null) {
    const [left, right] = [Math.max(0, xOf(model.range.startS, span)), Math.min(span.width, xOf(model.range.endS, span))];
    context.fillStyle = colors.pinned;
    if (right > left) context.fillRect(left, layout.cuts, right - left, 2);
  }
  const dense = model.cuts.length * LEAST_CUT_PX > span.width * Math.max(1, model.lengthS / (span.endS - span.startS));
  let before = Number.NEGATIVE_INFINITY;
  for (const one of model.cuts) {
    const toS = dragged?.cut === one ? dragged.toS : one.toS;
    if (Math.max(one.fromS, toS) < span.startS || Math.min(one.fromS, toS) > span.endS) continue;
    const [from, to] = [xOf(one.fromS, span), xOf(toS, span)];
    if (dense && one !== focus && Math.abs(to - before) < 1) continue;
    before = to;
    const color = dragged?.cut === one ? colors.pinned : colors[one.standing === "through" ? "skipped" : one.standing];
    context.fillStyle = color;
    context.fillRect(Math.min(from, to), layout.cuts + CUTS / 2, Math.max(1, Math.abs(to - from)), 1);
    context.fillRect(Math.round(to), layout.cuts, 1, bottom - layout.cuts);
    if (!dense) mark(context, one.standing, to, layout.cuts + CUTS / 2);
    if (one === focus) {
      context.strokeStyle = colors.text;
      context.strokeRect(Math.round(to) - 6.5, layout.cuts + 1.5, 13, CUTS - 3);
    }
  }
  if (dragged !== null) drawMove(context, drawn, dragged.cut, dragged.toS);
}

/** How far the cut that is being dragged goes, beside it. */
function drawMove(context: Context, { model, span, colors, layout }: Drawn, cut: DrawnCut, toS: number): void {
  const text = moveWords(cut.fromS, toS, model.frameS).trim();
  if (text === "") return;
  const width = 7 * text.length + 8;
  const right = xOf(toS, span) + 10;
  const left = right + width > span.width ? right - 20 - width : right;
  context.fillStyle = colors.text;
  context.fillRect(left, layout.cuts - 18, width, 17);
  context.fillStyle = colors.ground;
  write(context, text, left + 4, layout.cuts - 9, width - 8);
}

/** A shape for each standing, so that colour is not the only sign. */
function mark(context: Context, standing: DrawnCut["standing"], x: number, y: number): void {
  if (standing === "moved") triangle(context, x, y - 4, 5);
  else if (standing === "kept") context.fillRect(x - 3, y - 3, 7, 7);
  else if (standing === "pinned") {
    context.fillRect(x - 4, y - 1, 9, 3);
    context.fillRect(x - 1, y - 4, 3, 9);
  } else if (standing === "refused") {
    context.fillRect(x - 4, y - 4, 3, 9);
    context.fillRect(x + 2, y - 4, 3, 9);
  } else context.fillRect(x - 1, y - 4, 3, 9);
}

function drawPlayhead(context: Context, { span, colors, layout, playheadS }: Drawn): void {
  if (playheadS < span.startS || playheadS > span.endS) return;
  const x = Math.round(xOf(playheadS, span));
  context.fillStyle = colors.playhead;
  context.fillRect(x, 0, 1, layout.height);
  triangle(context, x, 0, 6);
}

function triangle(context: Context, x: number, top: number, size: number): void {
  context.beginPath();
  context.moveTo(x - size, top);
  context.lineTo(x + size, top);
  context.lineTo(x, top + 1.4 * size);
  context.fill();
}

/** UXP's canvas may have no text: the list below the picture has it all. */
function write(context: Context, text: string, x: number, y: number, room?: number): void {
  if (typeof context.fillText === "function") context.fillText(text, x, y, room);
}

/** Text that ends where its room ends. */
function clipped(context: Context, text: string, x: number, y: number, room: number, color: string): void {
  if (room < 12) return;
  context.fillStyle = color;
  // About six pixels a letter: measuring each name at each picture is what would cost most.
  const most = Math.floor(room / 6);
  const shown = text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
  write(context, shown, x, y, room);
}
