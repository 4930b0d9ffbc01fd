/** A loudness report: the numbers, the curve, and which presets are met. */

import type { Delivered, LoudnessReport } from "../../engine/contract";
import { table } from "../controls";
import { h } from "../dom";
import { scheme } from "../time/colors";
import { clock } from "../words/numbers";

const WIDTH = 600;
const HEIGHT = 120;
const TOP_LUFS = 0;
const BOTTOM_LUFS = -60;

export function loudnessView(report: LoudnessReport): HTMLElement {
  const presets = report.presets.map((preset) => [
    preset.name,
    preset.notJudged !== "" ? "cannot be told" : preset.met ? "met" : "not met",
    preset.notJudged !== "" ? preset.notJudged : preset.notes.join(" "),
  ]);
  return h(
    "div",
    { class: "result" },
    h("p", { class: "big" }, h("strong", {}, lufs(report.integratedLufs)), " integrated"),
    facts(report),
    curve(report),
    ...report.warnings.map((text) => h("p", { class: "warning" }, text)),
    presets.length > 0 && table("Presets", ["Preset", "Is", "Why"], presets),
  );
}

export function deliveredView(one: Delivered): HTMLElement {
  return h(
    "div",
    { class: "result" },
    h("h3", {}, `${one.preset}: ${one.met ? "met" : "not met"}`),
    h("p", {}, one.path),
    !one.met && h("p", { class: "problem" }, one.missed),
    h(
      "p",
      {},
      `${lufs(one.before?.integratedLufs)} before, ${lufs(one.after?.integratedLufs)} after; true peak ` +
        `${dbtp(one.after?.truePeakDbtp)}; at most ${one.maxReductionDb.toFixed(1)} dB of limiting.`,
    ),
    ...one.notes.map((text) => h("p", { class: "quiet" }, text)),
    one.after !== undefined && loudnessView(one.after),
  );
}

function facts(report: LoudnessReport): HTMLElement {
  const rows: [string, string][] = [
    ["True peak", `${dbtp(report.truePeakDbtp)} at ${clock(report.truePeakTimeS)}`],
    ["Loudest 3 s", `${lufs(report.shortTermMaxLufs)} at ${clock(report.shortTermMaxTimeS)}`],
    ["Loudest 400 ms", `${lufs(report.momentaryMaxLufs)} at ${clock(report.momentaryMaxTimeS)}`],
    ["Loudness range", report.lraLu === undefined ? "–" : `${report.lraLu.toFixed(1)} LU`],
    ["Sound", `${report.channels} channels, ${report.sampleRateHz} Hz, ${clock(report.durationS)}`],
  ];
  return table("Measured", ["What", "Value"], rows);
}

function lufs(value: number | undefined): string {
  return value === undefined ? "below the gate" : `${minus(value)} LUFS`;
}

function dbtp(value: number | undefined): string {
  return value === undefined ? "–" : `${minus(value)} dBTP`;
}

function minus(value: number): string {
  return value.toFixed(1).replace("-", "−");
}

/** Short-term loudness over time. */
function curve(report: LoudnessReport): HTMLElement | null {
  const values = report.curve?.shortTermLufs ?? [];
  if (values.length < 2) return null;
  const canvas = h("canvas", {
    width: WIDTH,
    height: HEIGHT,
    class: "curve",
    role: "img",
    "aria-label": `Short-term loudness over ${clock(report.durationS, 0)}, at most ${lufs(report.shortTermMaxLufs)}`,
  });
  const context = canvas.getContext("2d");
  if (context === null) return null;
  const colors = scheme();
  context.fillStyle = colors.raised;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.font = "10px system-ui, sans-serif";
  for (let level = -10; level > BOTTOM_LUFS; level -= 10) {
    context.fillStyle = colors.line;
    context.fillRect(0, yOf(level), WIDTH, 1);
    context.fillStyle = colors.quiet;
    if (typeof context.fillText === "function") context.fillText(String(level), 2, yOf(level) - 2);
  }
  context.fillStyle = colors.wave;
  for (let x = 0; x < WIDTH; x += 1) {
    const value = values[Math.floor((x / WIDTH) * values.length)];
    if (value === undefined || value <= BOTTOM_LUFS) continue;
    context.fillRect(x, yOf(value), 1, HEIGHT - yOf(value));
  }
  return canvas;
}

function yOf(level: number): number {
  return Math.round(((TOP_LUFS - Math.min(TOP_LUFS, level)) / (TOP_LUFS - BOTTOM_LUFS)) * HEIGHT);
}
