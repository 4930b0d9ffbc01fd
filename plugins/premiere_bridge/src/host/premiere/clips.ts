/** Sounds onto tracks of their own, at exact ticks, read back; and off them again. */

import { counted } from "../../ui/words/numbers";
import type { ClipsLanded, NewClip } from "../port";
import { openProject, openSequence } from "./active";
import { type AudioClipTrackItem, type ClipProjectItem, type ProjectItem, premiere, type Sequence } from "./adobe";
import { comparable, imported, pathsOfOurs } from "./bin";
import { type Lane, lanesOf } from "./lanes";
import { itemKey, itemsOf, keyOf, pathOf, trackFor, withRemoval } from "./tracks";
import { type Making, transact } from "./transactions";

/**
 * Puts clips on tracks of their own, in place of those of an earlier run, in one undo step. What lies already
 * where it is wanted is not touched: the user may have changed its level.
 */
export async function placeClips(clips: readonly NewClip[], label: string): Promise<ClipsLanded> {
  const project = await openProject();
  const sequence = await openSequence(project);
  const items = await imported(project, clips.map((clip) => clip.path));
  const usable = clips.filter((clip) => items.has(clip.path));
  const wanted = new Set(usable.map((clip) => keyOf(comparable(clip.path), clip.at, clip.end, clip.source)));
  const before = await oursOf(sequence, await pathsOfOurs(project));
  const there = new Set(before.map((one) => one.key));
  const going = before.filter((one) => !wanted.has(one.key));
  const goingKeys = new Set(going.map((one) => one.key));
  const fresh = usable.filter((clip) => !there.has(keyOf(comparable(clip.path), clip.at, clip.end, clip.source)));
  const notes: string[] = [];
  const missed = clips.filter((clip) => !items.has(clip.path)).map((clip) => `${clip.name} could not be imported: ${clip.path}.`);
  const placed: { lane: Lane; index: number }[] = [];
  for (const lane of lanesOf(fresh)) {
    const first = items.get(lane.clips[0]?.path ?? "");
    if (first === undefined) continue;
    const index = await trackFor(project, sequence, lane, { item: first, goingKeys, taken: placed.map((one) => one.index) }, notes);
    placed.push({ lane, index });
  }
  const making = placed.flatMap(({ lane, index }) => lane.clips.flatMap((clip) => putting(sequence, clip, items.get(clip.path), index)));
  withRemoval(sequence, going.map((one) => one.item), (removing) => transact(project, label, [...removing, ...making]));
  for (const { lane, index } of placed) {
    for (const clip of lane.clips) {
      const why = await whyNotThere(sequence, index, clip);
      if (why !== "") missed.push(`${clip.name}: ${why}.`);
    }
  }
  if (going.length > 0) notes.push(`${counted(going.length, "sound")} of an earlier run ${going.length === 1 ? "is" : "are"} gone.`);
  return { there: clips.length - missed.length, missed, notes };
}

/** Takes the clips that Backbeat put there off the tracks, and no other; gives how many went. */
export async function removeClips(label: string): Promise<number> {
  const project = await openProject();
  const sequence = await openSequence(project);
  const ours = await pathsOfOurs(project);
  const before = await oursOf(sequence, ours);
  if (before.length === 0) return 0;
  withRemoval(sequence, before.map((one) => one.item), (removing) => transact(project, label, removing));
  return before.length - (await oursOf(sequence, ours)).length;
}

/** Only the stretch of the file that is meant to be heard: it has silence before and after. */
function putting(sequence: Sequence, clip: NewClip, item: ClipProjectItem | undefined, index: number): Making[] {
  if (item === undefined) return [];
  const { SequenceEditor, TickTime } = premiere();
  const editor = SequenceEditor.getEditor(sequence);
  const tick = (ticks: bigint): ReturnType<typeof TickTime.createWithTicks> => TickTime.createWithTicks(ticks.toString());
  return [
    () => item.createSetInOutPointsAction(tick(clip.source), tick(clip.source + clip.end - clip.at)),
    () => editor.createOverwriteItemAction(item as unknown as ProjectItem, tick(clip.at), 0, index),
  ];
}

async function oursOf(sequence: Sequence, ours: ReadonlySet<string>): Promise<{ item: AudioClipTrackItem; key: string }[]> {
  const found: { item: AudioClipTrackItem; key: string }[] = [];
  const count = await sequence.getAudioTrackCount();
  for (let index = 0; index < count; index += 1) {
    for (const item of await itemsOf(sequence, index)) {
      if (ours.has(await pathOf(item))) found.push({ item, key: await itemKey(item) });
    }
  }
  return found;
}

async function whyNotThere(sequence: Sequence, index: number, clip: NewClip): Promise<string> {
  for (const item of await itemsOf(sequence, index)) {
    if (BigInt((await item.getStartTime()).ticks) !== clip.at) continue;
    const source = BigInt((await item.getInPoint()).ticks);
    if (source !== clip.source) return `it is on A${index + 1}, but plays from another place of its file, so its hit is off`;
    return BigInt((await item.getEndTime()).ticks) === clip.end ? "" : `it is on A${index + 1}, but ends elsewhere than it should`;
  }
  return `it is not on A${index + 1} where it was put`;
}
