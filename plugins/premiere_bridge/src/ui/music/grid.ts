/** Which beats are cut to, and how far from them. */

import type { App } from "../../app";
import type { Drum, SnapMode } from "../../engine/contract";
import { numberField, section, select, toggles } from "../controls";
import { drawnCalmly, fill, h, type View } from "../dom";
import { counted } from "../words/numbers";
import { barsOfChoice, firstBarOf, placedBeats } from "../../flows/placing";
import { frameSeconds } from "../time/model";
import { rangeFields } from "./range";

type Every = "1" | "2" | "4" | "8" | "bar" | "2 bars" | "4 bars" | "8 bars";

const EVERY: readonly { value: Every; label: string }[] = [
  { value: "1", label: "every beat" },
  { value: "2", label: "every 2nd beat" },
  { value: "4", label: "every 4th beat" },
  { value: "8", label: "every 8th beat" },
  { value: "bar", label: "every bar" },
  { value: "2 bars", label: "every 2nd bar" },
  { value: "4 bars", label: "every 4th bar" },
  { value: "8 bars", label: "every 8th bar" },
];

const DRUMS: readonly { value: Drum; label: string }[] = [
  { value: "DRUM_UNSPECIFIED", label: "any beat" },
  { value: "DRUM_KICK", label: "beats with a kick" },
  { value: "DRUM_SNARE", label: "beats with a snare" },
  { value: "DRUM_ONSET", label: "beats on which anything starts" },
];

const MODES: readonly { value: SnapMode; label: string }[] = [
  { value: "SNAP_MODE_ROLL", label: "roll the cut" },
  { value: "SNAP_MODE_RIPPLE", label: "ripple what follows" },
  { value: "SNAP_MODE_SLIP", label: "slip the clips" },
  { value: "SNAP_MODE_RETIME", label: "retime the clips" },
];

export function gridControls(app: App): View {
  const body = h("div", { class: "fields" });
  const chosen = h("p", { class: "quiet", role: "status" });
  const element = section("Beats to cut to", body, chosen);

  const change = (part: Partial<App["state"]["now"]["snap"]>): void => app.chooseBeats(part);

  const drawn = drawnCalmly(() => {
    const { analysis, snap, edit, music, sequence } = app.state.now;
    const hasCuts = edit !== null || sequence !== null;
    const metre = Math.max(1, analysis?.beatsPerBar ?? 4);
    const frameMs = 1000 * frameSeconds(edit);
    const offset = snap.gridOffsetMs ?? 0;
    const names = Array.from({ length: metre }, (_, index) => String(index + 1));
    fill(
      body,
      select("Use", EVERY, everyOf(snap.everyBeats ?? 0, snap.everyBars ?? 0), (value) => change(everyAs(value))),
      barsOfChoice(snap, metre) > 1 &&
        numberField("Counted from bar", firstBarOf(snap), (bar) => change({ firstBar: Math.max(0, Math.round(bar)) }), { min: "1", step: "1" }),
      select("Drum", DRUMS, snap.drum ?? "DRUM_UNSPECIFIED", (drum) => change({ drum })),
      toggles("Beats of the bar", names, (snap.beatsOfBar ?? []).map((beat) => beat - 1), (pressed) =>
        change({ beatsOfBar: pressed.length === metre ? [] : pressed.map((one) => one + 1) }),
      ),
      numberField("Offset (ms)", Number(offset.toFixed(3)), (ms) => change({ gridOffsetMs: ms }), { step: "1" }),
      numberField("Offset (frames)", Number((offset / frameMs).toFixed(2)), (frames) => change({ gridOffsetMs: frames * frameMs }), { step: "0.5" }),
      hasCuts && select("Cuts", MODES, snap.mode ?? "SNAP_MODE_ROLL", (mode) => change({ mode })),
      hasCuts &&
        numberField("Farthest move (frames, 0: automatic)", snap.toleranceFrames ?? 0, (frames) => change({ toleranceFrames: Math.max(0, Math.round(frames)) }), { min: "0", step: "1" }),
      ...(hasCuts ? rangeFields(app) : []),
    );
    if (analysis === null || music === null) {
      chosen.textContent = "";
      return;
    }
    const count = placedBeats(analysis, music, snap).filter((beat) => beat.chosen).length;
    chosen.textContent = `${counted(count, "beat")} of ${analysis.beats.length.toLocaleString("en-US")} chosen.`;
  });
  const stop = app.state.watch(["analysis", "snap", "edit", "music", "sequence"], drawn);
  return { element, dispose: stop };
}

export function everyOf(beats: number, bars: number): Every {
  if (bars > 0) return bars === 1 ? "bar" : bars === 2 ? "2 bars" : bars === 4 ? "4 bars" : "8 bars";
  return beats >= 8 ? "8" : beats >= 4 ? "4" : beats >= 2 ? "2" : "1";
}

export function everyAs(every: Every): { everyBeats: number; everyBars: number } {
  if (every.includes("bar")) {
    return { everyBeats: 0, everyBars: every === "bar" ? 1 : Number.parseInt(every, 10) };
  }
  const beats = Number.parseInt(every, 10);
  return { everyBeats: beats === 1 ? 0 : beats, everyBars: 0 };
}
