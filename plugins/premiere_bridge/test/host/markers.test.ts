import { describe, expect, test } from "vitest";
import { PremiereHost } from "../../src/host/premiere/host";
import type { MarkerTarget, NewMarker } from "../../src/host/port";
import { SECOND, setting } from "./setting";

const ON: MarkerTarget = { kind: "sequence" };

function wanted(count: number, from = 0): NewMarker[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `B${index + 1}.1`,
    comment: "Backbeat: beat, 90 % sure",
    at: BigInt(from + index) * SECOND,
  }));
}

describe("markers in Premiere", () => {
  test("200 markers are one undo step, at exact ticks", async () => {
    const { world, sequence } = setting();
    const landed = await new PremiereHost().putMarkers(wanted(200), ON, "Backbeat: beat markers");
    expect(landed).toMatchObject({ there: 200, replaced: 0, undoSteps: 1, notes: [] });
    expect(sequence.notes.map((note) => note.start)).toEqual(wanted(200).map((one) => one.at.toString()));
    expect(world.undo()).toBe("Backbeat: beat markers");
    expect(sequence.notes).toEqual([]);
  });

  test("a second run replaces ours and leaves everyone else's", async () => {
    const { sequence } = setting();
    sequence.notes.push({ name: "Intro", start: "0", comments: "mine", color: 0 });
    const host = new PremiereHost();
    await host.putMarkers(wanted(20), ON, "Backbeat: beat markers");
    const again = await host.putMarkers(wanted(10, 5), ON, "Backbeat: beat markers");
    expect(again).toMatchObject({ there: 10, replaced: 20, undoSteps: 1 });
    expect(sequence.notes).toHaveLength(11);
    expect(await host.removeMarkers(ON)).toBe(10);
    expect(sequence.notes.map((note) => note.name)).toEqual(["Intro"]);
  });

  test("the same markers again are there once, not twice", async () => {
    const { sequence } = setting();
    const host = new PremiereHost();
    await host.putMarkers(wanted(8), ON, "Backbeat: beat markers");
    const again = await host.putMarkers(wanted(8), ON, "Backbeat: beat markers");
    expect(again).toMatchObject({ there: 8, replaced: 8, undoSteps: 1 });
    expect(sequence.notes).toHaveLength(8);
  });

  test("a host that takes 50 changes at once gets the rest in further steps, which is said", async () => {
    const { sequence } = setting({ cap: 50 });
    const landed = await new PremiereHost().putMarkers(wanted(120), ON, "Backbeat: beat markers");
    expect(landed.there).toBe(120);
    expect(landed.undoSteps).toBe(3);
    expect(landed.notes[0]).toContain("3 undo steps");
    expect(sequence.notes).toHaveLength(120);
  });

  test("a host that takes nothing is not asked for ever, and it is said how many are there", async () => {
    setting({ cap: 0 });
    const landed = await new PremiereHost().putMarkers(wanted(30), ON, "Backbeat: beat markers");
    expect(landed.there).toBe(0);
    expect(landed.notes[0]).toBe("Premiere did not take 30 of the markers.");
  });

  test("actions are made inside the lock, where a host drops others in silence", async () => {
    const { sequence } = setting({ lock: "silent" });
    const landed = await new PremiereHost().putMarkers(wanted(4), ON, "Backbeat: beat markers");
    expect(landed.there).toBe(4);
    expect(sequence.notes).toHaveLength(4);
  });

  test("colours cost a second undo step, by name and not by number", async () => {
    const { world, sequence } = setting();
    const colored = wanted(3).map((marker) => ({ ...marker, color: "cyan" as const }));
    const landed = await new PremiereHost().putMarkers(colored, ON, "Backbeat: beat markers");
    expect(landed.undoSteps).toBe(2);
    expect(sequence.notes.every((note) => note.color === 7)).toBe(true);
    expect(world.undo()).toBe("Backbeat: beat markers (colors)");
  });

  test("markers go onto the music's own clip, wherever it lies in the bins", async () => {
    const { song } = setting();
    const landed = await new PremiereHost().putMarkers(wanted(5), { kind: "media", path: "/work/show/song.wav" }, "Backbeat: beat markers");
    expect(landed.there).toBe(5);
    expect(song.notes).toHaveLength(5);
  });

  test("music that is not in the project is said", async () => {
    setting();
    const put = new PremiereHost().putMarkers(wanted(1), { kind: "media", path: "/elsewhere.wav" }, "x");
    await expect(put).rejects.toThrow("The music is not in the project.");
  });
});
