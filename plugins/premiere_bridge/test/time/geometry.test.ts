import fc from "fast-check";
import { expect, test } from "vitest";
import { firstFrom, nearestIndex, rulerStep, scrolled, showing, type Span, timeAt, within, xOf, zoomed } from "../../src/ui/time/geometry";
import { levelFor, tileSeconds, tilesIn } from "../../src/ui/time/tiles";
import { signedBytes } from "../../src/engine/base64";

const spans = fc
  .record({ start: fc.double({ min: 0, max: 9000, noNaN: true }), length: fc.double({ min: 0.3, max: 10_000, noNaN: true }), width: fc.integer({ min: 200, max: 3000 }) })
  .map(({ start, length, width }): Span => ({ startS: start, endS: start + length, width }));

test("a place and its time are each other's", () => {
  fc.assert(
    fc.property(spans, fc.double({ min: 0, max: 1, noNaN: true }), (span, share) => {
      const x = share * span.width;
      expect(xOf(timeAt(x, span), span)).toBeCloseTo(x, 3);
    }),
  );
});

test("zooming keeps what is under the pointer, as long as there is room", () => {
  const span: Span = { startS: 100, endS: 200, width: 1000 };
  const near = zoomed(span, 250, 0.5, 10_000);
  expect(timeAt(250, near)).toBeCloseTo(timeAt(250, span), 6);
  expect(near.endS - near.startS).toBeCloseTo(50, 6);
});

test("whatever is done, what is shown lies within the timeline", () => {
  fc.assert(
    fc.property(spans, fc.double({ min: 1, max: 20_000, noNaN: true }), fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.double({ min: 0.01, max: 100, noNaN: true }), (span, length, by, factor) => {
      for (const done of [within(span, length), scrolled(span, by, length), zoomed(span, 10, factor, length), showing(span, Math.min(by * by, length), length)]) {
        if (done === span) continue;
        expect(done.startS).toBeGreaterThanOrEqual(-1e-6);
        expect(done.endS).toBeLessThanOrEqual(Math.max(length, 0.25) + 1e-6);
        expect(done.endS).toBeGreaterThan(done.startS);
      }
    }),
  );
});

test("the nearest of many is the nearest, and none beyond reach", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 60 }), fc.double({ min: -5, max: 105, noNaN: true }), fc.double({ min: 0, max: 5, noNaN: true }), (some, time, reach) => {
      const times = [...some].sort((one, other) => one - other);
      const found = nearestIndex(times, time, reach);
      const best = Math.min(...times.map((one) => Math.abs(one - time)), Number.POSITIVE_INFINITY);
      if (best > reach) expect(found).toBe(-1);
      else expect(Math.abs((times[found] as number) - time)).toBe(best);
      expect(times.slice(0, firstFrom(times, time)).every((one) => one < time)).toBe(true);
    }),
  );
});

test("tiles cover what is seen, with columns no wider than a pixel", () => {
  fc.assert(
    fc.property(spans, (span) => {
      const level = levelFor(span);
      const tiles = tilesIn(span.startS, span.endS, level);
      expect((tiles[0] as number) * tileSeconds(level)).toBeLessThanOrEqual(span.startS);
      expect(((tiles[tiles.length - 1] as number) + 1) * tileSeconds(level)).toBeGreaterThanOrEqual(span.endS - 1e-6);
      expect(tiles.length).toBeLessThan(16);
    }),
  );
});

test("marks of the ruler are far enough apart to be read", () => {
  for (const length of [0.3, 1, 7, 60, 600, 3600, 10_800]) {
    const span: Span = { startS: 0, endS: length, width: 900 };
    const step = rulerStep(span, 90, 1 / 25);
    expect((step / length) * 900).toBeGreaterThanOrEqual(90);
  }
});

test("bytes of base64 are signed, whatever they are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString("base64");
      expect([...signedBytes(text)]).toEqual([...Int8Array.from(bytes)]);
    }),
  );
});
