/** Cut to Music: a dry run that is looked at, then a new sequence, or markers. */

import type { Engine, Sent } from "../engine/client";
import type { BeatOptions, CutDecision, SnapOptions, SnapRequest, SnapResult } from "../engine/contract";
import { type Progress, runJob } from "../engine/jobs";
import type { Stop } from "../engine/stop";
import type { Host, MarkerColor, MarkersLanded, MarkerTarget, NewMarker } from "../host/port";
import { ticksOf } from "../host/ticks";
import { counted, fileName, joined, stem } from "../ui/words/numbers";
import { beatName, type PlacedBeat } from "./placing";

/** What a snap is asked for. */
export interface Wanted {
  readonly editPath: string;
  readonly musicPath: string;
  /** Where the song's first sample lies, if the user or the host says so. */
  readonly musicStartS?: number;
  readonly beats: Sent<BeatOptions>;
  readonly options: Sent<SnapOptions>;
  readonly decisions: readonly CutDecision[];
}

/** First words of the comment of every marker that Backbeat wrote. */
export const MARK = "Backbeat";
const DOWNBEAT_COLOR: MarkerColor = "red";
const BEAT_COLOR: MarkerColor = "cyan";

export function snapRequest(wanted: Wanted): Sent<SnapRequest> {
  const options: Sent<SnapOptions> = { ...wanted.options, decisions: [...wanted.decisions] };
  if (wanted.musicStartS !== undefined) options.musicStartS = wanted.musicStartS;
  return { editPath: wanted.editPath, musicPath: wanted.musicPath, beats: wanted.beats, options };
}

/** What would be done, without writing anything. */
export function plan(
  engine: Engine,
  wanted: Wanted,
  report: (progress: Progress) => void,
  signal?: Stop,
): Promise<SnapResult> {
  const request = snapRequest(wanted);
  return runJob(
    engine,
    "snap",
    { ...request, options: { ...request.options, dryRun: true } },
    report,
    signal,
  );
}

/** A new sequence whose cuts are on beats; says what really landed. */
export async function newSequence(
  engine: Engine,
  host: Host,
  wanted: Wanted,
  report: (progress: Progress) => void,
  signal?: Stop,
): Promise<string[]> {
  const folder = await host.outputFolder();
  const name = `${stem(fileName(wanted.editPath))}.on-beat`;
  const ending = host.features().newSequence === "xml" ? ".xml" : ".otio";
  const outputPath = joined(folder, name + ending);
  const request = snapRequest(wanted);
  const forEditor = host.name.startsWith("Premiere") ? "EDITOR_PREMIERE" : "EDITOR_UNSPECIFIED";
  const result = await runJob(
    engine,
    "snap",
    { ...request, outputPath, forEditor },
    ({ fraction, step }) => report({ fraction: 0.9 * fraction, step }),
    signal,
  );
  report({ fraction: 0.95, step: "Opening the new sequence" });
  const landed = await host.openEdit(result.path, name);
  return [
    `“${landed.name}”: ${counted(result.moved, "cut")} moved, ${result.kept} already on a beat, ` +
      `${result.skipped} left; ${counted(landed.clips, "clip")} and ` +
      `${counted(landed.markers, "marker")} are there.`,
    ...saidOf(result),
    ...landed.notes,
  ];
}

/** What to know of a snap, each once: why no cut is on a beat stands among the warnings too. */
export function saidOf({ missed, warnings }: Pick<SnapResult, "missed" | "warnings">): string[] {
  return [...new Set([missed, ...warnings])].filter((text) => text !== "");
}

/** Markers for beats, as the user chose them. */
export function beatMarkers(beats: readonly PlacedBeat[], colored: boolean): NewMarker[] {
  return beats
    .filter((one) => one.chosen && one.time >= 0)
    .map((one) => {
      const downbeat = one.beat.beat === 1;
      const sure = Math.round(100 * one.beat.confidence);
      const marker = {
        name: beatName(one.beat),
        comment: `${MARK}: ${downbeat ? "downbeat" : "beat"}, ${sure} % sure`,
        at: ticksOf(one.time),
      };
      return colored ? { ...marker, color: downbeat ? DOWNBEAT_COLOR : BEAT_COLOR } : marker;
    });
}

/** Puts markers, and says what really landed. */
export async function putBeatMarkers(
  host: Host,
  markers: readonly NewMarker[],
  on: MarkerTarget,
): Promise<string[]> {
  const landed = await host.putMarkers(markers, on, "Backbeat: beat markers");
  return [markersSaid(landed, markers.length, on), ...landed.notes];
}

export function markersSaid(landed: MarkersLanded, wanted: number, on: MarkerTarget): string {
  const where = on.kind === "sequence" ? "on the sequence" : `on ${fileName(on.path)}`;
  const are = landed.there === 1 ? "is" : "are";
  const lost = landed.there < wanted ? `, of ${wanted} that were asked for` : "";
  const replaced = landed.replaced > 0 ? `; ${landed.replaced} of an earlier run were replaced` : "";
  const undo = landed.undoSteps > 1 ? ` Undo takes ${landed.undoSteps} steps.` : "";
  return `${counted(landed.there, "beat marker")} ${are} ${where}${lost}${replaced}.${undo}`;
}

/** Removes what Backbeat wrote, and nothing else. */
export async function removeOurs(host: Host, on: MarkerTarget): Promise<string> {
  const gone = await host.removeMarkers(on);
  if (gone === 0) return "There were no markers of Backbeat's.";
  return `${counted(gone, "marker")} of Backbeat's ${gone === 1 ? "was" : "were"} removed.`;
}
