import { beforeEach, describe, expect, it } from "vitest";

import { FIRST } from "../../src/app";
import type { MusicAnalysis } from "../../src/engine/contract";
import { History } from "../../src/ui/history";
import type { State } from "../../src/ui/state";
import { Store } from "../../src/ui/store";

const analysis = { beats: [] } as unknown as MusicAnalysis;
const music = { path: "/a.wav", name: "a.wav", reason: "", startS: 0 };
const decision = { track: "V1", index: 0, toFrame: 3 };

describe("undo and redo of corrections", () => {
  let state: Store<State>;
  let history: History;
  let asked: string[];

  beforeEach(() => {
    state = new Store<State>({ ...FIRST, music, analysis });
    asked = [];
    history = new History(state, { listen: () => asked.push("listen"), plan: () => asked.push("plan") });
  });

  it("takes back one step at a time, and gives it again", () => {
    const first = { beats: [{ timeS: 1, downbeat: false }] };
    const second = { beats: [{ timeS: 2, downbeat: false }] };
    state.set({ musicEdits: first });
    state.set({ musicEdits: second });
    history.undo();
    expect(state.now.musicEdits).toBe(first);
    history.undo();
    expect(state.now.musicEdits).toBe(FIRST.musicEdits);
    expect(history.canUndo).toBe(false);
    history.redo();
    history.redo();
    expect(state.now.musicEdits).toBe(second);
    expect(history.canRedo).toBe(false);
    expect(asked).toEqual(["listen", "listen", "listen", "listen"]);
  });

  it("plans again, and does not listen, where a decision is taken back", () => {
    state.set({ decisions: [decision] });
    history.undo();
    expect(state.now.decisions).toEqual([]);
    expect(asked).toEqual(["plan"]);
  });

  it("forgets what was undone once something else is done", () => {
    state.set({ decisions: [decision] });
    history.undo();
    state.set({ beats: { tempoScale: "TEMPO_SCALE_HALF" } });
    expect(history.canRedo).toBe(false);
    expect(history.canUndo).toBe(true);
  });

  it("begins anew with another song, and with what was saved for it", () => {
    state.set({ decisions: [decision] });
    state.set({ music: { ...music, path: "/b.wav" }, analysis: null, musicEdits: {}, beats: {} });
    state.set({ musicEdits: { removedBeatsS: [4] } });
    state.set({ analysis });
    expect(history.canUndo).toBe(false);
    state.set({ musicEdits: {} });
    history.undo();
    expect(state.now.musicEdits).toEqual({ removedBeatsS: [4] });
  });
});
