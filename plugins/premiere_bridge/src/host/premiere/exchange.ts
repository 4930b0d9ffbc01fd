/** The sequence out to the engine as a file, and the engine's timeline in as a new sequence. */

import { fileName, folderOf, joined, stem } from "../../ui/words/numbers";
import { HostProblem, type SequenceLanded } from "../port";
import { openProject, openSequence } from "./active";
import { type Project, premiere, type Sequence } from "./adobe";

/** How this Premiere writes a sequence: told by what is there, not by its version. */
export function exchange(): "otio" | "xml" | "none" {
  const converter = premiere().ProjectConverter as
    | { exportAsOpenTimelineIO?: unknown; exportAsFinalCutProXML?: unknown }
    | undefined;
  if (typeof converter?.exportAsOpenTimelineIO === "function") return "otio";
  return typeof converter?.exportAsFinalCutProXML === "function" ? "xml" : "none";
}

/** The folder of the project file: media must not lie in a temporary folder. */
export async function projectFolder(): Promise<string> {
  const project = await openProject();
  if (project.path === "") {
    throw new HostProblem("The project is not saved yet.", "Save it, so that results have a place beside it.");
  }
  return folderOf(project.path);
}

export async function exportEdit(): Promise<string> {
  const kind = exchange();
  if (kind === "none") {
    throw new HostProblem(
      "This Premiere cannot export a sequence to a panel.",
      "Export OpenTimelineIO or Final Cut Pro XML by hand, or use Premiere 26.2 or later.",
    );
  }
  const project = await openProject();
  const sequence = await openSequence(project);
  const name = sequence.name.replace(/[\\/:*?"<>|]/g, "_");
  const path = joined(await projectFolder(), `${name}.backbeat.${kind}`);
  const { ProjectConverter } = premiere();
  const done =
    kind === "otio"
      ? await ProjectConverter.exportAsOpenTimelineIO(sequence, path, true)
      : await ProjectConverter.exportAsFinalCutProXML(sequence, path, true);
  if (!done) throw new HostProblem(`Premiere could not export ${sequence.name}.`, "Save the project and try again.");
  return path;
}

/** Imports a timeline and opens the sequence that it became; the open one is not touched. */
export async function openEdit(path: string, name: string): Promise<SequenceLanded> {
  const project = await openProject();
  const before = new Set((await project.getSequences()).map((one) => one.guid.toString()));
  await project.importFiles([path], true);
  const fresh = (await project.getSequences()).filter((one) => !before.has(one.guid.toString()));
  const made = fresh.find((one) => one.name === name || one.name === stem(fileName(path))) ?? fresh[0];
  if (made === undefined) {
    throw new HostProblem(
      `Premiere made no sequence of ${fileName(path)}.`,
      "Import it by hand: File > Import.",
    );
  }
  const notes = fresh.length > 1 ? [`Premiere made ${fresh.length} sequences of it.`] : [];
  if (!(await project.setActiveSequence(made))) notes.push("Open it from the project panel.");
  return { name: made.name, clips: await clipsOf(made), markers: await markersOf(project, made), notes };
}

async function clipsOf(sequence: Sequence): Promise<number> {
  const clip = premiere().Constants.TrackItemType.CLIP;
  let count = 0;
  for (let index = 0; index < (await sequence.getVideoTrackCount()); index += 1) {
    count += (await sequence.getVideoTrack(index)).getTrackItems(clip, false).length;
  }
  for (let index = 0; index < (await sequence.getAudioTrackCount()); index += 1) {
    count += (await sequence.getAudioTrack(index)).getTrackItems(clip, false).length;
  }
  return count;
}

async function markersOf(project: Project, sequence: Sequence): Promise<number> {
  void project;
  return (await premiere().Markers.getMarkers(sequence)).getMarkers().length;
}
