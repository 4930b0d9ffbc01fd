/** Markers on the sequence or on media: put, read back, replaced, removed. */

import { MARK } from "../../flows/cutting";
import { HostProblem, type MarkerColor, type MarkersLanded, type MarkerTarget, type NewMarker } from "../port";
import { openProject, openSequence } from "./active";
import { type ClipProjectItem, type Marker, type Markers, type Project, premiere } from "./adobe";
import { findByPath } from "./bin";
import { type Making, transact, transactAll } from "./transactions";

/** How many actions of a transaction a host is known to have taken, where it did not take all. */
export const BATCH = 50;

export async function putMarkers(
  wanted: readonly NewMarker[],
  on: MarkerTarget,
  label: string,
  batch = BATCH,
): Promise<MarkersLanded> {
  const project = await openProject();
  const owner = await markersOf(project, on);
  const old = ours(owner);
  const removing = old.map((marker): Making => () => owner.createRemoveMarkerAction(marker));
  const adding = wanted.map((marker): Making => () => adds(owner, marker));
  const missing = async (): Promise<Making[]> => lacking(owner, wanted).map((marker) => () => adds(owner, marker));
  // Old ones that are the same as new ones would hide that the new ones did not land: they go first
  // in the same transaction.
  let steps = await transactAll(project, label, [...removing, ...adding], missing, batch);
  const colored = wanted.filter((marker) => marker.color !== undefined);
  if (colored.length > 0 && colorAll(project, owner, colored, label)) steps += 1;
  const there = wanted.length - lacking(owner, wanted).length;
  const notes = there < wanted.length ? [`Premiere did not take ${wanted.length - there} of the markers.`] : [];
  if (steps > 1 && colored.length === 0) {
    notes.push(`Premiere took no more than some ${batch} changes at once, so they are ${steps} undo steps.`);
  }
  return { there, replaced: old.length, undoSteps: steps, notes };
}

export async function removeMarkers(on: MarkerTarget): Promise<number> {
  const project = await openProject();
  const owner = await markersOf(project, on);
  const before = ours(owner).length;
  const missing = async (): Promise<Making[]> =>
    ours(owner).map((marker) => () => owner.createRemoveMarkerAction(marker));
  await transactAll(project, "Backbeat: remove markers", await missing(), missing, BATCH);
  return before - ours(owner).length;
}

async function markersOf(project: Project, on: MarkerTarget): Promise<Markers> {
  if (on.kind === "sequence") return premiere().Markers.getMarkers(await openSequence(project));
  const item = await findByPath(project, on.path);
  if (item === null) {
    throw new HostProblem("The music is not in the project.", "Import it, or put it on a track.");
  }
  return premiere().Markers.getMarkers(item as ClipProjectItem);
}

function adds(owner: Markers, marker: NewMarker): ReturnType<Markers["createAddMarkerAction"]> {
  const { Marker: kinds, TickTime } = premiere();
  return owner.createAddMarkerAction(
    marker.name,
    kinds.MARKER_TYPE_COMMENT,
    TickTime.createWithTicks(marker.at.toString()),
    TickTime.TIME_ZERO,
    marker.comment,
  );
}

/** Those that Backbeat wrote, by their comment. */
function ours(owner: Markers): Marker[] {
  return owner.getMarkers().filter((marker) => marker.getComments().startsWith(`${MARK}:`));
}

/** The wanted markers that are not there, each there counted once. */
function lacking(owner: Markers, wanted: readonly NewMarker[]): NewMarker[] {
  const there = new Map<string, number>();
  for (const marker of ours(owner)) {
    const key = `${marker.getName()}@${marker.getStart().ticks}`;
    there.set(key, (there.get(key) ?? 0) + 1);
  }
  return wanted.filter((marker) => {
    const key = `${marker.name}@${marker.at}`;
    const count = there.get(key) ?? 0;
    there.set(key, count - 1);
    return count <= 0;
  });
}

/** Colours them, in a step of its own: a marker has to be there before it can be coloured. */
function colorAll(project: Project, owner: Markers, wanted: readonly NewMarker[], label: string): boolean {
  const colors = new Map(wanted.map((marker) => [`${marker.name}@${marker.at}`, marker.color]));
  const making = ours(owner).flatMap((marker): Making[] => {
    const color = colors.get(`${marker.getName()}@${marker.getStart().ticks}`);
    return color === undefined ? [] : [() => marker.createSetColorByIndexAction(indexOf(color))];
  });
  return making.length > 0 && transact(project, `${label} (colors)`, making);
}

/** Adobe's number of a colour, always by its name: tables of numbers disagree. */
function indexOf(color: MarkerColor): number {
  const { MarkerColor: colors } = premiere().Constants;
  const named = {
    red: colors.RED,
    cyan: colors.CYAN,
    green: colors.GREEN,
    orange: colors.ORANGE,
    // Adobe's own spelling.
    magenta: colors.MAGNETA,
    yellow: colors.YELLOW,
    blue: colors.BLUE,
  };
  return named[color];
}
