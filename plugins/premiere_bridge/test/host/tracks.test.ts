import { expect, test } from "vitest";
import type { EditView, ItemView } from "../../src/engine/contract";
import { tracksOffered } from "../../src/flows/choosing";
import { soundTracksOf } from "../../src/host/files/tracks";
import { TICKS_PER_SECOND } from "../../src/host/ticks";

const clip = (name: string, from: number, to: number, more: Partial<ItemView> = {}): ItemView => ({
  name, kind: "ITEM_KIND_CLIP", index: 0, startFrame: from, endFrame: to, enabled: true, mediaPath: `/${name}.wav`, online: true, sourceStartS: 2, speed: 1, still: false, ...more,
});
const edit = (...items: ItemView[]): EditView =>
  ({
    rate: { numerator: 30000, denominator: 1001 },
    tracks: [
      { label: "V1", name: "", isSound: false, enabled: true, locked: false, items: [clip("film", 0, 300)] },
      { label: "A1", name: "Song", isSound: true, enabled: true, locked: false, items },
    ],
  }) as unknown as EditView;

test("sound tracks of a file are those of a sequence, at exact ticks", () => {
  const tracks = soundTracksOf(edit(clip("song", 30, 60)));
  expect(tracks).toHaveLength(1);
  const ticks = (TICKS_PER_SECOND * 1001n) / 30000n;
  expect(tracks[0]).toMatchObject({ label: "A1", name: "Song", clips: [{ start: 30n * ticks, end: 60n * ticks, source: 2n * TICKS_PER_SECOND, refused: "" }] });
});

test.each([
  [{ kind: "ITEM_KIND_COMPOUND" as const }, "it is a nested timeline"],
  [{ kind: "ITEM_KIND_GENERATOR" as const }, "it has no file"],
  [{ mediaPath: "" }, "it has no file"],
  [{ online: false }, "its media is offline"],
  [{ enabled: false }, "it is disabled"],
  [{ speed: -1 }, "it plays in reverse"],
  [{ speed: 1.5 }, "its speed is changed"],
])("what cannot be the music is offered with the reason: %o", (more, why) => {
  const [offer] = tracksOffered({ id: "", name: "", rate: { numerator: 25, denominator: 1 }, zero: 0n, length: 0n, soundTracks: soundTracksOf(edit(clip("song", 0, 60, more))) });
  expect(offer).toMatchObject({ music: null, refused: why });
});

test("a transition is no clip", () => {
  expect(soundTracksOf(edit(clip("song", 0, 60), clip("", 50, 60, { kind: "ITEM_KIND_TRANSITION" })))[0]?.clips).toHaveLength(1);
});
