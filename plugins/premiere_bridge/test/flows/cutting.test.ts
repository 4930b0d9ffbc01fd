import { expect, test } from "vitest";
import { saidOf } from "../../src/flows/cutting";

test("why no cut is on a beat is said first, and once", () => {
  const missed = "Hardly a beat is heard in talk.wav.";
  expect(saidOf({ missed, warnings: ["A clip is missing.", missed] })).toEqual([missed, "A clip is missing."]);
  expect(saidOf({ missed: "", warnings: ["A clip is missing."] })).toEqual(["A clip is missing."]);
});
