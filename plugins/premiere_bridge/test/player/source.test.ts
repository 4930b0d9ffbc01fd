import { describe, expect, it } from "vitest";

import type { EditView, MediaView } from "../../src/engine/contract";
import { reachOf, sourceOf } from "../../src/player/source";

const edit = { durationFrames: 500, rate: { numerator: 25, denominator: 1 } } as EditView;
const music = { path: "/song.wav", name: "song.wav", reason: "", startS: 3 };

describe("what is heard", () => {
  it("of an edit is its music at its place, and time goes on before and after it", () => {
    const source = sourceOf({ edit, media: null, music }, "");
    expect(source).toEqual({ path: "/song.wav", startS: 3, axisS: 20 });
    expect(reachOf(source, 10)).toEqual({ fromS: -3, toS: 17 });
  });

  it("of an edit whose music began before it is the music from there", () => {
    const source = sourceOf({ edit, media: null, music: { ...music, startS: -5 } }, "");
    expect(reachOf(source, 120)).toEqual({ fromS: 0, toS: 25 });
  });

  it("of an edit is its mix, once there is one", () => {
    expect(sourceOf({ edit, media: null, music }, "/mix.wav")).toEqual({ path: "/mix.wav", startS: 0, axisS: 20 });
  });

  it("of a silent film is time alone", () => {
    const view = { durationS: 8, picture: {} } as MediaView;
    const source = sourceOf({ edit: null, media: { path: "/film.mp4", view }, music: null }, "");
    expect(source).toEqual({ path: "", startS: 0, axisS: 8 });
    expect(reachOf(source, 0)).toEqual({ fromS: 0, toS: 8 });
  });

  it("of a song alone is all of it", () => {
    const source = sourceOf({ edit: null, media: null, music: { ...music, startS: 0 } }, "");
    expect(reachOf(source, 180)).toEqual({ fromS: 0, toS: 180 });
  });
});
