import fc from "fast-check";
import { expect, test } from "vitest";
import { clock, counted, fileName, folderOf, joined, signed, stem } from "../../src/ui/words/numbers";
import { framesOf, timecode } from "../../src/ui/words/timecode";

const RATES = [
  { numerator: 24, denominator: 1 },
  { numerator: 25, denominator: 1 },
  { numerator: 24000, denominator: 1001 },
  { numerator: 30000, denominator: 1001 },
  { numerator: 60000, denominator: 1001 },
];

test("timecode and back, at every rate, with and without dropped frames", () => {
  fc.assert(
    fc.property(fc.nat(2_000_000), fc.constantFrom(...RATES), fc.boolean(), (frame, rate, drop) => {
      expect(framesOf(timecode(frame, rate, drop), rate)).toBe(frame);
    }),
  );
});

test("known labels", () => {
  const ntsc = { numerator: 30000, denominator: 1001 };
  expect(timecode(1800, ntsc, true)).toBe("00:01:00;02");
  expect(timecode(17982, ntsc, true)).toBe("00:10:00;00");
  expect(timecode(107892, ntsc, true)).toBe("01:00:00;00");
  expect(timecode(90000, { numerator: 25, denominator: 1 })).toBe("01:00:00:00");
  expect(timecode(1, { numerator: 25, denominator: 1 }, true)).toBe("00:00:00:01");
  expect(framesOf("1:00:00:00", ntsc)).toBe(108000);
  expect(framesOf("nonsense", ntsc)).toBeNull();
  expect(framesOf("00:00:00:30", ntsc)).toBeNull();
});

test("numbers read as an editor writes them", () => {
  expect(counted(1, "cut")).toBe("1 cut");
  expect(counted(2000, "beat marker")).toBe("2,000 beat markers");
  expect(signed(-4.04, 1, "ms")).toBe("−4.0 ms");
  expect(signed(0.04, 1, "ms")).toBe("0.0 ms");
  expect(signed(3, 0, "fr")).toBe("+3 fr");
  expect(clock(3723.5)).toBe("1:02:03.50");
  expect(clock(59.999)).toBe("1:00.00");
  expect(fileName("C:\\Shows\\a b.otio")).toBe("a b.otio");
  expect(folderOf("C:\\Shows\\a b.otio")).toBe("C:\\Shows");
  expect(joined("C:\\Shows", "x.otio")).toBe("C:\\Shows\\x.otio");
  expect(joined("/work", "x.otio")).toBe("/work/x.otio");
  expect(stem("Edit.v2.otio")).toBe("Edit.v2");
});
