/** The stretch of the timeline in which cuts move: typed, or taken from the playhead. */

import type { App } from "../../app";
import { nearestFrame, secondsOf, ticksOf, ticksPerFrame } from "../../host/ticks";
import { button, field } from "../controls";
import { h } from "../dom";
import type { State } from "../state";
import { frameSeconds } from "../time/model";
import { framesOf, timecode } from "../words/timecode";

/** Fields for the first frame in which cuts move, and the frame before which they do. */
export function rangeFields(app: App): HTMLElement[] {
  const { rangeStart = "", rangeEnd = "" } = app.state.now.snap;
  return [
    rangeField("Only cuts from", rangeStart, "the start", (text) => app.chooseBeats({ rangeStart: text })),
    rangeField("Only cuts before", rangeEnd, "the end", (text) => app.chooseBeats({ rangeEnd: text })),
  ];

  function rangeField(label: string, value: string, otherwise: string, changed: (text: string) => void): HTMLElement {
    const input = h("input", { type: "text", value, "aria-label": label, placeholder: otherwise, spellcheck: "false" });
    input.addEventListener("change", () => changed(input.value.trim()));
    const here = button("Playhead", () => changed(playheadText(app.state.now)), { "aria-label": `${label} the playhead` });
    return field(label, h("div", { class: "path" }, input, here));
  }
}

/** The playhead as the engine reads it: record timecode where the timeline tells how it counts, else frames. */
export function playheadText({ edit, sequence, playheadS }: Pick<State, "edit" | "sequence" | "playheadS">): string {
  if (edit?.rate !== undefined) {
    const frame = Math.floor(playheadS / frameSeconds(edit) + 1e-6);
    return timecode((framesOf(edit.startTimecode, edit.rate) ?? 0) + frame, edit.rate, edit.dropFrame);
  }
  if (sequence === null) return `${Number(secondsOf(ticksOf(playheadS)).toFixed(3))}s`;
  return `${nearestFrame(ticksOf(playheadS), ticksPerFrame(sequence.rate))}f`;
}
