/** What lip-sync did, and how well by measure. */

import type { LipSyncResult } from "../../engine/contract";
import { h } from "../dom";
import { counted, percent, signed } from "../words/numbers";

export function lipSyncView(result: LipSyncResult): HTMLElement {
  return h(
    "div",
    { class: "result" },
    h("p", { class: "big" }, `${counted(result.framesChanged, "picture")} of ${result.frames} changed`),
    h("p", {}, result.path),
    h("p", {}, `By ${result.backend} on ${result.device}${result.preview ? "; a preview" : ""}. ${counted(result.facesTracked, "face")} followed.`),
    result.closureRate !== undefined &&
      h("p", {}, `Lips close at ${percent(result.closureRate)} of ${counted(result.closures, "place")} where they should.`),
    result.offsetMs !== undefined && h("p", {}, `Measured offset ${signed(result.offsetMs, 0, "ms")}.`),
    ...result.warnings.map((text) => h("p", { class: "warning" }, text)),
  );
}
