/** Foley: every cue with its evidence and its sound; a guess is shown as a guess. */

import type { FoleyResult } from "../../engine/contract";
import { table } from "../controls";
import { h } from "../dom";
import { clock, counted, percent } from "../words/numbers";

export function foleyView(result: FoleyResult): HTMLElement {
  const placed = result.cues.filter((cue) => cue.placed).length;
  const proposed = result.cues.length - placed;
  const cues = result.cues.map((cue) => [
    cue.number,
    cue.timecode === "" ? clock(cue.timeS) : cue.timecode,
    cue.description === "" ? cue.kind : cue.description,
    cue.evidence.map((one) => one.kind).join(", "),
    percent(cue.confidence),
    cue.placed ? "placed" : "proposed",
    cue.sound === undefined ? cue.problem : `${cue.sound.name}${cue.sound.temporary ? " (temporary)" : ""}`,
    cue.alternatives.map((one) => one.name).join("; "),
  ]);
  const heads = ["Cue", "At", "What", "Seen or heard by", "Sure", "Is", "Sound", "Next best"];
  return h(
    "div",
    { class: "result" },
    h("p", { class: "big" }, `${counted(placed, "sound")} placed, ${proposed} proposed as markers`),
    result.outputPath !== "" && h("p", {}, `The timeline is ${result.outputPath}.`),
    result.mixPath !== "" && h("p", {}, `The mix is ${result.mixPath}.`),
    ...result.warnings.map((text) => h("p", { class: "warning" }, text)),
    cues.length > 0 && table("Cues", heads, cues),
    result.credits.length > 0 &&
      table("Credits", ["Sound", "Licence", "Credit"], result.credits.map((one) => [one.name, one.licence, one.credit])),
  );
}
