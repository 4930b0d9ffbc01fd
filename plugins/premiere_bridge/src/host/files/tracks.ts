/** The sound tracks of a timeline that was read from a file, as the panel knows those of a sequence. */

import type { EditView, ItemView } from "../../engine/contract";
import type { SoundClip, SoundTrack } from "../port";
import { ticksOf } from "../ticks";

export function soundTracksOf(edit: EditView): SoundTrack[] {
  const rate = edit.rate ?? { numerator: 25, denominator: 1 };
  const ticks = (frame: number): bigint => ticksOf((frame * rate.denominator) / rate.numerator);
  return edit.tracks
    .filter((track) => track.isSound)
    .map(({ label, name, items }) => ({
      label,
      name,
      clips: items.filter((item) => item.kind !== "ITEM_KIND_TRANSITION").map((item) => soundClip(item, ticks)),
    }));
}

function soundClip(item: ItemView, ticks: (frame: number) => bigint): SoundClip {
  return {
    name: item.name,
    path: item.mediaPath,
    start: ticks(item.startFrame),
    end: ticks(item.endFrame),
    source: ticksOf(item.sourceStartS),
    selected: false,
    refused: refusalOf(item),
  };
}

function refusalOf(item: ItemView): string {
  if (item.kind === "ITEM_KIND_COMPOUND") return "it is a nested timeline";
  if (item.kind !== "ITEM_KIND_CLIP" || item.mediaPath === "") return "it has no file";
  if (!item.online) return "its media is offline";
  if (!item.enabled) return "it is disabled";
  if (item.speed < 0) return "it plays in reverse";
  return item.speed !== 0 && Math.abs(item.speed - 1) > 1e-9 ? "its speed is changed" : "";
}
