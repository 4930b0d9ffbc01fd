import { expect, test } from "vitest";
import type { EditView } from "../../src/engine/contract";
import type { Sequence } from "../../src/host/port";
import { playheadText } from "../../src/ui/music/range";

const edit = (numerator: number, denominator: number, startTimecode: string, dropFrame: boolean): EditView =>
  ({ rate: { numerator, denominator }, startTimecode, dropFrame }) as unknown as EditView;

test("the playhead is record timecode, in the timeline's own counting", () => {
  expect(playheadText({ edit: edit(25, 1, "01:00:00:00", false), sequence: null, playheadS: 3 })).toBe("01:00:03:00");
  // The last frame before a minute of 29.97 with dropped frames, and the one after it.
  expect(playheadText({ edit: edit(30000, 1001, "00:00:00;00", true), sequence: null, playheadS: (1799 * 1001) / 30000 })).toBe("00:00:59;29");
  expect(playheadText({ edit: edit(30000, 1001, "00:00:00;00", true), sequence: null, playheadS: (1800 * 1001) / 30000 })).toBe("00:01:00;02");
});

test("where the counting is not known it is frames, without a timeline seconds", () => {
  const sequence = { rate: { numerator: 30000, denominator: 1001 } } as Sequence;
  expect(playheadText({ edit: null, sequence, playheadS: (1800 * 1001) / 30000 })).toBe("1800f");
  expect(playheadText({ edit: null, sequence: null, playheadS: 1.25 })).toBe("1.25s");
});
