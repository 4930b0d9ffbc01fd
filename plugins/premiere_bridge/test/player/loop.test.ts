import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { jumpFrom, type Stretch, withIn, withOut } from "../../src/player/loop";

describe("the stretch that is played again", () => {
  it("never ends before it begins, in whatever order its ends are set", () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0, max: 100, noNaN: true })), { maxLength: 20 });
    fc.assert(
      fc.property(steps, (all) => {
        let stretch: Stretch = {};
        for (const [isIn, at] of all) {
          stretch = isIn ? withIn(stretch, at) : withOut(stretch, at);
          expect(isIn ? stretch.inS : stretch.outS).toBe(at);
          if (stretch.inS !== undefined && stretch.outS !== undefined) expect(stretch.outS - stretch.inS).toBeGreaterThan(0.09);
        }
      }),
    );
  });

  it("is gone back in at its end, and at no other place", () => {
    expect(jumpFrom({ inS: 2, outS: 4 }, 3.99)).toBeNull();
    expect(jumpFrom({ inS: 2, outS: 4 }, 4)).toBe(2);
    expect(jumpFrom({ outS: 4 }, 5)).toBe(0);
    expect(jumpFrom({ inS: 2 }, 500)).toBeNull();
  });
});
