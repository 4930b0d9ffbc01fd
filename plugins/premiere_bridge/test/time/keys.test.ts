import { describe, expect, it } from "vitest";

import { commandOf } from "../../src/ui/time/keys";

const plain = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };

describe("the keys of the time area", () => {
  it("moves the playhead by frames and seconds, and a cut by frames", () => {
    expect(commandOf({ ...plain, key: "ArrowLeft" })).toEqual({ kind: "frames", by: -1 });
    expect(commandOf({ ...plain, key: "ArrowRight", shiftKey: true })).toEqual({ kind: "seconds", by: 1 });
    expect(commandOf({ ...plain, key: "ArrowRight", altKey: true })).toEqual({ kind: "nudge", by: 1 });
    expect(commandOf({ ...plain, key: "ArrowLeft", altKey: true, shiftKey: true })).toEqual({ kind: "nudge", by: -10 });
  });

  it("leaves the browser's own keys alone", () => {
    expect(commandOf({ ...plain, key: "0", ctrlKey: true })).toBeNull();
    expect(commandOf({ ...plain, key: "r", metaKey: true })).toBeNull();
    expect(commandOf({ ...plain, key: "Home", altKey: true })).toBeNull();
    expect(commandOf({ ...plain, key: "Tab" })).toBeNull();
    expect(commandOf({ ...plain, key: "toString" })).toBeNull();
  });
});
