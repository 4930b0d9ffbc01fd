/** Sounds onto tracks of their own, at exact ticks, and read back. */

import { type ClipsLanded, HostProblem, type NewClip } from "../port";
import { openProject, openSequence } from "./active";
import { type ClipProjectItem, type Project, type ProjectItem, premiere, type Sequence } from "./adobe";
import { imported } from "./bin";
import { type Making, transact } from "./transactions";

export async function placeClips(clips: readonly NewClip[], label: string): Promise<ClipsLanded> {
  const project = await openProject();
  const sequence = await openSequence(project);
  const items = await imported(project, clips.map((clip) => clip.path));
  const notes: string[] = [];
  const lost = clips.filter((clip) => !items.has(clip.path));
  const usable = clips.filter((clip) => items.has(clip.path));
  const tracks = await tracksFor(project, sequence, usable, items, notes);
  const editor = premiere().SequenceEditor.getEditor(sequence);
  const making = usable.flatMap((clip): Making[] => {
    const item = items.get(clip.path);
    const track = tracks.get(laneOf(clip, usable));
    if (item === undefined || track === undefined) return [];
    const at = premiere().TickTime.createWithTicks(clip.at.toString());
    return [() => editor.createOverwriteItemAction(item as unknown as ProjectItem, at, 0, track)];
  });
  transact(project, label, making);
  const missed = lost.map((clip) => `${clip.name} could not be imported: ${clip.path}.`);
  for (const clip of usable) {
    const why = await whyNotThere(sequence, tracks.get(laneOf(clip, usable)), clip);
    if (why !== "") missed.push(`${clip.name}: ${why}.`);
  }
  return { there: clips.length - missed.length, missed, notes };
}

/** Clips of one track that overlap go onto further tracks: "FOLEY", "FOLEY 2". */
export function laneOf(clip: NewClip, all: readonly NewClip[]): string {
  return `${clip.track}/${all.filter((other) => other.track === clip.track && other.at === clip.at).indexOf(clip)}`;
}

/** Index of the sound track of each lane; those that are missing are made. */
async function tracksFor(
  project: Project,
  sequence: Sequence,
  clips: readonly NewClip[],
  items: ReadonlyMap<string, ClipProjectItem>,
  notes: string[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const clip of clips) {
    const lane = laneOf(clip, clips);
    if (found.has(lane)) continue;
    const [name, number] = lane.split("/");
    const called = number === "0" ? (name ?? "") : `${name} ${Number(number) + 1}`;
    const item = items.get(clip.path);
    if (item !== undefined) found.set(lane, await trackCalled(project, sequence, called, item, notes, [...found.values()]));
  }
  return found;
}

async function trackCalled(
  project: Project,
  sequence: Sequence,
  name: string,
  item: ClipProjectItem,
  notes: string[],
  taken: readonly number[],
): Promise<number> {
  const count = await sequence.getAudioTrackCount();
  for (let index = 0; index < count; index += 1) {
    if ((await sequence.getAudioTrack(index)).name === name) return index;
  }
  for (let index = 0; index < count; index += 1) {
    if (!taken.includes(index) && (await isEmpty(sequence, index)) && (await named(project, sequence, index, name))) return index;
  }
  return madeTrack(project, sequence, name, item, notes);
}

/**
 * A new track. There is no call that makes one; inserting at an index beyond the last is documented to.
 * What was inserted for it is taken away again.
 */
async function madeTrack(
  project: Project,
  sequence: Sequence,
  name: string,
  item: ClipProjectItem,
  notes: string[],
): Promise<number> {
  const before = await sequence.getAudioTrackCount();
  const end = await sequence.getEndTime();
  const editor = premiere().SequenceEditor.getEditor(sequence);
  transact(project, `Backbeat: track ${name}`, [
    () => editor.createInsertProjectItemAction(item as unknown as ProjectItem, end, 0, before, true),
  ]);
  const after = await sequence.getAudioTrackCount();
  if (after <= before) {
    throw new HostProblem(`Premiere made no track for ${name}.`, `Add a sound track called ${name}.`);
  }
  const index = after - 1;
  const track = await sequence.getAudioTrack(index);
  const inserted = track.getTrackItems(premiere().Constants.TrackItemType.CLIP, false);
  await removed(project, sequence, inserted);
  if (!(await named(project, sequence, index, name))) {
    notes.push(`The sound track A${index + 1} is for ${name}; this Premiere cannot name tracks.`);
  }
  return index;
}

async function removed(project: Project, sequence: Sequence, items: readonly unknown[]): Promise<void> {
  if (items.length === 0) return;
  const { TrackItemSelection, SequenceEditor, Constants } = premiere();
  TrackItemSelection.createEmptySelection((selection) => {
    for (const item of items) selection.addItem(item as never, true);
    const editor = SequenceEditor.getEditor(sequence);
    transact(project, "Backbeat: empty track", [
      () => editor.createRemoveItemsAction(selection, false, Constants.MediaType.ANY, false),
    ]);
  });
}

async function isEmpty(sequence: Sequence, index: number): Promise<boolean> {
  const track = await sequence.getAudioTrack(index);
  return track.getTrackItems(premiere().Constants.TrackItemType.CLIP, false).length === 0;
}

async function named(project: Project, sequence: Sequence, index: number, name: string): Promise<boolean> {
  const track = await sequence.getAudioTrack(index);
  if (track.name === name) return true;
  if (typeof track.createSetNameAction !== "function") return false;
  return transact(project, `Backbeat: name track ${name}`, [() => track.createSetNameAction(name) as never]);
}

async function whyNotThere(sequence: Sequence, index: number | undefined, clip: NewClip): Promise<string> {
  if (index === undefined) return "it has no track";
  const track = await sequence.getAudioTrack(index);
  for (const item of track.getTrackItems(premiere().Constants.TrackItemType.CLIP, false)) {
    if (BigInt((await item.getStartTime()).ticks) === clip.at) return "";
  }
  return `it is not on A${index + 1} where it was put`;
}
