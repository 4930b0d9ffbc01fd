import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Cut } from "../../src/engine/contract";
import { timeAt, xOf } from "../../src/ui/time/geometry";
import { layoutOf } from "../../src/ui/time/layout";
import type { DrawnCut, Model } from "../../src/ui/time/model";
import { cutAt, cutBeside, snapped } from "../../src/ui/time/pointer";

const span = { startS: 10, endS: 30, width: 1000 };
const lane = { label: "V1", isSound: false, enabled: true, items: [] };
const layout = layoutOf([lane], true);

function cut(index: number, toS: number, track = "V1"): DrawnCut {
  return { cut: { track, index } as Cut, fromS: toS, toS, standing: "kept" };
}

function model(cuts: readonly DrawnCut[], beats: readonly number[] = []): Model {
  const placed = beats.map((time) => ({ time, chosen: true, beat: { beat: 1 } as never }));
  return {
    lengthS: 60, frameS: 0.04, lanes: [lane], beats: placed, beatTimes: Float64Array.from(beats), sections: [],
    drops: [], markers: [], cuts, bars: [], barTimes: new Float64Array(0), firstBar: 1, range: null, music: { startS: 0, fromS: 0, toS: 60 },
  };
}

describe("what lies under the pointer", () => {
  it("is the nearest cut, whichever comes first in the list", () => {
    const times = fc.uniqueArray(fc.integer({ min: 1000, max: 3000 }).map((n) => n / 100), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 1000 }), (all, x) => {
        const found = cutAt(x, layout.cuts + 3, model(all.map((time, index) => cut(index, time))), layout, span);
        const nearest = Math.min(...all.map((time) => Math.abs(time - timeAt(x, span))));
        if (nearest > (7 / 1000) * 20 + 1e-9) expect(found).toBeNull();
        else if (nearest < (7 / 1000) * 20 - 1e-9) expect(Math.abs((found?.toS ?? 0) - timeAt(x, span))).toBeCloseTo(nearest, 9);
      }),
    );
  });

  it("is no cut above the row of cuts", () => {
    const one = model([cut(0, 20)]);
    expect(cutAt(xOf(20, span), layout.cuts - 1, one, layout, span)).toBeNull();
    expect(cutAt(xOf(20, span), layout.cuts, one, layout, span)?.cut.index).toBe(0);
  });

  it("snaps to a beat within eight pixels, and to none beyond or where the user wants none", () => {
    const one = model([], [20]);
    const x = xOf(20, span);
    expect(snapped(x + 7, one, span, false)).toBe(20);
    expect(snapped(x + 9, one, span, false)).toBeCloseTo(20.18);
    expect(snapped(x + 7, one, span, true)).toBeCloseTo(20.14);
  });
});

describe("going from cut to cut", () => {
  it("visits every cut once, forwards and back, cuts of several tracks at one time too", () => {
    const cuts = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom("V1", "V2", "V3")), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(cuts, (all) => {
        const made = all.map(([time, track], index) => cut(index, time, track));
        for (const step of [1, -1] as const) {
          const visited = new Set<DrawnCut>();
          let at = cutBeside(made, null, step === 1 ? -1 : 100, step);
          while (at !== null && !visited.has(at)) {
            visited.add(at);
            at = cutBeside(made, at, at.toS, step);
          }
          expect(visited.size).toBe(made.length);
        }
      }),
    );
  });

  it("begins beside the playhead", () => {
    const made = [cut(0, 5), cut(1, 10), cut(2, 15)];
    expect(cutBeside(made, null, 10, 1)?.cut.index).toBe(2);
    expect(cutBeside(made, null, 11, -1)?.cut.index).toBe(1);
    expect(cutBeside(made, null, 20, -1)?.cut.index).toBe(2);
    expect(cutBeside(made, null, 20, 1)).toBeNull();
    expect(cutBeside([], null, 0, 1)).toBeNull();
  });
});
