import { expect, test } from "vitest";
import { hasNoBeat, sureness } from "../../src/ui/words/sureness";

test("a share alone where nothing is doubted", () => {
  expect(sureness({ confidence: 0.986, unsure: [] })).toBe("99 % sure");
});

test("what is doubted, gravest first", () => {
  expect(sureness({ confidence: 0.64, unsure: ["UNSURE_WANDERING", "UNSURE_BARS"] })).toBe(
    "64 % sure: the tempo wanders, bars may start on another beat",
  );
});

test("a tracker that tells nothing of it is not quoted", () => {
  expect(sureness({ unsure: [] })).toBe("");
  expect(sureness({})).toBe("");
});

test("music without a beat is told apart", () => {
  expect(hasNoBeat({ unsure: ["UNSURE_NO_BEAT"] })).toBe(true);
  expect(hasNoBeat({ unsure: ["UNSURE_TEMPO"] })).toBe(false);
});
