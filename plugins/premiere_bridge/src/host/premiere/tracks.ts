/** Sound tracks for what is placed: found by name, taken where empty, or made; nothing of the user's is covered. */

import { HostProblem } from "../port";
import { type AudioClipTrackItem, type ClipProjectItem, type Project, type ProjectItem, premiere, type Sequence } from "./adobe";
import { comparable } from "./bin";
import { type Lane, overlap } from "./lanes";
import { type Making, transact } from "./transactions";

interface Given {
  /** What a new track is made with. */
  readonly item: ClipProjectItem;
  /** Clips that may be covered, since they go: by `itemKey`. */
  readonly goingKeys: ReadonlySet<string>;
  /** Tracks that other lanes have. */
  readonly taken: readonly number[];
}

/** Index of the sound track for a lane. */
export async function trackFor(project: Project, sequence: Sequence, lane: Lane, given: Given, notes: string[]): Promise<number> {
  const count = await sequence.getAudioTrackCount();
  const free: number[] = [];
  for (let index = 0; index < count; index += 1) if (!given.taken.includes(index)) free.push(index);
  for (const index of free) {
    const { name } = await sequence.getAudioTrack(index);
    if (isCalled(name, lane.name) && (await hasRoom(sequence, index, lane, given.goingKeys))) return index;
  }
  for (const index of free) {
    if ((await isEmpty(sequence, index)) && (await named(project, sequence, index, lane.name))) return index;
  }
  return madeTrack(project, sequence, lane.name, given.item, notes);
}

/** The file of a clip on a track, so that it can be compared; empty where it has none. */
export async function pathOf(item: AudioClipTrackItem): Promise<string> {
  const found = (await item.getProjectItem()) as ProjectItem | null;
  const clip = found === null ? null : (premiere().ClipProjectItem.cast(found) as ClipProjectItem | null);
  return clip === null ? "" : comparable(await clip.getMediaFilePath());
}

/** By which a stretch of a file on a track is known again. */
export function keyOf(path: string, at: bigint, end: bigint, source: bigint): string {
  return `${path}@${at}-${end}+${source}`;
}

export async function itemKey(item: AudioClipTrackItem): Promise<string> {
  const [start, end, source] = [await item.getStartTime(), await item.getEndTime(), await item.getInPoint()];
  return keyOf(await pathOf(item), BigInt(start.ticks), BigInt(end.ticks), BigInt(source.ticks));
}

/** "FOLEY 3" is a track for foley as well as "FOLEY". */
function isCalled(name: string, wanted: string): boolean {
  const plain = (text: string): string => text.replace(/ \d+$/, "");
  return plain(name) === plain(wanted);
}

async function hasRoom(sequence: Sequence, index: number, lane: Lane, goingKeys: ReadonlySet<string>): Promise<boolean> {
  for (const item of await itemsOf(sequence, index)) {
    const lies = { at: BigInt((await item.getStartTime()).ticks), end: BigInt((await item.getEndTime()).ticks) };
    if (lane.clips.some((clip) => overlap(clip, lies)) && !goingKeys.has(await itemKey(item))) return false;
  }
  return true;
}

/**
 * A new track. There is no call that makes one; inserting at an index beyond the last is documented to.
 * What was inserted for it is taken away again.
 */
async function madeTrack(project: Project, sequence: Sequence, name: string, item: ClipProjectItem, notes: string[]): Promise<number> {
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
  const inserted = await itemsOf(sequence, index);
  withRemoval(sequence, inserted, (removing) => void transact(project, "Backbeat: empty track", removing));
  if (!(await named(project, sequence, index, name))) {
    notes.push(`The sound track A${index + 1} is for ${name}; this Premiere cannot name tracks.`);
  }
  return index;
}

/** Gives what removes items: it can only be made while a selection of them is being made. */
export function withRemoval(sequence: Sequence, items: readonly AudioClipTrackItem[], act: (removing: Making[]) => void): void {
  if (items.length === 0) return act([]);
  const { TrackItemSelection, SequenceEditor, Constants } = premiere();
  TrackItemSelection.createEmptySelection((selection) => {
    for (const item of items) selection.addItem(item as never, true);
    const editor = SequenceEditor.getEditor(sequence);
    act([() => editor.createRemoveItemsAction(selection, false, Constants.MediaType.ANY, false)]);
  });
}

async function isEmpty(sequence: Sequence, index: number): Promise<boolean> {
  return (await itemsOf(sequence, index)).length === 0;
}

export async function itemsOf(sequence: Sequence, index: number): Promise<AudioClipTrackItem[]> {
  const track = await sequence.getAudioTrack(index);
  return track.getTrackItems(premiere().Constants.TrackItemType.CLIP, false);
}

async function named(project: Project, sequence: Sequence, index: number, name: string): Promise<boolean> {
  const track = await sequence.getAudioTrack(index);
  if (track.name === name) return true;
  if (typeof track.createSetNameAction !== "function") return false;
  return transact(project, `Backbeat: name track ${name}`, [() => track.createSetNameAction(name) as never]);
}
