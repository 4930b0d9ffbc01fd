import { expect, test } from "vitest";
import { FIRST } from "../../src/app";
import type { Beat, MusicAnalysis } from "../../src/engine/contract";
import { DARK } from "../../src/ui/time/colors";
import { barsShown, draw } from "../../src/ui/time/drawing";
import type { Span } from "../../src/ui/time/geometry";
import { layoutOf, WAVE } from "../../src/ui/time/layout";
import { modelOf } from "../../src/ui/time/model";
import { COLUMNS, levelFor, type Tile, tileSeconds, tilesIn } from "../../src/ui/time/tiles";

const HOURS = 10_800;
const beats: Beat[] = Array.from({ length: 2 * HOURS }, (_, index) => ({
  timeS: index / 2, bar: Math.floor(index / 4) + 1, beat: (index % 4) + 1, confidence: 0.9, origin: "ORIGIN_DETECTED", kick: 0, snare: 0,
}));
const analysis = { beats, beatsPerBar: 4, durationS: HOURS, sections: [], drops: [] } as unknown as MusicAnalysis;
const model = modelOf({ ...FIRST, music: { path: "/a.wav", name: "a", reason: "", startS: 0 }, analysis });
const whole: Span = { startS: 0, endS: HOURS, width: 1600 };

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly color: string;
}

function drawn(span: Span, tiles: readonly Tile[] = []): Rect[] {
  const rects: Rect[] = [];
  const context = {
    fillStyle: "",
    fillRect(x: number, y: number, width: number, height: number) {
      rects.push({ x, y, width, height, color: this.fillStyle });
    },
    beginPath() {}, moveTo() {}, lineTo() {}, fill() {}, fillText() {},
  };
  draw(context as unknown as CanvasRenderingContext2D, {
    model, layout: layoutOf(model.lanes, true), span, colors: DARK, tiles, waveProblem: "", playheadS: 0, focus: null, dragged: null, rate: null, startFrame: 0, dropFrame: false,
  });
  return rects;
}

test("three hours seen whole have bars that stay apart, and not one line for each", () => {
  const bars = drawn(whole).filter((rect) => rect.color === DARK.downbeat);
  expect(bars.length).toBeGreaterThan(80);
  const apart = bars.slice(1).map((bar, index) => bar.x - (bars[index]?.x ?? 0));
  expect(Math.min(...apart)).toBeGreaterThanOrEqual(7);
});

test("nearer, every bar is there, and then every beat", () => {
  expect(barsShown(model, { startS: 100, endS: 300, width: 1600 })).toHaveLength(100);
  const near = drawn({ startS: 100, endS: 200, width: 1600 });
  expect(near.filter((rect) => rect.color === DARK.downbeat)).toHaveLength(50);
  expect(near.filter((rect) => rect.color === DARK.beat)).toHaveLength(150);
});

test("the bars that are left are those that cuts go to", () => {
  const chosen = modelOf({ ...FIRST, music: { path: "/a.wav", name: "a", reason: "", startS: 0 }, analysis, snap: { everyBars: 4, firstBar: 3 } });
  const shown = barsShown(chosen, whole);
  expect(shown.length).toBeGreaterThan(80);
  expect(shown.every((one) => one.chosen)).toBe(true);
});

test("the waveform is drawn once a pixel, and no peak is lost", () => {
  const level = levelFor(whole);
  const tiles = tilesIn(0, HOURS, level).map((number): Tile => {
    const high = new Int8Array(COLUMNS).fill(10);
    const low = new Int8Array(COLUMNS).fill(-10);
    // One loud column in each tile.
    high[number % COLUMNS] = 127;
    low[number % COLUMNS] = -127;
    return { startS: number * tileSeconds(level), endS: (number + 1) * tileSeconds(level), low, high, whole: true };
  });
  const waves = drawn(whole, tiles).filter((rect) => rect.color === DARK.wave || rect.color === DARK.waveFar);
  expect(waves.length).toBeLessThanOrEqual(1600 + tiles.length);
  expect(new Set(waves.map((rect) => rect.x)).size).toBeGreaterThanOrEqual(1599);
  expect(waves.filter((rect) => rect.height > WAVE - 8)).toHaveLength(tiles.length);
});
