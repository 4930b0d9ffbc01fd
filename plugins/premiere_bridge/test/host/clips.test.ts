import { describe, expect, test } from "vitest";
import type { FoleyCue, FoleyResult } from "../../src/engine/contract";
import { foleyClips, removeLanded } from "../../src/flows/landing";
import { lanesOf } from "../../src/host/premiere/lanes";
import { PremiereHost } from "../../src/host/premiere/host";
import type { NewClip } from "../../src/host/port";
import { FakeClip, FakeItem } from "../double/premiere";
import { SECOND, setting } from "./setting";

const HALF = SECOND / 2n;
const QUARTER = SECOND / 4n;

/** Half a second of a file, from a quarter of a second on. */
const clip = (track: string, seconds: bigint, path = "/f/step.wav"): NewClip => ({
  path, track, at: seconds * SECOND, end: seconds * SECOND + HALF, source: QUARTER, name: "step",
});

describe("sounds that a job placed", () => {
  test("lie where the engine has put them, without the silence that their files begin with", () => {
    const cue = { placed: true, layer: "FOLEY", track: "A2", timeS: 0.5, clipStartS: 0.48, clipEndS: 0.96, fileStartS: 0.28, description: "step", sound: { renderedPath: "/f/1.wav", syncS: 0 } } as unknown as FoleyCue;
    const result = { cues: [cue, { ...cue, placed: false }] } as unknown as FoleyResult;
    expect(foleyClips(result)).toEqual([
      // The number of the track is that of the timeline that the engine wrote, not of the one that is open.
      { path: "/f/1.wav", track: "FOLEY", at: (SECOND * 12n) / 25n, end: (SECOND * 24n) / 25n, source: (SECOND * 7n) / 25n, name: "step" },
    ]);
  });

  test("share a track unless they overlap", () => {
    const at = (start: bigint, end: bigint, track = "FOLEY"): NewClip => ({ path: "/f", track, at: start, end, source: 0n, name: "" });
    const lanes = lanesOf([at(0n, 10n), at(10n, 20n), at(5n, 12n), at(11n, 13n), at(3n, 9n, "AMB")]);
    expect(lanes.map((lane) => [lane.name, lane.clips.map((one) => one.at)])).toEqual([
      ["FOLEY", [0n, 10n]],
      ["AMB", [3n]],
      ["FOLEY 2", [5n]],
      ["FOLEY 3", [11n]],
    ]);
  });
});

describe("clips", () => {
  test("come into the Backbeat bin once and lie on tracks of their own at exact ticks", async () => {
    const { world, project, sequence } = setting();
    const host = new PremiereHost();
    const landed = await host.placeClips([clip("FOLEY", 3n), clip("FOLEY", 6n, "/f/b.wav"), clip("HARD FX", 4n, "/f/hit.wav")], "Backbeat: foley");
    expect(landed).toMatchObject({ there: 3, missed: [], notes: [] });
    const names = sequence.audio.map((track) => track.name);
    expect(names).toContain("FOLEY");
    expect(names).toContain("HARD FX");
    const foley = sequence.audio.find((track) => track.name === "FOLEY");
    expect(foley?.items.map((item) => [item.start, item.end, item.source])).toEqual([3n, 6n].map((at) => [at * SECOND, at * SECOND + HALF, QUARTER]));
    expect(sequence.audio.find((track) => track.name === "Music")?.items).toHaveLength(1);
    expect(project.imports.flat()).toEqual(["/f/step.wav", "/f/b.wav", "/f/hit.wav"]);
    expect(world.undo()).toBe("Backbeat: foley");
    expect(foley?.items).toEqual([]);
  });

  test("a second run replaces the first in one undo step, and imports nothing twice", async () => {
    const { world, project, sequence } = setting();
    const host = new PremiereHost();
    await host.placeClips([clip("FOLEY", 3n), clip("FOLEY", 6n, "/f/b.wav")], "Backbeat: foley");
    const steps = world.undoStack.length;
    const landed = await host.placeClips([clip("FOLEY", 9n)], "Backbeat: foley");
    expect(landed).toMatchObject({ there: 1, missed: [], notes: ["2 sounds of an earlier run are gone."] });
    const foley = sequence.audio.filter((track) => track.name.startsWith("FOLEY"));
    expect(foley.map((track) => track.items.map((item) => item.start))).toEqual([[9n * SECOND]]);
    expect(project.imports.flat()).toHaveLength(2);
    expect(world.undoStack.length).toBe(steps + 1);
    world.undo();
    expect(foley[0]?.items.map((item) => item.start)).toEqual([3n * SECOND, 6n * SECOND]);
  });

  test("what lies where it is wanted stays as the user has made it", async () => {
    const { sequence } = setting();
    const host = new PremiereHost();
    await host.placeClips([clip("FOLEY", 3n), clip("FOLEY", 6n, "/f/b.wav")], "x");
    const foley = sequence.audio.find((track) => track.name === "FOLEY");
    const [levelled] = foley?.items ?? [];
    const landed = await host.placeClips([clip("FOLEY", 3n), clip("FOLEY", 3n, "/f/c.wav")], "x");
    expect(landed).toMatchObject({ there: 2, missed: [], notes: ["1 sound of an earlier run is gone."] });
    // The new one, which overlaps it, goes onto another track.
    expect(foley?.items).toEqual([levelled]);
    expect(foley?.items[0]).toBe(levelled);
  });

  test("two at one moment go onto two tracks, and none is lost", async () => {
    const { sequence } = setting();
    const landed = await new PremiereHost().placeClips([clip("FOLEY", 3n), clip("FOLEY", 3n, "/f/b.wav")], "Backbeat: foley");
    expect(landed.there).toBe(2);
    expect(sequence.audio.map((track) => track.name)).toEqual(expect.arrayContaining(["FOLEY", "FOLEY 2"]));
  });

  test("a clip of the user's on a track of that name is not covered", async () => {
    const { world, sequence } = setting();
    const own = new FakeItem(new FakeClip(world, "own.wav", "/own.wav"), 3n * SECOND, 4n * SECOND);
    sequence.addTrack("FOLEY").items.push(own);
    const landed = await new PremiereHost().placeClips([clip("FOLEY", 3n)], "x");
    expect(landed.there).toBe(1);
    expect(sequence.audio.find((track) => track.name === "FOLEY" && track.items.includes(own))?.items).toEqual([own]);
  });

  test("only ours are taken away again, and undo brings them back", async () => {
    const { world, sequence } = setting();
    const own = new FakeItem(new FakeClip(world, "own.wav", "/own.wav"), 7n * SECOND, 8n * SECOND);
    sequence.addTrack("FOLEY").items.push(own);
    const host = new PremiereHost();
    expect(await removeLanded(host)).toBe("There were no sounds of Backbeat's on the tracks.");
    await host.placeClips([clip("FOLEY", 3n), clip("HARD FX", 4n, "/f/hit.wav")], "x");
    const count = (): number => sequence.audio.reduce((sum, track) => sum + track.items.length, 0);
    expect(count()).toBe(4);
    expect(await removeLanded(host)).toBe("2 sounds of Backbeat's were taken off the tracks.");
    expect(sequence.audio.flatMap((track) => track.items).map((item) => item.clip.name)).toEqual(["song.wav", "own.wav"]);
    expect(world.undo()).toBe("Backbeat: remove foley");
    expect(count()).toBe(4);
  });

  test("a host that plays the whole file is found out", async () => {
    setting({ inOut: false });
    const landed = await new PremiereHost().placeClips([clip("FOLEY", 3n)], "x");
    expect(landed).toMatchObject({ there: 0, missed: ["step: it is on A1, but plays from another place of its file, so its hit is off."] });
  });

  test("a host that makes no track says what to do", async () => {
    const { sequence, song } = setting({ makesTracks: false });
    sequence.audio[0]?.items.push(new FakeItem(song, 0n, SECOND));
    await expect(new PremiereHost().placeClips([clip("FOLEY", 3n)], "x")).rejects.toThrow("made no track for FOLEY");
  });

  test("a file that cannot be imported is said by name", async () => {
    const { project } = setting();
    const keep = project.importFiles.bind(project);
    project.importFiles = (paths, ...rest) => keep(paths.filter((path) => !path.includes("gone")), ...rest);
    const landed = await new PremiereHost().placeClips([clip("FOLEY", 1n), clip("FOLEY", 2n, "/gone.wav")], "x");
    expect(landed.there).toBe(1);
    expect(landed.missed).toEqual(["step could not be imported: /gone.wav."]);
  });
});
