/** The project and sequence that are open. Adobe's types say they always are; they are not. */

import { HostProblem, type Sequence as PortSequence, type SoundClip, type SoundTrack } from "../port";
import { rateOf } from "../ticks";
import { type AudioClipTrackItem, type ClipProjectItem, type Project, premiere, type Sequence } from "./adobe";

export async function openProject(): Promise<Project> {
  const project = (await premiere().Project.getActiveProject()) as Project | null | undefined;
  if (project === null || project === undefined) {
    throw new HostProblem("No project is open.", "Open one.");
  }
  return project;
}

export async function openSequence(project: Project): Promise<Sequence> {
  const sequence = (await project.getActiveSequence()) as Sequence | null | undefined;
  if (sequence === null || sequence === undefined) {
    throw new HostProblem("No sequence is open.", "Open one in a timeline.");
  }
  return sequence;
}

/** The open sequence as the panel knows it. */
export async function described(sequence: Sequence): Promise<PortSequence> {
  const count = await sequence.getAudioTrackCount();
  const tracks: SoundTrack[] = [];
  for (let index = 0; index < count; index += 1) tracks.push(await soundTrack(sequence, index));
  return {
    id: sequence.guid.toString(),
    name: sequence.name,
    rate: rateOf(BigInt(await sequence.getTimebase())),
    zero: BigInt((await sequence.getZeroPoint()).ticks),
    length: BigInt((await sequence.getEndTime()).ticks),
    soundTracks: tracks,
  };
}

async function soundTrack(sequence: Sequence, index: number): Promise<SoundTrack> {
  const track = await sequence.getAudioTrack(index);
  const items = track.getTrackItems(premiere().Constants.TrackItemType.CLIP, false);
  const clips: SoundClip[] = [];
  for (const item of items) clips.push(await soundClip(item));
  return { label: `A${index + 1}`, name: track.name, clips };
}

async function soundClip(item: AudioClipTrackItem): Promise<SoundClip> {
  const media = await mediaOf(item);
  return {
    name: await item.getName(),
    path: media.path,
    start: BigInt((await item.getStartTime()).ticks),
    end: BigInt((await item.getEndTime()).ticks),
    source: BigInt((await item.getInPoint()).ticks),
    selected: await item.getIsSelected(),
    refused: media.refused,
  };
}

/** The file of a clip, or why beats cannot be laid over it. */
async function mediaOf(item: AudioClipTrackItem): Promise<{ path: string; refused: string }> {
  const found = (await item.getProjectItem()) as Awaited<ReturnType<typeof item.getProjectItem>> | null;
  const clip = found === null ? null : (premiere().ClipProjectItem.cast(found) as ClipProjectItem | null);
  if (clip === null) return { path: "", refused: "it has no media" };
  if (await clip.isSequence()) return { path: "", refused: "it is a nested sequence" };
  if (await clip.isMulticamClip()) return { path: "", refused: "it is a multicam clip" };
  if (await clip.isMergedClip()) return { path: "", refused: "it is a merged clip" };
  const path = await clip.getMediaFilePath();
  if (await clip.isOffline()) return { path, refused: "its media is offline" };
  if (Boolean(await item.isSpeedReversed())) return { path, refused: "it plays in reverse" };
  if (Math.abs((await item.getSpeed()) - 1) > 1e-9) return { path, refused: "its speed is changed" };
  return { path, refused: path === "" ? "it has no file" : "" };
}
