import { describe, expect, it } from "vitest";

import type { Cut, ItemView, SnapMode, SyncMap } from "../../src/engine/contract";
import { type Lane, pictureAt } from "../../src/ui/time/model";
import { plannedLanes } from "../../src/ui/time/planned";

const FRAME = 1 / 25;

function item(index: number, start: number, end: number, sourceStartS: number, more: Partial<ItemView> = {}): Lane["items"][number] {
  const view: ItemView = {
    name: `shot ${index}`, kind: "ITEM_KIND_CLIP", index, startFrame: start, endFrame: end, enabled: true,
    mediaPath: "/a.mp4", online: true, sourceStartS, speed: 1, still: false, ...more,
  };
  return { item: view, startS: start * FRAME, endS: end * FRAME };
}

const lanes: Lane[] = [
  { label: "V1", isSound: false, enabled: true, items: [item(0, 0, 25, 10), item(1, 25, 50, 20), item(2, 50, 100, 30)] },
  { label: "A1", isSound: true, enabled: true, items: [item(0, 0, 100, 0)] },
];

function map(mode: SnapMode, cuts: readonly [number, number, number][], more: Partial<SyncMap> = {}): SyncMap {
  const made = cuts.map(([index, fromFrame, toFrame]) => ({ track: "V1", index, fromFrame, toFrame }) as Cut);
  return { mode, cuts: made, slips: [], speedChanges: [], followers: [], ...more } as unknown as SyncMap;
}

function frames(made: readonly Lane[]): [number, number][] {
  return (made[0]?.items ?? []).map(({ startS, endS }) => [Math.round(startS / FRAME), Math.round(endS / FRAME)]);
}

describe("the lanes as planned", () => {
  it("rolls: both sides of the cut move, and the pictures that stay on the screen stay where they are", () => {
    const made = plannedLanes(lanes, map("SNAP_MODE_ROLL", [[0, 25, 30], [1, 50, 45]]), FRAME);
    expect(frames(made)).toEqual([[0, 30], [30, 45], [45, 100]]);
    // What a clip shows at a moment is the same before and after, since only its ends moved.
    expect(pictureAt(made, 35 * FRAME)?.mediaS).toBeCloseTo(pictureAt(lanes, 35 * FRAME)?.mediaS ?? 0, 9);
    expect(pictureAt(made, 60 * FRAME)?.mediaS).toBeCloseTo(pictureAt(lanes, 60 * FRAME)?.mediaS ?? 0, 9);
    expect(pictureAt(made, 27 * FRAME)?.item.index).toBe(0);
    expect(made[1]).toBe(lanes[1]);
  });

  it("ripples: what follows goes along, and begins with the picture that it began with", () => {
    const made = plannedLanes(lanes, map("SNAP_MODE_RIPPLE", [[0, 25, 30], [1, 50, 55]]), FRAME);
    expect(frames(made)).toEqual([[0, 30], [30, 55], [55, 105]]);
    expect(made[0]?.items.map((one) => one.item.sourceStartS)).toEqual([10, 20, 30]);
  });

  it("ripples: sound goes along where it gives way, the music stays, and so does what is before", () => {
    const sounds: Lane[] = [
      lanes[0] as Lane,
      { label: "A1", isSound: true, enabled: true, items: [item(0, 0, 100, 0)] },
      // A gap of 30 frames is item 0; it gets longer.
      { label: "A2", isSound: true, enabled: true, items: [item(1, 30, 50, 0), item(2, 50, 60, 3)] },
      // Nothing gives way here but a gap that is inserted before the second clip, and one more frame of it.
      { label: "A3", isSound: true, enabled: true, items: [item(0, 0, 20, 7), item(1, 25, 50, 0), item(2, 50, 60, 0)] },
    ];
    const followers = [
      { track: "A2", index: 0, gapFrames: 0, endFrames: 5, slipFrames: 0 },
      { track: "A3", index: 1, gapFrames: 5, endFrames: 1, slipFrames: 0 },
    ];
    const made = plannedLanes(sounds, map("SNAP_MODE_RIPPLE", [[0, 25, 30], [1, 50, 55]], { followers }), FRAME);
    expect(made[1]).toBe(sounds[1]);
    expect(frames(made.slice(2))).toEqual([[35, 55], [55, 65]]);
    expect(frames(made.slice(3))).toEqual([[0, 20], [30, 56], [56, 66]]);
    expect(made[3]?.items[0]?.item.sourceStartS).toBe(7);
  });

  it("slips: the sound that is linked slips along", () => {
    const slip = { track: "V1", index: 1, frames: 5 } as SyncMap["slips"][number];
    const followers = [{ track: "A1", index: 0, gapFrames: 0, endFrames: 0, slipFrames: 5 }];
    const made = plannedLanes(lanes, map("SNAP_MODE_SLIP", [], { slips: [slip], followers }), FRAME);
    expect(made[1]?.items[0]?.item.sourceStartS).toBeCloseTo(0.2);
    expect(frames(made.slice(1))).toEqual([[0, 100]]);
  });

  it("retimes: a clip that is longer shows the same, slower", () => {
    const change = { track: "V1", index: 1, name: "", fromSpeed: 1, toSpeed: 25 / 30 };
    const made = plannedLanes(lanes, map("SNAP_MODE_RETIME", [[1, 50, 55]], { speedChanges: [change] }), FRAME);
    const clip = made[0]?.items[1];
    expect(clip?.item.speed).toBeCloseTo(25 / 30);
    expect(clip?.item.sourceStartS).toBe(20);
  });

  it("slips: cuts stay, the action moves", () => {
    const slip = { track: "V1", index: 1, frames: 5 } as SyncMap["slips"][number];
    const made = plannedLanes(lanes, map("SNAP_MODE_SLIP", [], { slips: [slip] }), FRAME);
    expect(frames(made)).toEqual(frames(lanes));
    expect(made[0]?.items[1]?.item.sourceStartS).toBeCloseTo(20.2);
  });
});
