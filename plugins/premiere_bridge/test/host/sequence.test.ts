import { mkdtempSync, readFileSync, writeFileSync } from "fs";
import { tmpdir } from "os";
import { join } from "path";
import { describe, expect, test } from "vitest";
import { musicOf, musicToTake, refusalOf, tracksOffered } from "../../src/flows/choosing";
import { musicRemembered, rememberMusic } from "../../src/flows/remembering";
import { PremiereHost } from "../../src/host/premiere/host";
import type { Sequence } from "../../src/host/port";
import { FakeClip, FakeItem } from "../double/premiere";
import { SECOND, setting } from "./setting";

describe("the open sequence", () => {
  test("its rate is exact, and its sound tracks are there", async () => {
    setting();
    const sequence = await new PremiereHost().sequence();
    expect(sequence?.rate).toEqual({ numerator: 25, denominator: 1 });
    expect(sequence?.soundTracks.map((track) => track.label)).toEqual(["A1", "A2"]);
    expect(sequence?.soundTracks[1]?.clips[0]).toMatchObject({ path: "/work/show/song.wav", start: 2n * SECOND, source: SECOND, refused: "" });
  });

  test("no project and no sequence are no error", async () => {
    const { world, project } = setting();
    project.active = null;
    expect(await new PremiereHost().sequence()).toBeNull();
    world.project = null;
    expect(await new PremiereHost().sequence()).toBeNull();
  });

  test("the music is a guess that is said, and the selection goes before it", async () => {
    const { world, sequence } = setting();
    const found = musicOf((await new PremiereHost().sequence()) as never);
    // The first sample of the song lies a second before the place where it is heard from.
    expect(found).toMatchObject({ chosen: false, music: { startS: 1, fromS: 1, toS: 39, reason: "its track or file is called music" } });
    const other = new FakeClip(world, "voice.wav", "/v.wav");
    sequence.audio[0]?.items.push(new FakeItem(other, 0n, SECOND, 0n, { selected: true }));
    expect(musicOf((await new PremiereHost().sequence()) as never)).toMatchObject({ chosen: true, music: { path: "/v.wav", reason: "" } });
  });

  test.each([
    [{ sequence: true }, {}, "it is a nested sequence"],
    [{ multicam: true }, {}, "it is a multicam clip"],
    [{ merged: true }, {}, "it is a merged clip"],
    [{ offline: true }, {}, "its media is offline"],
    [{}, { speed: 1.5 }, "its speed is changed"],
    [{}, { reversed: true }, "it plays in reverse"],
  ])("what beats cannot be laid over is refused by name: %o %o", async (clip, item, why) => {
    const { world, sequence } = setting();
    sequence.audio[0]?.items.push(new FakeItem(new FakeClip(world, "x", "/x.wav", clip), 0n, 90n * SECOND, 0n, { selected: true, ...item }));
    const seen = await new PremiereHost().sequence();
    expect(refusalOf(seen as never)).toBe(`“x” cannot be the music: ${why}.`);
    expect(musicOf(seen as never)?.music.path).toBe("/work/show/song.wav");
  });
});

describe("the music, chosen from the sound tracks", () => {
  test("each track that holds anything is offered with its clips and the longest of them", async () => {
    const { world, sequence } = setting();
    const voice = new FakeClip(world, "voice.wav", "/v.wav");
    sequence.audio[0]?.items.push(new FakeItem(voice, 0n, SECOND), new FakeItem(new FakeClip(world, "long", "/l.wav", { multicam: true }), SECOND, 9n * SECOND), new FakeItem(voice, 10n * SECOND, 12n * SECOND));
    sequence.addTrack("Empty");
    sequence.addTrack("Nested").items.push(new FakeItem(new FakeClip(world, "inner", "", { sequence: true }), 0n, SECOND));
    const offers = tracksOffered((await new PremiereHost().sequence()) as never);
    expect(offers.map(({ title, clips, longest, refused }) => [title, clips, longest, refused])).toEqual([
      ["A1", 3, "voice.wav", ""],
      ["A2 Music", 1, "song.wav", ""],
      ["A4 Nested", 1, "inner", "it is a nested sequence"],
    ]);
    expect(offers[0]?.music).toMatchObject({ path: "/v.wav", startS: 10, reason: "" });
    expect(offers[2]?.music).toBeNull();
  });

  test("what was chosen stays; a new selection, and another sequence, go before it", async () => {
    const { world, sequence } = setting();
    const voice = new FakeClip(world, "voice.wav", "/v.wav");
    sequence.audio[0]?.items.push(new FakeItem(voice, 0n, 3n * SECOND));
    const seen = (await new PremiereHost().sequence()) as Sequence;
    expect(musicToTake(null, seen, "", "")?.path).toBe("/work/show/song.wav");
    expect(musicToTake(null, seen, "", "/v.wav")?.path).toBe("/v.wav");
    // The file that was remembered is on no track any more.
    expect(musicToTake(null, seen, "", "/gone.wav")?.path).toBe("/work/show/song.wav");
    expect(musicToTake(seen, seen, "/v.wav", "/v.wav")).toBeNull();
    expect(musicToTake({ ...seen, id: "another" }, seen, "/x.wav", "/v.wav")?.path).toBe("/v.wav");
    sequence.audio[0]?.items.push(new FakeItem(voice, 5n * SECOND, 6n * SECOND, 0n, { selected: true }));
    const selected = (await new PremiereHost().sequence()) as Sequence;
    expect(musicToTake(seen, selected, "/work/show/song.wav", "")?.path).toBe("/v.wav");
    // It is still selected when the user takes another track from the list.
    expect(musicToTake(selected, selected, "/work/show/song.wav", "/work/show/song.wav")).toBeNull();
  });

  test("it is remembered for each timeline, the latest hundred of them", async () => {
    setting();
    const { memory } = new PremiereHost();
    expect(await musicRemembered(memory, "one")).toBe("");
    await rememberMusic(memory, "one", "/a.wav");
    await rememberMusic(memory, "two", "/b.wav");
    await rememberMusic(memory, "one", "/c.wav");
    expect([await musicRemembered(memory, "one"), await musicRemembered(memory, "two")]).toEqual(["/c.wav", "/b.wav"]);
    for (let n = 0; n < 99; n += 1) await rememberMusic(memory, `more ${n}`, "/d.wav");
    expect([await musicRemembered(memory, "one"), await musicRemembered(memory, "two")]).toEqual(["/c.wav", ""]);
    await memory.write("music-of-timelines", "no JSON");
    expect(await musicRemembered(memory, "one")).toBe("");
  });
});

describe("a new sequence", () => {
  test("comes from the engine's timeline, is opened, and is read back; the old one stays", async () => {
    const { world, project, sequence } = setting();
    const folder = mkdtempSync(join(tmpdir(), "otio-"));
    const path = join(folder, "Edit.on-beat.otio");
    const time = (value: number) => ({ OTIO_SCHEMA: "RationalTime.1", value, rate: 25 });
    const clip = (name: string, length: number) => ({ OTIO_SCHEMA: "Clip.2", name, source_range: { start_time: time(0), duration: time(length) } });
    writeFileSync(
      path,
      JSON.stringify({ name: "Edit.on-beat", tracks: { children: [{ kind: "Video", name: "V1", children: [clip("a", 25), clip("b", 50)] }], markers: [{ name: "B1.1", marked_range: { start_time: time(0) } }] } }),
    );
    world.read = async (file) => readFileSync(file, "utf8");
    const landed = await new PremiereHost().openEdit(path, "Edit.on-beat");
    expect(landed).toEqual({ name: "Edit.on-beat", clips: 2, markers: 1, notes: [] });
    expect(project.active?.name).toBe("Edit.on-beat");
    expect(project.sequences[0]).toBe(sequence);
  });

  test("how a sequence is exported is told by what is there", async () => {
    setting();
    expect(new PremiereHost().features().newSequence).toBe("otio");
    setting({ otio: false });
    expect(new PremiereHost().features()).toMatchObject({ newSequence: "xml" });
    setting({ otio: false, xml: false });
    const host = new PremiereHost();
    expect(host.features().newSequence).toBe("none");
    await expect(host.exportEdit()).rejects.toThrow("cannot export a sequence");
  });

  test("results lie beside the project, never in a temporary folder", async () => {
    const { world } = setting();
    const host = new PremiereHost();
    expect(await host.outputFolder()).toBe("/work/show");
    expect(await host.exportEdit()).toBe("/work/show/Edit.backbeat.otio");
    world.project = Object.assign(Object.create(Object.getPrototypeOf(world.project)), world.project, { path: "" });
    await expect(host.outputFolder()).rejects.toThrow("not saved yet");
  });
});
