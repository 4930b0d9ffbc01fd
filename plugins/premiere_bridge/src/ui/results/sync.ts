/** What Check Sync found: the whole, then shot by shot; what cannot be told is shown as such. */

import type { SyncReport, SyncVerdict } from "../../engine/contract";
import { table } from "../controls";
import { h } from "../dom";
import { clock, percent, signed } from "../words/numbers";

const VERDICTS: Record<SyncVerdict, string> = {
  SYNC_VERDICT_UNSPECIFIED: "cannot be told",
  SYNC_VERDICT_IN_SYNC: "in sync",
  SYNC_VERDICT_OUT_OF_SYNC: "out of sync",
  SYNC_VERDICT_CANNOT_TELL: "cannot be told",
  SYNC_VERDICT_ANOTHER_VOICE: "another voice",
};

export function syncView(report: SyncReport): HTMLElement {
  const shots = report.shots.map((shot) => [
    `${clock(shot.startS)} – ${clock(shot.endS)}`,
    VERDICTS[shot.verdict],
    shot.offsetMs === undefined ? "–" : signed(shot.offsetMs, 0, "ms"),
    shot.offsetFrames === undefined ? "–" : signed(shot.offsetFrames, 1, "fr"),
    percent(shot.confidence),
    shot.reason,
  ]);
  const grades = report.grades.map((grade) => [grade.standard, grade.pass ? "pass" : "fail", grade.grade]);
  const offset = report.offsetMs === undefined ? "" : `: ${said(report.offsetMs)}`;
  const bounds =
    report.offsetLowMs !== undefined && report.offsetHighMs !== undefined
      ? ` Between ${signed(report.offsetLowMs, 0, "ms")} and ${signed(report.offsetHighMs, 0, "ms")}.`
      : "";
  return h(
    "div",
    { class: "result" },
    h("p", { class: "big" }, h("strong", {}, VERDICTS[report.verdict]), offset),
    h("p", {}, `${percent(report.confidence)} sure, by ${report.method}.${bounds}`),
    report.driftPpm !== undefined && h("p", {}, `Drift ${signed(report.driftPpm, 1, "ppm")}.`),
    ...report.warnings.map((text) => h("p", { class: "warning" }, text)),
    grades.length > 0 && table("Against published tolerances", ["Standard", "Is", "Grade"], grades),
    shots.length > 0 && table("Shots", ["Shot", "Is", "Sound late", "In frames", "Sure", "Why"], shots),
  );
}

/** Positive offsets are late sound. */
export function said(offsetMs: number): string {
  if (Math.abs(offsetMs) < 0.5) return "sound and picture meet";
  return `the sound is ${Math.abs(offsetMs).toFixed(0)} ms ${offsetMs > 0 ? "late" : "early"}`;
}
