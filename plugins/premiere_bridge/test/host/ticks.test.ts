import fc from "fast-check";
import { expect, test } from "vitest";
import { nearestFrame, rateOf, secondsOf, TICKS_PER_SECOND, ticksOf, ticksPerFrame } from "../../src/host/ticks";

const RATES = [24, 25, 30, 48, 50, 60].flatMap((base) => [
  { numerator: base, denominator: 1 },
  { numerator: base * 1000, denominator: 1001 },
]);

test.each(RATES)("a frame at $numerator/$denominator is whole ticks, and back", (rate) => {
  const back = rateOf(ticksPerFrame(rate));
  expect(back.numerator * rate.denominator).toBe(rate.numerator * back.denominator);
});

test("ten hours of seconds survive to a tenth of a microsecond", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 36_000, noNaN: true }), (seconds) => {
      expect(Math.abs(secondsOf(ticksOf(seconds)) - seconds)).toBeLessThan(1e-7);
    }),
  );
});

test("seconds that are no round number keep their ticks", () => {
  expect(ticksOf(12.345678)).toBe(3_135_999_742_848n);
  expect(ticksOf(7200.0000125)).toBe(7200n * TICKS_PER_SECOND + 3_175_200n);
});

test("the nearest frame is at most half a frame away", () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.constantFrom(...RATES), (ticks, rate) => {
      const frame = ticksPerFrame(rate);
      const off = 2n * (nearestFrame(ticks, frame) * frame - ticks);
      expect(off <= frame && off > -frame - 1n).toBe(true);
    }),
  );
});

test("a rate that has no whole ticks is refused", () => {
  expect(() => ticksPerFrame({ numerator: 0, denominator: 1 })).toThrow(RangeError);
  expect(() => ticksPerFrame({ numerator: 23, denominator: 7 })).toThrow(RangeError);
  expect(rateOf(TICKS_PER_SECOND)).toEqual({ numerator: 1, denominator: 1 });
});
